"""The command line: the monitor without a command, else the command asked for."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.domain.errors import ConfigError, DebtwatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from debtwatch.domain.settings import Settings

_PRIVATE_UMASK = 0o077


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; every failure is a sentence on stderr and a code."""
    os.umask(_PRIVATE_UMASK)
    if not argv:
        return _monitor()
    from debtwatch.cli.arguments import asked_for

    asked = asked_for(argv)
    return _guarded(asked.run, asked.program)


def _monitor() -> int:
    """Open the monitor; what it loads and makes until its first paint stays, so nothing is collected before."""
    gc.disable()
    try:
        return _guarded(_open_terminal, "debtwatch")
    finally:
        gc.enable()


def _guarded(run: Callable[[Settings], int], name: str) -> int:
    """Turn what a command raises into a message and an exit code."""
    from debtwatch.config.settings import read_settings

    try:
        return int(run(read_settings()))
    except DebtwatchError as error:
        return _fail(name, error)
    except BrokenPipeError:
        return _closed_reader()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last line of defence: a crash must not read as a warning
        return _crashed(name, error)


def _fail(name: str, error: DebtwatchError) -> int:
    print(f"{name}: {error}", file=sys.stderr)
    return Exit.UNKNOWN


def _closed_reader() -> int:
    """Leave quietly when the reader has gone: stdout must not complain again at shutdown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.CLOSED_READER


def _crashed(name: str, error: Exception) -> int:
    import traceback

    from debtwatch.domain.text import clean

    frame = traceback.extract_tb(error.__traceback__)[-1]
    print(
        f"{name}: this is a fault of debtwatch, not yours: {type(error).__name__}: {clean(str(error), longest=300)} "
        f"({frame.filename.rsplit('debtwatch/', 1)[-1]}:{frame.lineno}); nothing stored was changed by the fault; "
        "run again with DEBTWATCH_TRACEBACK=1 and report it",
        file=sys.stderr,
    )
    if os.environ.get("DEBTWATCH_TRACEBACK"):
        traceback.print_exception(error)
    return Exit.UNKNOWN


def _open_terminal(settings: Settings) -> int:
    """Open the monitor; without a terminal say which command prints instead."""
    from debtwatch.cli.stdout import at_a_terminal

    if not at_a_terminal():
        print(
            "debtwatch: the monitor needs a terminal on stdin, stdout and stderr; "
            "`debtwatch check` and `debtwatch show` print instead",
            file=sys.stderr,
        )
        return Exit.UNKNOWN
    from debtwatch.config.logs import log_to_file
    from debtwatch.terminal.run import run

    with contextlib.suppress(ConfigError):  # a log that cannot be kept must not keep the monitor closed
        log_to_file(settings)
    return run(settings)
