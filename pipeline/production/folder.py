"""Layout of a production's folder.

out/<book>/
├── 01 - ….mp3, <book>.m4b, …     delivered for the first preset
├── report.json, report.html      measured, per file and chapter; the same as a page, with what it took
├── <preset>/                     the same for each further preset: its files, and its reports
├── deliver/<purpose>/            made from them for one store or host; .bookcast.json in it tells its files
├── render.json                   settings, plan and files made, preset by preset
├── overrides.json                retakes that a director asked for
├── notes.jsonl                   notes and approvals
└── work/
    ├── lock
    ├── logs/, events.jsonl       log and events of each run
    ├── script.json               the lines, who says them, and how sure that is
    ├── directed.jsonl            what a director changed, and what stood there before
    ├── takes/takes.log           one line for each take kept
    ├── takes/ab/<key>.flac       spoken once, kept
    └── chapters/<key>.*          stitched and mastered, reproducible from the takes

Anything not shown here is the user's own: it is neither replaced nor removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manifests.errors import InputError
from manifests.render import RenderRecord
from pipeline.packaging.names import file_stem
from pipeline.planning.overrides import Overrides

_DEEPEST = 255
"""Parts of a path: making deeper folders is more than the standard library can do."""


@dataclass(frozen=True, slots=True)
class ProductionFolder:
    """Paths inside one production's folder."""

    root: Path

    def __post_init__(self) -> None:
        if len(self.root.parts) > _DEEPEST:
            problem = f"lies {len(self.root.parts)} folders deep; at most {_DEEPEST} can be"
            place = f"{str(self.root)[:60]}…"
            raise InputError(problem, path=place, remedy="Choose a folder nearer to the root with --out.")

    @property
    def work(self) -> Path:
        """Everything that is not delivered."""
        return self.root / "work"

    @property
    def takes(self) -> Path:
        """The store of takes."""
        return self.work / "takes"

    @property
    def chapters(self) -> Path:
        """Stitched and mastered chapters, by key."""
        return self.work / "chapters"

    @property
    def logs(self) -> Path:
        """Log files, one per run."""
        return self.work / "logs"

    @property
    def events(self) -> Path:
        """Event log, one JSON line per event, append-only."""
        return self.work / "events.jsonl"

    @property
    def script(self) -> Path:
        """script.json, as the first preset's last render had it."""
        return self.work / "script.json"

    @property
    def directed(self) -> Path:
        """Log of a director's changes, one JSON line per change, append-only."""
        return self.work / "directed.jsonl"

    @property
    def record(self) -> Path:
        """render.json."""
        return self.root / "render.json"

    @property
    def overrides(self) -> Path:
        """overrides.json."""
        return self.root / "overrides.json"

    @property
    def notes(self) -> Path:
        """notes.jsonl."""
        return self.root / "notes.jsonl"

    @property
    def report(self) -> Path:
        """The first preset's report.json."""
        return self.report_in("")

    @property
    def deliver(self) -> Path:
        """Parent of the folders for each purpose that files are handed over for."""
        return self.root / "deliver"

    def package(self, purpose: str) -> Path:
        """Folder of what is handed over for one purpose."""
        return self.deliver / purpose

    def package_record(self, purpose: str) -> Path:
        """Record of what was put into a purpose's folder: in there, so that the two are never at odds."""
        return self.package(purpose) / ".bookcast.json"

    def report_in(self, place: str) -> Path:
        """Return the report.json of the preset whose files are at `place`."""
        return self.root / place / "report.json"

    def report_page_in(self, place: str) -> Path:
        """Return the report.html of the preset whose files are at `place`."""
        return self.root / place / "report.html"

    def place_of(self, preset: str, record: RenderRecord | None) -> str:
        """Return the place of a preset's files relative to the folder; the first preset's are at the top.

        Raises InputError for a name that is taken by something else in the folder.
        """
        if record is None or record.of_preset(preset) is record:
            return ""
        place = file_stem(preset)
        reports = (self.report, self.report_page_in(""))
        ours = (self.work, self.deliver, self.record, *reports, self.overrides, self.notes)
        others = [file_stem(one.preset) for one in record.further if one.preset != preset]
        if place.casefold() in {name.casefold() for name in (*(path.name for path in ours), *others)}:
            raise InputError(
                f"there is something else called {place!r} in {self.root}",
                path=f"preset {preset}",
                place="name",
                remedy="Give the preset another name, or the render another folder with --out.",
            )
        return place

    def places(self, record: RenderRecord | None) -> list[str]:
        """Return the places of delivered files, the first preset's first."""
        return [self.place_of(one.preset, record) for one in record.renders] if record else [""]

    def load_record(self) -> RenderRecord:
        """Load the record of the render; raises InputError where this is not a production's folder."""
        if not self.record.is_file():
            raise InputError(
                "is not a production's folder: it has no render.json",
                path=self.root,
                remedy="Give the folder that `bookcast render` printed (its --out).",
            )
        return RenderRecord.load(self.record)

    def load_overrides(self) -> Overrides:
        """Load what a director asked for; nothing where there is no such file."""
        return Overrides.load(self.overrides) if self.overrides.is_file() else Overrides()

    def former_record(self) -> RenderRecord | None:
        """Load the record of former renders; None where there were none."""
        return self.load_record() if self.record.is_file() else None
