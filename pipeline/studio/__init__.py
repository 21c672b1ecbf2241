"""The studio: a page on this machine to hear a production line by line, mark, take again, choose and approve."""
