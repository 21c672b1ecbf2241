"""Render a book from Python: python examples/render_a_book.py samples/two-hosts.md out/show"""

import sys
from pathlib import Path

from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

book, out = (Path(argument).absolute() for argument in sys.argv[1:])
report = render(RenderSettings(source=str(book), engine="draft"), ProductionFolder(out))
for file in report.files:
    print(f"{file.path}  {file.seconds:.0f} s  {'pass' if not file.findings else file.findings}")
