"""Speakers of English prose, found from scratch: names, cues, taking turns."""
