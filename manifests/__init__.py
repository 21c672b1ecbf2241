"""The data types that pass between stages, their files, and the store of takes."""
