"""A production from source to finished files: all stages in order, in one folder."""
