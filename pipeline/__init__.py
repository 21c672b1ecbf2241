"""The stages from a source to finished files, the speech engines, and the command line."""
