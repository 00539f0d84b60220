"""Where a value stands among others: percentiles in the three declared windows."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl


class Window(NamedTuple):
    """A declared span of days; its name is its key in the shipped quantiles."""

    name: str
    column: str
    first: date
    last: date


FULL = "full"
ERAS = (
    Window("2003-07..2007-06", "pct_2007", date(2003, 7, 1), date(2007, 6, 30)),
    Window("2016-01..2018-01", "pct_2017", date(2016, 1, 1), date(2018, 1, 31)),
)
PERCENTILES = ("pct_full", "pct_2007", "pct_2017")


def percentile_in_table(values: pl.DataFrame, quantiles: pl.DataFrame, window: str) -> pl.Series:
    """Return the percentile of each value in a shipped window; null where the series has none.

    `values` has series and value; `quantiles` has series, window, percentile, value. Linear between
    the shipped percentiles; beyond the first or the last it is 0 or 100.
    """
    row = "_row"
    table = quantiles.lazy().filter(pl.col("window") == window)
    points = table.select("series", at="value", _x="value", _p="percentile").sort("at")
    asked = values.lazy().select("series", at="value").with_row_index(row).sort("at", nulls_last=True)
    # Several percentiles may share a value: below takes the highest of them, above the lowest.
    high = points.unique(["series", "at"], keep="last", maintain_order=True)
    low = points.unique(["series", "at"], keep="first", maintain_order=True).rename({"_x": "_x2", "_p": "_p2"})
    both = asked.join_asof(high, on="at", by="series", strategy="backward", check_sortedness=False).join_asof(
        low, on="at", by="series", strategy="forward", check_sortedness=False
    )
    span = pl.col("_x2") - pl.col("_x")
    between = pl.col("_p") + (pl.col("_p2") - pl.col("_p")) * (pl.col("at") - pl.col("_x")) / span
    result = (
        pl.when(pl.col("_x").is_null() & pl.col("_x2").is_null())
        .then(None)
        .when(pl.col("_x").is_null())
        .then(0.0)
        .when(pl.col("_x2").is_null())
        .then(100.0)
        .when(span == 0)
        .then((pl.col("_p") + pl.col("_p2")) / 2)
        .otherwise(between)
    )
    return both.select(row, result.alias("percentile")).sort(row).collect()["percentile"]


def share_below(value: pl.Expr, among: pl.Expr) -> pl.Expr:
    """Return the percentage of `among` below `value`, ties counted half; null where there are none."""
    below = (among < value).sum() + (among == value).sum() / 2
    return pl.when(among.count() > 0).then(100.0 * below / among.count())
