"""Shows: episodes of productions as an RSS feed, and its way to where apps fetch it."""
