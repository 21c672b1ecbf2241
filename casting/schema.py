"""The JSON Schema of cast files, for editors that complete and check YAML.

`python -m casting.schema` writes it anew beside this module; a test keeps it up to date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from casting.cast import Cast
from manifests.files import write_atomically

SCHEMA_FILE = Path(__file__).with_name("cast.schema.json")


def cast_schema() -> dict[str, Any]:
    """The schema of what a person may write."""
    schema = Cast.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "bookcast cast file"}
    return {**schema, **head, "description": "Voices, and who speaks with which; see docs/cast-format.md."}


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(cast_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    write_atomically(SCHEMA_FILE, schema_text().encode())
