"""Reading a value between points: linear, by group, over a whole frame at once."""

from __future__ import annotations

import polars as pl

_ROW = "_row"


def prints_as_of(days: pl.DataFrame, prints: pl.DataFrame, *, reach_days: int) -> pl.DataFrame:
    """Return, for every day asked about, each series' last print no older than `reach_days`.

    `days` has `on` (unique dates); `prints` is sorted by observed_on and has series and whatever is
    to be carried along. The result has `on` and the columns of `prints`, without the series that had none.
    """
    grid = days.select("on").join(prints.select("series").unique(), how="cross").sort("on")
    found = grid.join_asof(
        prints,
        left_on="on",
        right_on="observed_on",
        by="series",
        strategy="backward",
        tolerance=f"{reach_days}d",
        check_sortedness=False,
    )
    return found.filter(pl.col("observed_on").is_not_null())


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
    asked = queries.select("on", pl.col(at).cast(pl.Float64)).with_row_index(_ROW).drop_nulls().sort(at)
    known = points.select("on", pl.col(at).cast(pl.Float64), _x=pl.col(at).cast(pl.Float64), _y=pl.col(value)).sort(at)
    below = asked.join_asof(known, on=at, by="on", strategy="backward", check_sortedness=False)
    above = asked.join_asof(known, on=at, by="on", strategy="forward", check_sortedness=False)
    both = below.with_columns(_x2=above["_x"], _y2=above["_y"])
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
    found = both.select(_ROW, result.alias(value))
    rows = pl.DataFrame({_ROW: pl.int_range(queries.height, dtype=pl.UInt32, eager=True)})
    return rows.join(found, on=_ROW, how="left", maintain_order="left")[value]
