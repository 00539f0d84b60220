"""Exit codes: part of the interface, as monitoring systems read them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the process says when it ends. Two names of one number are two readings of it."""

    QUIET = 0
    """Nothing at or above `--fail-on`."""
    FINE = 0
    WARNING = 1
    PROBLEMS = 1
    """`poll`, `doctor`, `book check`, `rules check`: it ran and found problems."""
    CRITICAL = 2
    UNKNOWN = 3
    """A required input is stale or missing, the command line is wrong, or debtwatch failed."""
    COULD_NOT_RUN = 3
    HANGUP = 129
    INTERRUPTED = 130
    CLOSED_READER = 141
    """The reader of stdout went away, as `| head` does; what SIGPIPE would have said."""
    TERMINATED = 143
