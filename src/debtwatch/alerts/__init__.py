"""Rules as values, the pure step that judges them, and the lines that say what came of it."""
