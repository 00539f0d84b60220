"""Who pays whom, and how much of a dollar comes back."""
