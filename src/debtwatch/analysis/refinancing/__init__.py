"""Who must refinance, when, and at what cost."""
