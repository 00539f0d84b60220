"""Names and types only: no I/O, no clock, no polars."""
