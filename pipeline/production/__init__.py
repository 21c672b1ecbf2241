"""A production from source to finished files: the stages in order, over one folder."""
