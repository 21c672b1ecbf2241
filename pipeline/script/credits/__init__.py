"""Spoken credits, before the first chapter and after the last."""
