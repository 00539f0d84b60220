"""Where the debt stands, who pays in the end, and what falls due before the bonds do."""
