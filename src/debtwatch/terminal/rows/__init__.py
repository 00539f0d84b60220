"""Pure functions from a Snapshot to what the screens show; no polars, no textual."""
