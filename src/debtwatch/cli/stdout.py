"""stdout as an interface: whole lines, at once, and a known code when nobody reads them."""

from __future__ import annotations

import errno
import os
import select
import sys
from typing import TYPE_CHECKING, TextIO

from debtwatch.cli.exits import Exit
from debtwatch.domain.errors import DebtwatchError

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOUR_CHOICES = ("auto", "always", "never")


def open_stdout() -> TextIO:
    """Return stdout set to UTF-8 and one flush a line; DebtwatchError where there is none."""
    stream = sys.stdout
    if stream is None or stream.closed:
        raise DebtwatchError(
            "there is no standard output to write to",
            expected="an open stdout: events are printed there and nowhere else",
            next_step="redirect it to a file or to /dev/null",
        )
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=True)
    return stream


def say(stream: TextIO, line: str) -> None:
    """Write one line and flush it; raises what `put` raises."""
    put(stream, line + "\n")


def put(stream: TextIO, text: str) -> None:
    """Write text and flush it.

    BrokenPipeError where the reader has gone; DebtwatchError where it cannot be written, as on a full
    disk.
    """
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon()
        raise DebtwatchError(
            f"stdout cannot be written: {error.strerror or errno.errorcode.get(error.errno or 0, 'unknown')}",
            expected="every line on stdout to reach its reader",
            next_step="make room, or send stdout elsewhere; unprinted events are printed again by the next run",
        ) from error


def abandon() -> None:
    """Point stdout at nothing, so that the interpreter does not complain of it again at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def closed_reader() -> Exit:
    """Give up on a reader that has gone, without a word, and return the code that says so."""
    abandon()
    return Exit.CLOSED_READER


def reader_gone(stream: TextIO) -> bool:
    """Return whether the reader of a pipe or socket has closed its end, without writing to it."""
    poll = select.poll()
    try:
        poll.register(stream.fileno(), 0)
    except (OSError, ValueError):
        return False
    return any(happened & (select.POLLERR | select.POLLHUP) for _, happened in poll.poll(0))


def at_a_terminal() -> bool:
    """Return whether the monitor can be seen and typed to: keys come from stdin, the screen is drawn on stderr."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def coloured(stream: TextIO, environ: Mapping[str, str], choice: str = "auto") -> bool:
    """Return whether to print in colour.

    The command line decides first, then NO_COLOR and FORCE_COLOR (non-empty), then TERM=dumb, then
    whether a terminal is reading.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()
