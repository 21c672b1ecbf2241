"""An audition: every role of a cast in one file, each with lines of its own, so that voices can be judged together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast as typed_as

from casting.cast import Cast
from casting.cast_file import load_cast
from casting.names import folded
from casting.resolution import resolve
from manifests.book import Metadata
from manifests.errors import CastError
from manifests.options import EngineName
from manifests.pronunciation import Pronunciation
from manifests.render import RenderSettings
from manifests.script import Line, Script, ScriptChapter
from manifests.take_store import TakeStore
from manifests.timeline import Cue, Timeline
from pipeline.commands.speaking import speak
from pipeline.engines.choice import choose_engine
from pipeline.language.tokenizers import primary
from pipeline.planning.plan import make_plan
from pipeline.production.preparation import lexicon_of, read_and_attribute
from pipeline.sound.ffmpeg import decode_mono
from pipeline.sound.sound_file import check_sound_name, convert_sound
from pipeline.sound.stitching import stitch

NARRATOR = "Narrator"

_STANDARD = {
    "en": "I came down to the harbour at six. Did nobody tell you? Well, here I am, and I mean to stay!",
    "de": "Um sechs kam ich zum Hafen hinunter. Hat es dir niemand gesagt? Nun, hier bin ich, und ich bleibe!",
    "fr": "Je suis arrivé au port à six heures. Personne ne vous l'a dit ? Eh bien, me voici, et je reste !",
    "es": "Bajé al puerto a las seis. ¿Nadie te lo dijo? Pues aquí estoy, ¡y pienso quedarme!",
    "zh": "我六点钟来到了港口。没有人告诉你吗？好吧，我来了，我要留下！",
}
"""What a role says that has no lines: a statement, a question, an exclamation."""

_WANTED, _SHORTEST, _LONGEST = 160, 30, 320


@dataclass(frozen=True, slots=True)
class AuditionRequest:
    """Which cast is heard, with lines of which book, in which file. `roles` are all where none is named."""

    cast: Path
    output: Path
    book: RenderSettings | None = None
    engine: str = "draft"
    model: str | None = None
    roles: tuple[str, ...] = ()
    announced: bool = True


@dataclass(frozen=True, slots=True)
class CastAudition:
    """What was made: who is heard when, and what a person should know."""

    cues: tuple[tuple[str, Cue], ...]
    seconds: float
    engine: str
    notices: tuple[str, ...]


def audition(request: AuditionRequest) -> CastAudition:
    """Speak the roles of a cast into one file. Raises InputError before anything is spoken."""
    check_sound_name(request.output)
    cast = load_cast(request.cast)
    roles = _chosen(cast, request)
    metadata, lines, told = _material(request, cast)
    script, who = _script(metadata, roles, cast, lines, announced=request.announced)
    choice = choose_engine(typed_as(EngineName, request.engine), model=request.model)
    if request.engine != "auto":
        choice.check_model(request.model)
    timbres = choice.capabilities.timbres
    casting = resolve(cast, script, cast_path=request.cast, decode=decode_mono, styles=timbres)
    lexicon = lexicon_of(metadata.language, casting.lexicon, told, choice, request.cast)
    plan = make_plan(script, casting, choice.identity, choice.capabilities, preset="raw", lexicon=lexicon)
    with tempfile.TemporaryDirectory(prefix="bookcast-") as folder:
        store, joined = TakeStore(Path(folder) / "takes"), Path(folder) / "audition.flac"
        speak(plan, store, choice)
        timeline = stitch(plan, plan.chapters[0], script.lines, store, joined)
        convert_sound(joined, request.output)
    notices = tuple(one for one in plan.notices if "have no lines here" not in one)
    return CastAudition(tuple(_heard(timeline, who)), timeline.seconds, choice.identity.name, notices)


def _chosen(cast: Cast, request: AuditionRequest) -> list[str | None]:
    """The roles to hear, the narrator (None) first."""
    if not request.roles:
        return [None, *cast.roles]
    by_name = {folded(name): role for role, entry in cast.roles.items() for name in (role, *entry.aliases)}
    chosen: list[str | None] = []
    for name in request.roles:
        role = by_name.get(folded(name))
        if role is None and folded(name) != folded(NARRATOR):
            there = ", ".join([NARRATOR, *cast.roles])
            raise CastError(
                f"there is no role {name!r}", path=request.cast, place="roles", remedy=f"There is: {there}."
            )
        chosen.append(role)
    return list(dict.fromkeys(chosen))


def _material(request: AuditionRequest, cast: Cast) -> tuple[Metadata, Sequence[Line], Sequence[Pronunciation]]:
    """The book's metadata, lines and pronunciations; without a book, none but the language."""
    if request.book is None:
        return Metadata(title="Audition", language=cast.defaults.language or "en"), (), ()
    book, script = read_and_attribute(request.book)
    return book.metadata, script.lines, book.pronunciations


def _script(
    metadata: Metadata, roles: Sequence[str | None], cast: Cast, lines: Sequence[Line], *, announced: bool
) -> tuple[Script, dict[str, str]]:
    """The audition as a script of one chapter, and whose turn each of its lines belongs to."""
    made: list[Line] = []
    who: dict[str, str] = {}
    for turn, role in enumerate(roles):
        own = _sample([line for line in lines if _speaks(line, role, cast)])
        standard = _STANDARD.get(primary(metadata.language), _STANDARD["en"])
        spoken = [line.text for line in own] or [standard]
        styles = [line.style for line in own] or [None]
        entries: list[tuple[str | None, str, str | None]] = []
        if announced:
            entries.append((None, f"{role or NARRATOR}.", None))
        entries += [(role, text, style) for text, style in zip(spoken, styles, strict=True)]
        for number, (speaker, text, style) in enumerate(entries):
            identity = f"001-{len(made) + 1:04}"
            who[identity] = role or NARRATOR
            made.append(
                Line(
                    id=identity,
                    chapter=1,
                    scene=turn,
                    paragraph=len(made),
                    speaker=speaker,
                    kind="dialogue" if speaker else "narration",
                    text=text,
                    origin="generated",
                    style=style,
                    ends="scene" if number == len(entries) - 1 else "paragraph",
                )
            )
    chapter = ScriptChapter(number=1, title="Audition")
    return Script(metadata=metadata, chapters=(chapter,), lines=tuple(made), hrefs=()), who


def _speaks(line: Line, role: str | None, cast: Cast) -> bool:
    if role is None:
        return line.speaker is None and line.kind == "narration"
    names = {folded(name) for name in (role, *cast.roles[role].aliases)}
    return line.speaker is not None and folded(line.speaker) in names


def _sample(lines: Sequence[Line]) -> list[Line]:
    """One or two lines by which a voice can be judged: of a good length, surely its own, in the book's order."""
    good = [line for line in lines if _SHORTEST <= len(line.text) <= _LONGEST] or [
        line for line in lines if len(line.text) <= _LONGEST
    ]
    best = sorted(good, key=lambda line: (line.confidence < 0.75, abs(len(line.text) - _WANTED), line.id))[:2]
    if best and len(best[0].text) >= _WANTED:
        best = best[:1]
    return sorted(best, key=lambda line: line.id)


def _heard(timeline: Timeline, who: dict[str, str]) -> Iterator[tuple[str, Cue]]:
    for cue in timeline.cues:
        yield who[cue.line], cue
