"""Answers that ship with the program: what a first run shows before anything was fetched."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from debtwatch.domain.errors import ConfigError
from debtwatch.feeds.build import feeds_at
from debtwatch.feeds.feed import Answer, Request
from debtwatch.feeds.sniff import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from debtwatch.domain.series import Observation, Series

SOURCES = "SOURCES.tsv"
_ACCEPT = {Shape.CSV: "text/csv", Shape.JSON: "application/json", Shape.XML: "application/xml"}


class Recording(NamedTuple):
    """One shipped answer, read by the feed that would have fetched it."""

    feed: str
    observations: tuple[Observation, ...]
    recorded_on: date


def recorded_observations(folder: Path, series: Mapping[str, Series]) -> Iterator[Recording]:
    """Yield the answers listed in `folder`/SOURCES.tsv, oldest recording first.

    `series` are the declared ones; a feed whose series the user has taken away yields nothing.
    ConfigError where the list cannot be read; FeedError where an answer no longer parses.
    """
    feeds = feeds_at({})
    for row in sorted(_listed(folder), key=lambda each: each["recorded_on"]):
        wanted = tuple(each for each in series.values() if each.feed == row["feed"])
        if not wanted:
            continue
        body = (folder / row["file"]).read_bytes()
        request = Request(
            row["feed"],
            row["source_url"],
            wanted,
            asked_on=date.fromisoformat(row["recorded_on"]),
            max_bytes=len(body),
            accept=_ACCEPT[Shape(row["shape"].upper())],
        )
        parsed = feeds[row["feed"]].parse(request, Answer(200, body))
        yield Recording(row["feed"], parsed.observations, request.asked_on)


def _listed(folder: Path) -> list[dict[str, str]]:
    path = folder / SOURCES
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t"))
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(path), next_step="reinstall debtwatch"
        ) from error
