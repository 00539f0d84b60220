"""Results of the explosiveness test, kept: those of the shipped months ship, others are measured once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.explosive.results import Direction, Explosive
from debtwatch.desk.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    """Looks results up and measures what is missing; what it measured is kept in the cache folder."""

    def __init__(self, shipped: Path, cache: Path | None) -> None:
        self._kept = Kept(COLUMNS, _result, cache, shipped)

    def known(self, subject: Subject) -> Explosive | None:
        """Return a result that is at hand, without numpy."""
        return self._kept.find(subject.key)

    def settled(self, subject: Subject) -> Explosive:
        """Return a result, measured now, in a fifth of a second, where none is at hand; loads numpy then."""
        found = self.known(subject)
        if found is None:
            from debtwatch.analysis.bubble.explosive.measure import measure

            found = measure(subject)
            self._kept.keep(found, row_of(subject, found))
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


def _result(row: Mapping[str, str]) -> Explosive:
    return Explosive(
        key=row["key"],
        statistic=float(row["statistic"]),
        critical_90=float(row["critical_90"]),
        critical_95=float(row["critical_95"]),
        critical_99=float(row["critical_99"]),
        running=int(row["running"]),
        direction=Direction(row["direction"]) if row["direction"] else None,
    )
