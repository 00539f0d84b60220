"""The terminal monitor: the only package that imports textual."""
