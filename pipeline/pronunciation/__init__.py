"""How words are said that an engine would not know: lexicons, phonetic notations, and where they apply."""
