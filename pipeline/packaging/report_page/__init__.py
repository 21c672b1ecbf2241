"""The report as a page: `page.py` fills `report.html.jinja` with facts; no server, no script, no address outside."""
