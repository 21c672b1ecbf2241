"""Check that the consent to a recorded voice covers a production. Nothing is cloned where it does not."""

from __future__ import annotations

import datetime

from casting.cast import ConsentRecord
from casting.names import folded
from manifests.book import Metadata
from manifests.voice import Consent

ANY = "any"


def objection(consent: ConsentRecord, metadata: Metadata, today: datetime.date) -> str:
    """Why `consent` does not cover the book on the day of its production; empty where it does."""
    if consent.when > today:
        return f"the consent of {consent.who} is dated {consent.when}, which is still to come"
    if consent.until is not None and consent.until < today:
        return f"the consent of {consent.who} ended on {consent.until}"
    titles = {ANY, folded(metadata.title)}
    if metadata.subtitle:
        titles.add(folded(f"{metadata.title}: {metadata.subtitle}"))
    if titles.isdisjoint(map(folded, consent.scope)):
        book = f"“{metadata.title}”" if metadata.title.strip() else "what has no title"
        return f"the consent of {consent.who} does not cover {book} (it covers {', '.join(consent.scope)})"
    return ""


def recorded(consent: ConsentRecord) -> Consent:
    """The consent as the production's manifests keep it."""
    until = f" (until {consent.until})" if consent.until else ""
    return Consent(who=consent.who, when=consent.when.isoformat(), scope="; ".join(consent.scope) + until)
