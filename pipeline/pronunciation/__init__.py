"""Pronunciation: lexicons, phonetic notations, and the places they apply to."""
