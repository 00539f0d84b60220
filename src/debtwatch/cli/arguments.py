"""What the command line asks for: one table of commands, each imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Protocol, cast

from debtwatch import __version__
from debtwatch.cli.exits import Exit

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
_SIGNED = re.compile(r"-\d")


class Command(Protocol):
    """What every module of `debtwatch.cli` named in COMMANDS offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do it and return the exit code."""


class Asked(NamedTuple):
    """One command with its arguments."""

    program: str
    """How it is called in a message: `debtwatch check`."""
    command: Command
    args: argparse.Namespace

    def run(self, settings: Settings) -> int:
        """Do it and return the exit code."""
        return self.command.run(self.args, settings)


class _Parser(argparse.ArgumentParser):
    """argparse, but a usage error is 3: 2 would read as a critical alert."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.UNKNOWN, f"{self.prog}: {message}; `{self.prog} --help` lists what there is\n")


def asked_for(argv: Sequence[str]) -> Asked:
    """Return the command that `argv` names; SystemExit after `--help`, `--version` or a usage error."""
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
    return Asked(inner.prog, command, inner.parse_args(_joined(chosen.rest)))


def _joined(words: Sequence[str]) -> list[str]:
    """Join `--shock -37bp` into one word: argparse would take the second for an option."""
    joined: list[str] = []
    for word in words:
        if _SIGNED.match(word) and joined and joined[-1].startswith("--") and "=" not in joined[-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined
