"""One tranche drilled: its dated payments, what they are worth, and where each figure comes from."""
