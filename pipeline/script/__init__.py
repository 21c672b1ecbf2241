"""From a Book to a Script: who says what."""
