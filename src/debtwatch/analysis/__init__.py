"""Pure functions from frames to frames: one package a subject, no I/O, no clock."""
