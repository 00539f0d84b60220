"""Reading a value between points: linear, by group, over a whole frame at once."""

from __future__ import annotations

import polars as pl

_LARGEST = 10_000.0
"""No tenor and no notch reaches it."""


def in_reach(points: pl.DataFrame, days: pl.DataFrame, reach_days: int) -> pl.DataFrame:
    """Leave out the points no day asked about can read: those after the last of them, and those too old for the first.

    `days` has `on`, `points` has observed_on; order is kept.
    """
    first, last = (pl.lit(day, dtype=pl.Date) for day in (days["on"].min(), days["on"].max()))
    return points.filter(pl.col("observed_on").is_between(first - pl.duration(days=reach_days), last))


def prints_as_of(days: pl.DataFrame, prints: pl.DataFrame, *, reach_days: int) -> pl.DataFrame:
    """Return, for every day asked about, each series' last print no older than `reach_days`.

    `days` has `on` (unique dates); `prints` is sorted by observed_on and has series and whatever is
    to be carried along. The result has `on` and the columns of `prints`, without the series that had none.
    """
    near = in_reach(prints, days, reach_days)
    grid = days.select("on").join(near.select("series").unique(), how="cross").sort("on")
    return grid.join_asof(
        near,
        left_on="on",
        right_on="observed_on",
        by="series",
        strategy="backward",
        tolerance=f"{reach_days}d",
        check_sortedness=False,
    ).filter(pl.col("observed_on").is_not_null())


def interpolate(
    queries: pl.DataFrame,
    points: pl.DataFrame,
    *,
    at: str,
    value: str,
    widest: float | None = None,
    flat_from: float | None = None,
) -> pl.Series:
    """Return `value` at each query, linear between the two nearest points of the same `on`.

    `queries` has `on` and the column `at`; `points` has `on`, `at` and `value`. Outside the points
    the nearest holds; above the last point only if that lies at `flat_from` or beyond. Where two
    neighbours are more than `widest` apart the value is null, as it is for a null query.
    """
    known = points.select("on", _x=pl.col(at).cast(pl.Float64), _y=value).drop_nulls("_x").sort("on", "_x")
    asked = queries.select("on", _at=pl.col(at).cast(pl.Float64))
    if known.is_empty():
        return pl.Series(value, dtype=pl.Float64).extend_constant(None, asked.height)
    following = known.select(_place("_x")).to_series().search_sorted(asked.select(_place("_at")).to_series(), "right")
    below, above = _neighbour(known, following, -1, "below"), _neighbour(known, following, 0, "above")
    both = pl.concat([asked, below, above], how="horizontal")
    x, x1, x2 = pl.col("_at"), pl.col("_x_below"), pl.col("_x_above")
    y1, y2 = pl.col("_y_below"), pl.col("_y_above")
    has_below = (pl.col("_on_below") == pl.col("on")) & (x1 <= x)
    has_above = (pl.col("_on_above") == pl.col("on")) & (x2 > x)
    between = y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    if widest is not None:
        between = pl.when(x2 - x1 <= widest).then(between)
    beyond = y1 if flat_from is None else pl.when(x1 >= flat_from).then(y1)
    read = (
        pl.when(x.is_null() | pl.col("on").is_null())
        .then(None)
        .when(has_below & (x == x1))
        .then(y1)
        .when(has_below & has_above)
        .then(between)
        .when(has_below)
        .then(beyond)
        .when(has_above)
        .then(y2)
    )
    return both.select(read.alias(value)).to_series()


def _place(at: str) -> pl.Expr:
    """Return one number that orders days first, then what lies on them."""
    return pl.col("on").to_physical().cast(pl.Float64) * _LARGEST + pl.col(at)


def _neighbour(points: pl.DataFrame, following: pl.Series, step: int, name: str) -> pl.DataFrame:
    """Return the point before (`step` -1) or after (0) each place; where there is none, the nearest, which is on the other side."""
    at = (following.cast(pl.Int64) + step).clip(0, points.height - 1)
    return points[at].rename({column: f"_{column.removeprefix('_')}_{name}" for column in points.columns})
