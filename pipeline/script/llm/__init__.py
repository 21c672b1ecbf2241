"""Attribution by a language model: it chooses among lettered candidates, and never writes a word of the book."""
