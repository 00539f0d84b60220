"""Where a value stands among others: percentiles in the three declared windows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


class Window(NamedTuple):
    """A declared span of days; its name is its key in the shipped quantiles."""

    name: str
    column: str
    first: date
    last: date

    @property
    def median(self) -> str:
        """Return the column of the middle of it."""
        return self.column.replace("pct", "median")


FULL = "full"
ERAS = (
    Window("2003-07..2007-06", "pct_2007", date(2003, 7, 1), date(2007, 6, 30)),
    Window("2016-01..2018-01", "pct_2017", date(2016, 1, 1), date(2018, 1, 31)),
)
PERCENTILES = ("pct_full", "pct_2007", "pct_2017")
_TABLE = ("series", "window", "percentile", "value", "last")
_MIDDLE = 50.0


class Table(NamedTuple):
    """Shipped quantiles of a series in a window, lowest first."""

    values: tuple[float, ...]
    percentiles: tuple[float, ...]
    made: date | None
    """The last day it was made from."""

    def percentile(self, value: float) -> float:
        """Return where a value stands: linear between the shipped percentiles, 0 or 100 beyond the outermost.

        Of several percentiles that share the value, the middle of the lowest and the highest.
        """
        high, low = bisect_right(self.values, value) - 1, bisect_left(self.values, value)
        if high < 0:
            return 0.0
        if low == len(self.values):
            return 100.0
        below, above = self.percentiles[high], self.percentiles[low]
        span = self.values[low] - self.values[high]
        if span == 0:
            return (below + above) / 2
        return below + (above - below) * (value - self.values[high]) / span

    @property
    def median(self) -> float | None:
        """Return the shipped middle; None where none ships."""
        return dict(zip(self.percentiles, self.values, strict=True)).get(_MIDDLE)


def tables_of(quantiles: pl.DataFrame) -> Mapping[tuple[str, str], Table]:
    """Return the table of each series and window; `quantiles` has series, window, percentile, value and last."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    made: dict[tuple[str, str], date | None] = {}
    for series, window, percentile, value, last in quantiles.select(_TABLE).iter_rows():
        points[series, window].append((value, percentile))
        made[series, window] = max(filter(None, (last, made.get((series, window)))), default=None)
    found = {key: zip(*sorted(each), strict=True) for key, each in points.items()}
    return {key: Table(values, percentiles, made[key]) for key, (values, percentiles) in found.items()}


def share_below(value: pl.Expr, among: pl.Expr) -> pl.Expr:
    """Return the percentage of `among` below `value`, ties counted half; null where there are none."""
    below = (among < value).sum() + (among == value).sum() / 2
    return pl.when(among.count() > 0).then(100.0 * below / among.count())
