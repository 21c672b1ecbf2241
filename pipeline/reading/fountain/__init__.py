"""Screenplays in Fountain (fountain.io): title page, scenes, action, characters and what they say.

Action, transitions and scene headings are the narrator's; a parenthetical says how a speech is spoken. Sections make
the chapters; without sections acts do; without acts each scene does. `docs/script-format.md` has the rules.
"""

from pipeline.reading.fountain.read import read_fountain

__all__ = ["read_fountain"]
