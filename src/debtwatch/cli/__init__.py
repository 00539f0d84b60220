"""The command line: one module a command, importing only what its command needs."""
