"""Reading a value between points: linear, by group, over a whole frame at once."""

from __future__ import annotations

import polars as pl

_ROW = "_row"


def prints_as_of(days: pl.DataFrame, prints: pl.DataFrame, *, reach_days: int) -> pl.DataFrame:
    """Return, for every day asked about, each series' last print no older than `reach_days`.

    `days` has `on` (unique dates); `prints` is sorted by observed_on and has series and whatever is
    to be carried along. The result has `on` and the columns of `prints`, without the series that had none.
    """
    grid = days.lazy().select("on").join(prints.lazy().select("series").unique(), how="cross").sort("on")
    found = grid.join_asof(
        prints.lazy(),
        left_on="on",
        right_on="observed_on",
        by="series",
        strategy="backward",
        tolerance=f"{reach_days}d",
        check_sortedness=False,
    )
    return found.filter(pl.col("observed_on").is_not_null()).collect()


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
    asked = queries.lazy().select("on", pl.col(at).cast(pl.Float64)).with_row_index(_ROW).sort(at, nulls_last=True)
    known = points.lazy().select("on", pl.col(at).cast(pl.Float64), _x=pl.col(at).cast(pl.Float64), _y=value).sort(at)
    following = known.rename({"_x": "_x2", "_y": "_y2"})
    both = asked.join_asof(known, on=at, by="on", strategy="backward", check_sortedness=False).join_asof(
        following, on=at, by="on", strategy="forward", check_sortedness=False
    )
    span = pl.col("_x2") - pl.col("_x")
    between = pl.col("_y") + (pl.col("_y2") - pl.col("_y")) * (pl.col(at) - pl.col("_x")) / span
    if widest is not None:
        between = pl.when(span <= widest).then(between)
    beyond = pl.col("_y") if flat_from is None else pl.when(pl.col("_x") >= flat_from).then("_y")
    result = (
        pl.when(pl.col("_x").is_null())
        .then("_y2")
        .when(pl.col("_x2").is_null())
        .then(beyond)
        .when(span == 0)
        .then("_y")
        .otherwise(between)
    )
    return both.select(_ROW, result.alias(value)).sort(_ROW).collect()[value]
