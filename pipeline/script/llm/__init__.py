"""Who speaks, asked of a language model: it chooses among lettered candidates, and never writes a word of the book."""
