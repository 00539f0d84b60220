"""What moved, and how unusual the move is."""
