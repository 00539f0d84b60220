"""`debtwatch store`: check, back up and restore what cannot be fetched again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.domain.text import clean, counted

if TYPE_CHECKING:
    import argparse

    from debtwatch.domain.settings import Settings

_ACTIONS = {
    "check": "look for damage",
    "backup": "write a whole, sound copy to FILE",
    "restore": "put a backup in the store's place; what was there is kept beside it",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "action", choices=_ACTIONS, help="; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one action: 0, 1 where `check` found damage, 3 where it could not be done."""
    if args.action != "check" and args.file is None:
        print(f"debtwatch store {args.action}: which FILE?", file=sys.stderr)
        return Exit.COULD_NOT_RUN
    match args.action:
        case "restore":
            return _restore(args.file, settings)
        case "backup":
            return _back_up(args.file, settings)
        case _:
            return _check(settings)


def _check(settings: Settings) -> int:
    from debtwatch.desk.desk import Desk

    out = open_stdout()
    with Desk.open(settings, fill=False) as desk:
        health = desk.store_health()
    for damage in health.damage:
        say(out, clean(damage))
    if not health.sound:
        say(out, f"newest backup: {health.newest_backup or 'none'}; `debtwatch store restore FILE` puts one in place")
        return Exit.PROBLEMS
    say(
        out,
        f"{health.where}: sound, {counted(health.vintages, 'vintage')} of {counted(health.observations, 'observation')}",
    )
    return Exit.FINE


def _back_up(target: Path, settings: Settings) -> int:
    from debtwatch.desk.desk import Desk

    with Desk.open(settings, fill=False) as desk:
        desk.back_up(target.expanduser().absolute())
    say(open_stdout(), f"{target}: written")
    return Exit.FINE


def _restore(backup: Path, settings: Settings) -> int:
    from debtwatch.desk.desk import restore_store

    aside = restore_store(settings, backup.expanduser().absolute())
    say(open_stdout(), f"restored from {backup}" + (f"; what was there is now {aside}" if aside else ""))
    return Exit.FINE
