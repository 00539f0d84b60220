"""`debtwatch doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch import __version__
from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.domain.errors import ConfigError, StoreError
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.text import clean, counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime

    from debtwatch.desk.desk import Desk
    from debtwatch.domain.freshness import FeedHealth
    from debtwatch.domain.settings import Settings

_LIBRARIES = ("textual", "polars", "httpx", "apscheduler", "platformdirs", "tomlkit", "tzdata")
_EXTRAS = {"QuantLib": "oracle", "psycopg": "postgres"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    topic: str
    text: str
    wrong: bool = False
    """Whether something should be done about it."""


def configure(_parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


def run(_args: argparse.Namespace, settings: Settings) -> int:
    """Print every finding: 0 if all is well, 1 if something should be done, 3 if it could not look."""
    out = open_stdout()
    wrong = 0
    for finding in _findings(settings):
        wrong += finding.wrong
        say(out, f"{'!' if finding.wrong else ' '} {finding.topic:<9} {finding.text}")
    say(out, "")
    say(out, f"{wrong} to look at, marked with !" if wrong else "all is well")
    return Exit.PROBLEMS if wrong else Exit.FINE


def _findings(settings: Settings) -> Iterator[Finding]:
    yield from _versions()
    yield from _places(settings)
    yield from _terminal()
    try:
        from debtwatch.desk.desk import Desk

        desk = Desk.open(settings)
    except (StoreError, ConfigError) as error:
        yield Finding("store", str(error), wrong=True)
        return
    with desk:
        yield from _store(desk)
        yield from _feeds(desk)
        yield from _book(desk)


def _versions() -> Iterator[Finding]:
    yield Finding("version", f"debtwatch {__version__}, Python {platform.python_version()} on {platform.platform()}")
    yield Finding("version", f"SQLite {sqlite3.sqlite_version}, " + ", ".join(_installed(name) for name in _LIBRARIES))
    extras = [f"{_installed(name)} (extra {extra})" for name, extra in _EXTRAS.items() if _version(name)]
    if extras:
        yield Finding("version", ", ".join(extras))


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _installed(name: str) -> str:
    return f"{name} {_version(name) or 'missing'}"


def _places(settings: Settings) -> Iterator[Finding]:
    places = settings.places
    for name in ("config", "data", "cache", "log"):
        path = getattr(places, name)
        nearest = next(each for each in (path, *path.parents) if each.exists())
        writable = os.access(nearest, os.W_OK | os.X_OK)
        state = "" if path.exists() else " (made when needed)"
        trouble = "" if writable else f": cannot be written; set DEBTWATCH_HOME, or chown {nearest}"
        yield Finding("folder", f"{name}: {path}{state}{trouble}", wrong=not writable)


def _terminal() -> Iterator[Finding]:
    term = os.environ.get("TERM", "unset")
    size = (
        f"{os.get_terminal_size().columns}x{os.get_terminal_size().lines}" if sys.stdout.isatty() else "not a terminal"
    )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    yield Finding(
        "terminal", f"TERM={clean(term)}, {size}, NO_COLOR {'set' if os.environ.get('NO_COLOR') else 'unset'}"
    )
    if encoding != "utf8":
        yield Finding(
            "terminal", f"the locale's encoding is {encoding or 'unknown'}, not UTF-8: set LANG=C.UTF-8", wrong=True
        )


def _store(desk: Desk) -> Iterator[Finding]:
    health = desk.store_health()
    yield Finding("store", f"{health.where}, {health.engine}, schema {health.schema_version}, on {health.filesystem}")
    yield Finding(
        "store",
        f"{health.series} series, {counted(health.observations, 'observation')}, {counted(health.vintages, 'vintage')}, "
        f"{health.size_bytes / 1e6:.1f} MB, newest seen {_when(health.newest_seen)}",
    )
    for damage in health.damage:
        yield Finding("store", f"damaged: {clean(damage)}; newest backup: {health.newest_backup or 'none'}", wrong=True)
    for warning in health.warnings:
        yield Finding("store", clean(warning))
    yield Finding("collector", desk.collector())


def _feeds(desk: Desk) -> Iterator[Finding]:
    for feed in desk.feed_health():
        yield Finding("feed", _feed_line(feed), wrong=bool(feed.note) or feed.state is FreshnessState.FAILED)


def _feed_line(feed: FeedHealth) -> str:
    if feed.note:
        return f"{feed.feed}: {feed.note}"
    parts = [f"{feed.feed}: {feed.state}", f"last success {_when(feed.last_success)}"]
    if feed.cause:
        parts.append(f"{feed.failures} failed in a row: {feed.cause.removeprefix(f'{feed.feed}: ')}")
    if feed.next_try:
        parts.append(f"next try {_when(feed.next_try)}")
    return ", ".join(parts)


def _book(desk: Desk) -> Iterator[Finding]:
    book = desk.book()
    yield Finding("book", f"{counted(len(book.deal_ids), 'deal')}, reviewed to {book.reviewed_to}")
    if book.problems:
        yield Finding(
            "book", f"{counted(len(book.problems), 'problem')}: `debtwatch book check` lists them", wrong=True
        )


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "never"
