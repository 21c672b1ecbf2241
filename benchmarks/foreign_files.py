"""Files as other tools make them, each with what should be heard of it and what is.

    python -m benchmarks.foreign_files [--only NAME] [--keep FOLDER] [--no-tools]

Layouts of tools that do not install here are written down in benchmarks/foreign, in our own words and their markup;
what pandoc, calibre and LibreOffice make of novel.md is made by them, where they are installed, and told as skipped
where not. Facts: foreign_files.yaml. The exit code is 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmarks.foreign_layouts import write_epub
from benchmarks.judging import Expected, Verdict, judged, told

FOLDER = Path(__file__).with_name("foreign")
FACTS = Path(__file__).with_name("foreign_files.yaml")
_TIMEOUT_S = 300

PANDOC, CALIBRE, OFFICE = "pandoc", "ebook-convert", "soffice"
# What is made, of what, by which tool, with which arguments. A name that another one is made of stands before it.
TOOLS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("pandoc-3.epub", "novel.md", PANDOC, ("-t", "epub3")),
    ("pandoc-2.epub", "novel.md", PANDOC, ("-t", "epub2", "--toc")),
    ("pandoc-whole.epub", "novel.md", PANDOC, ("-t", "epub3", "--epub-chapter-level=6")),
    ("pandoc.html", "novel.md", PANDOC, ("-s", "-t", "html5", "--toc")),
    ("pandoc-plain.txt", "novel.md", PANDOC, ("-s", "-t", "plain", "--columns=72")),
    ("pandoc-gfm.md", "novel.md", PANDOC, ("-s", "-t", "gfm")),
    ("pandoc-native.md", "novel.md", PANDOC, ("-s", "-t", "markdown", "--columns=60")),
    ("pandoc.docx", "novel.md", PANDOC, ("-t", "docx")),
    ("pandoc.fb2", "novel.md", PANDOC, ("-t", "fb2")),
    ("pandoc.odt", "novel.md", PANDOC, ("-t", "odt")),
    ("office.epub", "pandoc.docx", OFFICE, ("epub",)),
    ("office.html", "pandoc.docx", OFFICE, ("html:HTML (StarWriter)",)),
    ("office.txt", "pandoc.docx", OFFICE, ("txt:Text (encoded):UTF8",)),
    ("office.pdf", "pandoc.docx", OFFICE, ("pdf",)),
    ("office.rtf", "pandoc.docx", OFFICE, ("rtf",)),
    ("calibre-docx.epub", "pandoc.docx", CALIBRE, ()),
    ("calibre-html.epub", "pandoc.html", CALIBRE, ("--epub-version=3",)),
    ("calibre-pdf.epub", "office.pdf", CALIBRE, ()),
    ("calibre-rtf.epub", "office.rtf", CALIBRE, ()),
    ("calibre-txt.epub", "pandoc-plain.txt", CALIBRE, ("--formatting-type=plain",)),
    ("calibre.mobi", "pandoc-3.epub", CALIBRE, ()),
    ("calibre-mobi.epub", "calibre.mobi", CALIBRE, ()),
    ("calibre.azw3", "pandoc-3.epub", CALIBRE, ()),
    ("calibre-azw3.epub", "calibre.azw3", CALIBRE, ()),
    ("calibre-epub.txt", "pandoc-3.epub", CALIBRE, ()),
    ("calibre-epub.epub", "pandoc-2.epub", CALIBRE, ("--no-default-epub-cover", "--remove-paragraph-spacing")),
)
_LIMITS = dict.fromkeys(
    ("pandoc-plain.txt", "office.txt", "calibre-txt.epub"), "titles that nothing sets off from a short paragraph"
) | {
    "calibre-pdf.epub": "notes and the outline of a PDF, which are ordinary paragraphs after its conversion",
    "calibre-epub.txt": "a note whose mark and number the conversion took away",
}
_CHAPTERS = ["The Pier", "The Lamp", "The Road"]
_REFUSED = {".docx", ".fb2", ".odt", ".pdf", ".rtf", ".mobi", ".azw3"}


def made(name: str, source: Path, tool: str, arguments: tuple[str, ...], folder: Path) -> str:
    """Have a tool make `folder/name`; why it could not, or ""."""
    to = folder / name
    if to.is_file():
        return ""
    if shutil.which(tool) is None:
        return f"{tool} is not installed"
    if tool == OFFICE:
        shutil.rmtree(folder / "out", ignore_errors=True)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            tool,
            profile,
            "--headless",
            "--convert-to",
            *arguments,
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
    elif tool == PANDOC:
        command = [tool, str(source), "-o", str(to), *arguments]
    else:
        command = [tool, str(source), str(to), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    if tool == OFFICE and (written := list((folder / "out").glob(f"*{to.suffix}"))):
        written[0].replace(to)
    return "" if to.is_file() else f"{tool} made nothing: {(ran.stderr or ran.stdout).strip()[-200:]}"


def written_down(folder: Path, facts: dict[str, Expected], only: str) -> Iterator[Verdict]:
    """The files and layouts of benchmarks/foreign."""
    for path in sorted(FOLDER.iterdir()):
        if only not in path.name or path.name == "novel.md":
            continue
        if path.name not in facts:
            yield Verdict(path.name, "", ("nobody said what should be heard",))
            continue
        layout = path.suffix == ".pages"
        source = write_epub(path, folder / f"{path.stem}.epub") if layout else path
        yield judged(source.name, source, facts[path.name])


def by_tools(folder: Path, novel: Expected, only: str) -> Iterator[Verdict]:
    """What tools make of the novel; a format that bookcast does not read has to be refused with the way out."""
    for name, source, tool, arguments in TOOLS:
        whole = folder / source if (folder / source).is_file() else FOLDER / source
        why = made(name, whole, tool, arguments, folder) if whole.is_file() else f"there is no {source}"
        if only not in name:
            continue
        about = f"{' '.join((tool, *arguments))} of {source}"
        if why:
            yield Verdict(name, about, (), skipped=why)
        elif Path(name).suffix in _REFUSED:
            yield judged(name, folder / name, Expected(about=about, code=3, notice=["Convert"]))
        else:
            limit = _LIMITS.get(name, "")
            expected = novel.model_copy(update={"about": about, "chapters": _CHAPTERS, "limit": limit})
            yield judged(name, folder / name, expected)


def verdicts(folder: Path, only: str, *, tools: bool) -> Iterator[Verdict]:
    """All of them, as they come."""
    written = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    facts = {name: Expected.model_validate(fact) for name, fact in written.items()}
    yield from written_down(folder, facts, only)
    if tools:
        yield from by_tools(folder, facts["tools"], only)


def main() -> int:
    """Make, try, print, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="NAME", help="only files with this in their name")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what is made here, and use what lies here")
    parser.add_argument("--no-tools", action="store_true", help="only what is written down")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return told(verdicts(folder, options.only, tools=not options.no_tools))


if __name__ == "__main__":
    sys.exit(main())
