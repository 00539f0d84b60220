"""What the market says today: par curve, corporate curve, index spreads and tenor factors."""
