"""Sample sources, written for this project."""
