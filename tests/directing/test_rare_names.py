"""The names that `pronounce` exists for: behind titles, at sentences' heads; and the list is said."""

from __future__ import annotations

from pathlib import Path

import soundfile

from manifests.render import RenderSettings
from pipeline.commands.pronounce import listen, pronounced

TEXT = (
    '# One\n\n"Who rang?" asked Ysolde Brannigan. They had sent for Dr. Quennell and Mrs. Thrupp.\n\n'
    'Zebulon\'s boat was late. Suddenly it rained. Vasanti spoke first.\n\n"I did," said Vasanti. Suddenly it stopped.\n'
)


def test_names_behind_titles_and_at_heads_of_sentences_are_listed_and_said(tmp_path: Path) -> None:
    book = tmp_path / "names.md"
    book.write_text(TEXT)
    found = pronounced(RenderSettings(source=str(book)))
    words = {word.text for word in found.words}
    assert {"Ysolde", "Brannigan", "Quennell", "Thrupp", "Zebulon", "Vasanti"} <= words
    assert not words & {"Suddenly", "They", "Who", "Dr", "Mrs"}
    heard = listen(found, tmp_path / "names.mp3")
    assert len(heard.starts) == len(found.words)
    assert abs(soundfile.info(heard.path).duration - heard.seconds) < 0.2
