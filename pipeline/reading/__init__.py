"""Reading: a source becomes a Book."""
