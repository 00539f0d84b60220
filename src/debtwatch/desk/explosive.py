"""Results of the explosiveness test, kept: those of the shipped months ship, others are measured once."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.explosive.results import Direction, Explosive
from debtwatch.config.paths import make_private

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from debtwatch.analysis.bubble.explosive.subject import Subject

FILE = "explosive.csv"
COLUMNS = (
    "key",
    "basket",
    "month",
    "length",
    "statistic",
    "critical_90",
    "critical_95",
    "critical_99",
    "running",
    "direction",
)
"""The key is a hash of (values, lag, window, seed, paths); basket, month and length are for a reader."""
_DECIMALS = 6


class ExplosiveTests:
    """Looks results up and measures what is missing; what it measured is kept in the cache folder.

    A cache that cannot be read or written costs time, never a result. One thread at a time.
    """

    def __init__(self, shipped: Path, cache: Path | None) -> None:
        self._shipped = shipped
        self._cache = cache
        self._table: dict[str, Explosive] | None = None

    def known(self, subject: Subject) -> Explosive | None:
        """Return a result that is at hand, without numpy."""
        if self._table is None:
            files = (self._shipped, self._cache)
            self._table = {found.key: found for path in files if path is not None for found in read_table(path)}
        return self._table.get(subject.key)

    def settled(self, subject: Subject) -> Explosive:
        """Return a result, measured now, in a fifth of a second, where none is at hand; loads numpy then."""
        found = self.known(subject)
        if found is None:
            from debtwatch.analysis.bubble.explosive.measure import measure

            found = measure(subject)
            assert self._table is not None
            self._table[found.key] = found
            if self._cache is not None:
                _append(self._cache, row_of(subject, found))
        return found


def row_of(subject: Subject, found: Explosive) -> tuple[str, ...]:
    """Return a result as a line of the table."""
    numbers = (found.statistic, found.critical_90, found.critical_95, found.critical_99)
    return (
        found.key,
        subject.basket,
        f"{subject.months[-1]:%Y-%m}",
        str(len(subject.months)),
        *(f"{number:.{_DECIMALS}f}" for number in numbers),
        str(found.running),
        found.direction.value if found.direction else "",
    )


def read_table(path: Path) -> Iterable[Explosive]:
    """Return the results of a file; none where there is no such file, and a line that is cut off is left out."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return [found for row in rows if (found := _result(row)) is not None]


def _result(row: dict[str, str]) -> Explosive | None:
    try:
        return Explosive(
            key=row["key"],
            statistic=float(row["statistic"]),
            critical_90=float(row["critical_90"]),
            critical_95=float(row["critical_95"]),
            critical_99=float(row["critical_99"]),
            running=int(row["running"]),
            direction=Direction(row["direction"]) if row["direction"] else None,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _append(path: Path, row: tuple[str, ...]) -> None:
    try:
        make_private(path.parent)
        fresh = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, row] if fresh else [row])
    except OSError:  # a full or read-only cache: the result stands, it is measured again next time
        return
