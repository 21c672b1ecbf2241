"""Pronunciation: lexicons, phonetic notations, and where they apply."""
