"""The words that the rules of attribution know, as closed lists."""
