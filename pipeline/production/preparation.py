"""Prepare a production: every stage from source to plan, before a voice is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casting.cast import Fault
from casting.cast_file import cast_error, load_cast
from casting.resolution import resolve
from manifests.book import Book
from manifests.book_file import book_file_beside, load_book_file
from manifests.casting import Casting
from manifests.errors import FfmpegError, InputError
from manifests.plan import Plan
from manifests.pronunciation import Pronunciation
from manifests.render import RenderSettings
from manifests.script import Script
from pipeline.directing.correcting import corrected
from pipeline.directing.corrections import corrections_beside, load_corrections
from pipeline.engines.choice import EngineChoice, choose_engine
from pipeline.language.codes import language_tag
from pipeline.outline.reading import OutlinedBook, read_outlined
from pipeline.packaging.cover import fitted_cover
from pipeline.planning.overrides import Overrides
from pipeline.planning.plan import make_plan
from pipeline.presets import Preset, load_preset
from pipeline.production.selection import check_exclusion, chosen_chapters
from pipeline.pronunciation.forms import UnsayableEntryError
from pipeline.pronunciation.lexicon import Lexicon
from pipeline.reading.changes import BookChanges, changed
from pipeline.reading.left_out import left_out_line
from pipeline.reading.options import ReadingOptions
from pipeline.script.attribution import attribute
from pipeline.script.credits.credits import add_credits
from pipeline.script.integrity import check_integrity
from pipeline.script.llm.answers import AnswerFile
from pipeline.script.llm.attributor import Consultation, LanguageModelAttributor
from pipeline.script.rules import attributor_for
from pipeline.sound.ffmpeg import decode_mono, find_ffmpeg


@dataclass(frozen=True, slots=True)
class Prepared:
    """A production ready to begin: the book as read, its script, the voices, the preset, and the plan.

    `whole` is the plan of all chapters, `plan` that of the chosen ones. `book_file` is what the book was read with.
    `chosen` are the keys of takes that a director chose.
    """

    book: Book
    script: Script
    casting: Casting
    preset: Preset
    engine: EngineChoice
    whole: Plan
    plan: Plan
    book_file: Path | None = None
    chosen: frozenset[str] = frozenset()

    @property
    def credited(self) -> tuple[str, ...]:
        """Narrators as named in credits and tags: a book's narrator voice, a show's hosts."""
        return credited_names(self.casting, self.book)

    @property
    def notices(self) -> tuple[str, ...]:
        """Notices for the user before the render, without repeats."""
        with_file = f"{self.book_file.name}: title and chapters are as it says" if self.book_file else ""
        told = (
            with_file,
            left_out_line(self.book) or "",
            *self.script.warnings,
            *self.book.warnings,
            *self.plan.notices,
        )
        return tuple(dict.fromkeys(one for one in (self.engine.reason, *told) if one))


def read_and_attribute(settings: RenderSettings, consult: Consultation | None = None) -> tuple[Book, Script]:
    """Read the source and attribute its lines; raises StageError where a character would be lost or said twice.

    `consult` asks the language model, where the settings name one; without it, earlier answers are used.
    """
    outlined = _read(settings)
    read = changed(outlined.as_read, changes_of(settings))
    outlined = replace(outlined, as_read=read)
    script = outlined.numbered(_attributed(read, settings, consult))
    if (path := corrections_path(settings, read)) is not None:
        script = corrected(script, load_corrections(path), path)
    book, script = outlined.book, outlined.arranged(script)
    check_integrity(book, script)
    return book, script


def _read(settings: RenderSettings, *, exclude: tuple[str, ...] | None = None) -> OutlinedBook:
    """The source, read with its book file; `exclude` stands in for what the settings leave out."""
    options = reading_options(settings)
    options = options if exclude is None else replace(options, exclude=exclude)
    path = book_file_path(settings)
    return read_outlined(Path(settings.source), options, load_book_file(path) if path else None)


def book_file_path(settings: RenderSettings) -> Path | None:
    """The book file: as asked for, else the one beside the source."""
    if settings.book_file is not None:
        return Path(settings.book_file)
    beside = book_file_beside(Path(settings.source))
    return beside if beside.is_file() else None


def _language(settings: RenderSettings) -> str | None:
    """Return the requested language as a tag; raises InputError where it names none."""
    if settings.language is None:
        return None
    tag = language_tag(settings.language)
    if tag is None:
        remedy = "Write a tag such as en, de-AT or zh-Hans, or a name such as German."
        raise InputError(
            f"{settings.language!r} names no language", path=settings.source, place="--language", remedy=remedy
        )
    return tag


def reading_options(settings: RenderSettings) -> ReadingOptions:
    """What the settings say of the reading. Raises InputError where a language is none."""
    return ReadingOptions(
        notes=settings.notes,
        include=settings.include,
        exclude=settings.exclude,
        alternative_text=settings.alternative_text,
        language=_language(settings),
    )


def changes_of(settings: RenderSettings) -> BookChanges:
    """Return the settings that override the source."""
    return BookChanges(
        title=settings.title,
        authors=settings.authors,
        narrators=settings.narrators,
        series=settings.series,
        cover=Path(settings.cover) if settings.cover else None,
    )


def _attributed(book: Book, settings: RenderSettings, consult: Consultation | None) -> Script:
    """Make the script by rules, or by a language model with the rules as fallback."""
    asked = settings.language_model
    if asked is None:
        return attribute(book)
    rules, source = attributor_for(book.metadata.language), Path(settings.source)
    answers = Path(asked.answers) if asked.answers else source.with_name(f"{source.stem}.answers.jsonl")
    attributor = LanguageModelAttributor(rules, asked.model, AnswerFile(answers), consult)
    script = attribute(book, attributor)
    return script.model_copy(update={"warnings": (*script.warnings, *attributor.notices)})


def corrections_path(settings: RenderSettings, book: Book) -> Path | None:
    """Find the director's corrections: as asked for, else named by front matter or cast, else beside the source."""
    source = Path(settings.source)
    if settings.corrections is not None:
        return Path(settings.corrections)
    if book.metadata.corrections is not None:
        return source.parent / book.metadata.corrections
    # The cast named in the front matter may not exist yet, when `bookcast cast` is about to write it.
    if (
        (cast_path := cast_path_of(settings, book)) is not None
        and (settings.cast or cast_path.is_file())
        and (named := load_cast(cast_path).corrections) is not None
    ):
        return cast_path.parent / named
    beside = corrections_beside(source)
    return beside if beside.is_file() else None


def prepare(
    settings: RenderSettings,
    overrides: Overrides | None = None,
    *,
    jobs: int | None = None,
    consult: Consultation | None = None,
) -> Prepared:
    """Read, attribute, cast, add credits, plan. Starts no voice; raises errors before anything is spoken."""
    engine = choose_engine(settings.engine, model=settings.model, jobs=jobs)
    book, script = read_and_attribute(settings, consult)
    if settings.exclude and not settings.mostly_excluded:
        check_exclusion(_read(settings, exclude=()).book, book, settings.source)
    book = _with_fitted_cover(book)
    if not script.lines:
        raise InputError(
            "holds nothing to speak",
            path=settings.source,
            remedy="`bookcast script` shows what is left out and why; --include speaks it.",
        )
    cast_path = cast_path_of(settings, book)
    casting = resolve(
        load_cast(cast_path) if cast_path else None,
        script,
        cast_path=cast_path,
        decode=decode_mono,
        styles=engine.capabilities.timbres,
    )
    if book.metadata.kind == "podcast":
        casting = casting.model_copy(update={"headings": "silent"})
    preset = _preset(settings, book, casting)
    if preset.credits.spoken and not settings.no_credits:
        script = add_credits(script, narrators=credited_names(casting, book), disclosure=preset.credits.disclosure)
    numbers = [chapter.number for chapter in script.chapters]
    chosen = chosen_chapters(settings.chapters, numbers, source=settings.source)
    whole = make_plan(
        script,
        casting,
        engine.identity,
        engine.capabilities,
        preset=preset.name,
        seed=settings.seed,
        overrides=overrides,
        lexicon=lexicon_of(book.metadata.language, casting.lexicon, book.pronunciations, engine, cast_path),
    )
    plan = whole if chosen.issuperset(numbers) else whole.of_chapters(chosen)
    picked = overrides.chosen if overrides else frozenset[str]()
    return Prepared(book, script, casting, preset, engine, whole, plan, book_file_path(settings), picked)


def _with_fitted_cover(book: Book) -> Book:
    """Return the book with its cover as it will be delivered, or without it and with a notice if it cannot be drawn."""
    fitted = fitted_cover(book.cover)
    return book.model_copy(update={"cover": fitted.cover, "warnings": (*book.warnings, *fitted.notices)})


def lexicon_of(
    language: str,
    cast: Sequence[Pronunciation],
    book: Sequence[Pronunciation],
    engine: EngineChoice,
    cast_path: Path | None,
) -> Lexicon:
    """Make an engine's lexicon of a cast's and a book's entries; raises CastError for an invalid entry."""
    try:
        return Lexicon(engine.identity, engine.capabilities, language, cast, book)
    except UnsayableEntryError as error:
        raise cast_error(Fault(("lexicon", error.text), error.message, error.remedy), cast_path) from error


def cast_path_of(settings: RenderSettings, book: Book) -> Path | None:
    """Find the cast file: as asked for, else as named in the front matter, relative to the source."""
    if settings.cast is not None:
        return Path(settings.cast)
    if book.metadata.cast is not None:
        return Path(settings.source).parent / book.metadata.cast
    return None


def _preset(settings: RenderSettings, book: Book, casting: Casting) -> Preset:
    """Load the preset: as asked for, else as front matter or cast say, else the default of the kind of production."""
    by_kind = "podcast" if book.metadata.kind == "podcast" else "acx"
    preset = load_preset(settings.preset or book.metadata.preset or casting.preset or by_kind)
    if settings.formats:
        preset = preset.model_copy(update={"formats": settings.formats})
    if "opus" in preset.formats and not find_ffmpeg().opus:
        raise FfmpegError(f"{find_ffmpeg().path} cannot encode Opus", remedy="Use another ffmpeg, or another format.")
    return preset


def credited_names(casting: Casting, book: Book) -> tuple[str, ...]:
    """Return the names of the narrating voices; one that is just called narrator becomes "bookcast"."""
    if book.metadata.narrators:
        return book.metadata.narrators
    voices = [casting.narrator]
    if book.metadata.kind == "podcast" and casting.roles:
        voices = list(dict.fromkeys(casting.roles.values()))
    spaced = (voice.replace("_", " ").replace("-", " ").strip() for voice in voices)
    shown = (name.title() if name.islower() else name for name in spaced)
    return tuple("bookcast" if name == "Narrator" else name for name in shown)
