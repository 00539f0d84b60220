"""One module a mode, and the dialogs."""
