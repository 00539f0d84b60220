"""`debtwatch config`: what is set and by what, where files are, and whose terms were accepted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.cli.tables import Field, aligned, words
from debtwatch.config.paths import shipped
from debtwatch.config.settings import effective
from debtwatch.domain.errors import ConfigError

if TYPE_CHECKING:
    import argparse

    from debtwatch.domain.settings import Settings

_ACTIONS = {
    "show": "every setting in force",
    "check": "read every file a user may edit and list what is wrong",
    "where": "the folders and files in use",
    "terms": "what feed owners ask, and whether you agreed",
    "accept": "agree to a feed's terms",
    "withdraw": "take that agreement back",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "action", choices=_ACTIONS, help="; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())
    )
    parser.add_argument("feed", nargs="?", help="the feed whose terms are accepted or withdrawn")
    parser.add_argument("--origin", action="store_true", help="say what set each value")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one action: 0, 1 where `check` found problems, 3 where it could not run."""
    match args.action:
        case "show":
            return _show(settings, origin=args.origin)
        case "where":
            return _where(settings)
        case "check":
            return _check(settings)
        case _:
            return _terms(args.action, args.feed, settings)


def _show(settings: Settings, *, origin: bool) -> int:
    fields = [Field("key", "key", str, right=False), Field("value", "value", _value, right=False)]
    if origin:
        fields.append(Field("set by", "origin", str, right=False))
    rows = [{"key": key, "value": value, "origin": by} for key, value, by in effective(settings)]
    out = open_stdout()
    for line in aligned(fields, rows):
        say(out, line)
    return Exit.FINE


def _value(value: object) -> str:
    return '""' if value == "" else words(value)


def _where(settings: Settings) -> int:
    from debtwatch.desk.ground import store_path

    places = settings.places
    rows = {
        "shipped configuration": shipped("config"),
        "your configuration": places.config,
        "your deals": places.config / "deals",
        "data": places.data,
        "store": store_path(settings),
        "cache": places.cache,
        "log": places.log / "debtwatch.log",
    }
    out = open_stdout()
    for name, path in rows.items():
        say(out, f"{name:<22} {path}")
    return Exit.FINE


def _check(settings: Settings) -> int:
    from debtwatch.desk.ground import read_declared, read_publication
    from debtwatch.desk.rules import read_alert_rules

    out = open_stdout()
    problems = 0
    for name, read in (("series", read_declared), ("calendars", read_publication), ("rules", read_alert_rules)):
        try:
            read(settings)
        except ConfigError as error:
            problems += 1
            say(out, f"{name}: {error}")
        else:
            say(out, f"{name}: fine")
    say(out, "settings: fine")
    say(out, "the book: `debtwatch book check` reads it")
    return Exit.PROBLEMS if problems else Exit.FINE


def _terms(action: str, feed: str | None, settings: Settings) -> int:
    from debtwatch.desk.ground import open_ground
    from debtwatch.desk.permission import TERMS, accept, accepted_on, withdraw

    out = open_stdout()
    if action != "terms" and feed not in TERMS:
        print(
            f"debtwatch config {action}: {feed or 'no feed'} has no terms to accept; those that do: {', '.join(TERMS)}",
            file=sys.stderr,
        )
        return Exit.COULD_NOT_RUN
    ground = open_ground(settings)
    with ground.store as store:
        if feed and action == "accept":
            accept(feed, store.notes, ground.now())
        if feed and action == "withdraw":
            withdraw(feed, store.notes)
        for terms in TERMS.values():
            since = accepted_on(terms.feed, store.notes)
            say(out, f"{terms.feed}: {terms.owner}: {'accepted on ' + since if since else 'not accepted'}")
            say(out, f"  {terms.text}")
            say(out, f"  {terms.url}")
    return Exit.FINE
