"""A book to read along: an EPUB whose text is lit while its MP3s, which are inside, are heard.

The publisher's EPUB, or one made of another source: pipeline/packaging/readalong/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from manifests.book import Book
from manifests.errors import InputError, StageError
from manifests.options import Purpose
from manifests.render import Delivery
from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.delivering.package import Content, Package, cannot_make, sha256_as_it_is
from pipeline.delivering.sentence_times import SentenceTimes
from pipeline.packaging.cover import fitted_cover
from pipeline.packaging.narrators import narrators_of
from pipeline.packaging.readalong.narration import Narration, SpokenSentence, Track, spans_inside
from pipeline.packaging.readalong.readalong import MOST_BYTES, ReadAlong, Volume, read_along
from pipeline.production.finished import FinishedProduction, FinishedRender, SoundedOutput, sounded_by_key
from pipeline.production.output_files import OutputFile, output_files
from pipeline.production.preparation import read_and_attribute
from pipeline.reading.left_out import left_out_warnings

PURPOSE: Purpose = "readalong"


def readalong(production: FinishedProduction) -> Package:
    """The EPUB, or several of a long book; raises InputError where there are no MP3s, or the source has changed."""
    render = _render(production)
    book, lines = _read(render)
    ready = read_along(book, Path(render.render.settings.source), _narration(render, lines), most_bytes=MOST_BYTES)
    contents = tuple(
        Content(one.name, one.key, partial(_write, ready, one), one.expected_bytes) for one in ready.volumes
    )
    return Package(render.render.preset, contents, (*ready.notices, *_unfinished(render), *_faults(book)))


def _write(ready: ReadAlong, volume: Volume, to: Path) -> None:
    ready.write(volume, to)


def _render(production: FinishedProduction) -> FinishedRender:
    """The first preset's files that are MP3s, a chapter each if there are any such."""
    made = [one for one in production.renders if one.of_kind("mp3")]
    if not made:
        remedy = "Render with --formats mp3: the takes are there, so nothing is spoken again."
        raise cannot_make(PURPOSE, production.folder, ["it has no MP3, which is what all readers play"], remedy)
    return next((one for one in made if one.preset.mp3.per == "chapter"), made[0])


def _read(render: FinishedRender) -> tuple[Book, Mapping[str, Line]]:
    """The book and its lines, read again from the source; raises InputError where that is another now."""
    settings = render.render.settings
    remedy = f"Put it back, or render again: bookcast render BOOK --out {render.folder.root}; what is there is used."
    if not Path(settings.source).is_file():
        raise InputError("is no longer there, and its text is to be read along", path=settings.source, remedy=remedy)
    book, script = read_and_attribute(settings)
    if book.sha256 != render.render.source_sha256:
        raise InputError("has changed since it was spoken", path=settings.source, remedy=remedy)
    if book.media != "epub":
        book = book.model_copy(update={"cover": fitted_cover(book.cover).cover})
    return book, {line.id: line for line in script.lines}


def _narration(render: FinishedRender, lines: Mapping[str, Line]) -> Narration:
    """What is heard in the delivered MP3s, in order."""
    deliveries = sorted(render.of_kind("mp3"), key=lambda one: one.chapters)
    tracks, utterances = list[Track](), list[SpokenSentence]()
    find = sounded_by_key(render.folder, render.preset, render.render.made)
    times = SentenceTimes(TakeStore(render.folder.takes), lines, render.render.plan.metadata.language)
    outputs_of = _outputs(render)
    counts: dict[tuple[int, ...], int] = defaultdict(int)
    for delivery in deliveries:
        part, counts[delivery.chapters] = counts[delivery.chapters], counts[delivery.chapters] + 1
        tracks.append(_track(render, delivery))
        for output in outputs_of(delivery.chapters):
            if (sounded := find(output)) is None:
                remedy = "Render again: its chapters are made anew from the takes, and nothing is spoken."
                place = render.folder.root / delivery.path
                raise StageError(f"{place}: work/chapters does not tell where its sentences are", remedy)
            _check_words(sounded, lines, render)
            utterances += _utterances(sounded, part, len(tracks) - 1, lines, times)
    narrators = tuple(dict.fromkeys(name for track in tracks for name in narrators_of(track.path)))
    return Narration(tuple(tracks), tuple(utterances), narrators)


def _outputs(render: FinishedRender) -> Callable[[tuple[int, ...]], Sequence[OutputFile]]:
    """Finds the outputs of a delivery by its chapters."""
    plan, preset = render.render.plan, render.preset
    if preset.mp3.per == "book":
        return lambda chapters: output_files(plan.of_chapters(chapters), preset)
    known = {one.chapter.number: one for one in output_files(plan, preset)}
    return lambda chapters: [known[number] for number in chapters if number in known]


def _check_words(sounded: SoundedOutput, lines: Mapping[str, Line], render: FinishedRender) -> None:
    """Raise InputError where a line reads otherwise now than when it was spoken."""
    for cue in sounded.timeline.cues:
        line = lines.get(cue.line)
        if line is not None and line.text != cue.text:
            raise InputError(
                "is divided into other lines than when it was spoken: corrections or the book file have changed",
                path=render.render.settings.source,
                place=f"line {cue.line}",
                remedy=f"Render again: bookcast render BOOK --out {render.folder.root}; what is there is used.",
            )


def _track(render: FinishedRender, delivery: Delivery) -> Track:
    path = render.folder.root / delivery.path
    if not path.is_file():
        raise StageError(f"{path}: is not there", "Render again: it is made anew, and nothing is spoken.")
    return Track(path, delivery.seconds, path.stat().st_size, sha256_as_it_is(path, delivery))


def _utterances(
    sounded: SoundedOutput, part: int, track: int, lines: Mapping[str, Line], times: SentenceTimes
) -> Iterator[SpokenSentence]:
    """What is heard in one part of a mastered output."""
    for one in times.of(sounded):
        heard_in, at_s = sounded.mastered.place(one.start_s)
        if heard_in != part:
            continue
        line = lines.get(one.line)
        spans = spans_inside(line, one.start, one.end) if line is not None else ()
        document = line.document if line is not None and spans else None
        yield SpokenSentence(document, spans, track, round(at_s, 6))


def _unfinished(render: FinishedRender) -> Iterator[str]:
    if render.unfinished:
        yield f"not to be heard, as they are not rendered: {', '.join(render.unfinished)}"


def _faults(book: Book) -> Iterator[str]:
    """What is wrong with a publisher's EPUB: it is wrong with the read-along too."""
    if book.media == "epub":
        policy = left_out_warnings(book)
        yield from (f"in the source: {one}" for one in book.warnings if one not in policy)
