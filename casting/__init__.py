"""Roles and voices: the cast file, reference clips, the suggestion of a cast."""
