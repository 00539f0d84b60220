"""Confidence of the log-periodic power law, measured once for each day's closes and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.lppls.subject import Confidence
from debtwatch.desk.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from debtwatch.analysis.bubble.lppls.subject import Closes

FILE = "lppls.csv"
COLUMNS = ("key", "basket", "day", "passing", "windows")
"""The key is a hash of the closes and the method; basket and day are for a reader."""


class LpplsFits:
    """Looks results up and measures what is missing; what it measured is kept in the cache folder."""

    def __init__(self, cache: Path | None) -> None:
        self._kept = Kept(COLUMNS, _result, cache)

    def settled(self, closes: Closes) -> Confidence:
        """Return a result, measured now, in half a second, where none is at hand; loads numpy then."""
        found = self._kept.find(closes.key)
        if found is None:
            from debtwatch.analysis.bubble.lppls.fit import measure

            found = measure(closes)
            row = (found.key, closes.basket, closes.last.isoformat(), str(found.passing), str(found.windows))
            self._kept.keep(found, row)
        return found


def _result(row: Mapping[str, str]) -> Confidence:
    return Confidence(key=row["key"], passing=int(row["passing"]), windows=int(row["windows"]))
