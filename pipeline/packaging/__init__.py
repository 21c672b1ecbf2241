"""Finished files: MP3, M4B, transcripts, reports."""
