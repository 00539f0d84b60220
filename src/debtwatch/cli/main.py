"""The command line: one table of commands, each imported only when it is called."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

from debtwatch import __version__
from debtwatch.cli.exits import Exit
from debtwatch.domain.errors import ConfigError, DebtwatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from debtwatch.domain.settings import Settings

COMMANDS = {
    "check": "evaluate the alert rules once over what is stored, print events, exit by severity",
    "watch": "follow: poll, evaluate and print events until stopped",
    "show": "print a subject (refinancing, wall, structure, spreads …) as a table, csv or json",
    "backtest": "print the warnings' own record before 2007-08 and 2017-18",
    "series": "import, list, show and export stored series",
    "poll": "fetch feeds now, a line each",
    "alerts": "list, acknowledge and silence alerts",
    "rules": "check, list and test alert rules",
    "book": "check, list, show, add, edit, diff, import and export deals",
    "config": "show settings and what set them, check them, say where files are",
    "store": "check, back up and restore what cannot be fetched again",
    "doctor": "versions, paths, store health and each feed's state, in words to act on",
    "demo": "replay autumn 2025 on a loopback server, in a throw-away store",
}
_PRIVATE_UMASK = 0o077
_SIGNED = re.compile(r"-\d")


class Command(Protocol):
    """What every module of `debtwatch.cli` named in COMMANDS offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do it and return the exit code."""


class _Parser(argparse.ArgumentParser):
    """argparse, but a usage error is 3: 2 would read as a critical alert."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.UNKNOWN, f"{self.prog}: {message}; `{self.prog} --help` lists what there is\n")


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; every failure is a sentence on stderr and a code."""
    os.umask(_PRIVATE_UMASK)
    if not argv:
        return _guarded(_open_terminal, None, argparse.Namespace())
    parser = _Parser(
        prog="debtwatch",
        description="Watch the debt that finances AI. Without a command: open the monitor.",
        epilog="commands:\n" + "\n".join(f"  {name:<8} {what}" for name, what in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"debtwatch {__version__}")
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    command = cast("Command", importlib.import_module(f"debtwatch.cli.{chosen.command}"))
    inner = _Parser(prog=f"debtwatch {chosen.command}", description=COMMANDS[chosen.command])
    command.configure(inner)
    return _guarded(command.run, inner, inner.parse_args(_joined(chosen.rest)))


def _joined(words: Sequence[str]) -> list[str]:
    """Join `--shock -37bp` into one word: argparse would take the second for an option."""
    joined: list[str] = []
    for word in words:
        if _SIGNED.match(word) and joined and joined[-1].startswith("--") and "=" not in joined[-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _guarded(run: Any, parser: argparse.ArgumentParser | None, args: argparse.Namespace) -> int:
    """Turn what a command raises into a message and an exit code."""
    from debtwatch.config.settings import read_settings

    name = parser.prog if parser else "debtwatch"
    try:
        return int(run(args, read_settings()))
    except ConfigError as error:
        return _fail(name, error, "")
    except DebtwatchError as error:
        return _fail(name, error, "")
    except BrokenPipeError:
        return _closed_reader()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last line of defence: a crash must not read as a warning
        return _crashed(name, error)


def _fail(name: str, error: DebtwatchError, more: str) -> int:
    print(f"{name}: {error}{more}", file=sys.stderr)
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


def _open_terminal(_args: argparse.Namespace, settings: Settings) -> int:
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
