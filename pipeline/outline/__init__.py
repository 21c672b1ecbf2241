"""The outline of a book: its chapters as reading found them, and as a person has them in the book file."""
