"""The store as one SQLite file, through the standard library alone."""
