"""Bond arithmetic over a whole book at once."""
