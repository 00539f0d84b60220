"""What moved most since the reader last looked, and how the Treasury curve moved by tenor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.spreads.changes import change
from debtwatch.analysis.spreads.results import CURVE_COLUMNS, MOVER_COLUMNS
from debtwatch.analysis.spreads.series import COMBINED, TREASURY, is_relative

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from debtwatch.domain.series import Series

_LEAST_CHANGES = 12
_STEPS = 252
_LATE_DAYS = 14
"""A print older than so many days at the last look is history filled in, not news."""


def first_seen_since(observations: pl.DataFrame, looked: datetime) -> pl.DataFrame:
    """Return series and first_new, the day of the earliest print first seen after a moment (UTC).

    `observations` are the stored vintages. What was observed long before the look came with a history;
    a revision of a print seen before is not new.
    """
    late = observations.filter(pl.col("observed_on") > looked.date() - timedelta(days=_LATE_DAYS))
    return (
        late.group_by("series", "observed_on")
        .agg(pl.col("seen_at").min())
        .filter(pl.col("seen_at") > looked)
        .group_by(pl.col("series").cast(pl.String))
        .agg(first_new=pl.col("observed_on").min())
    )


def movers(known: pl.DataFrame, table: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    """Return `MOVER_COLUMNS`: every series with a print the reader has not seen, the most unusual move first.

    `known` as `vintages.history` returns it, `table` is `Spreads.table`, `fresh` as `first_seen_since`
    returns it. The move is set against the standard deviation of the series' own changes between
    prints, scaled by the root of their number.
    """
    told = table.select("series", "label", "group", "unit").join(fresh, on="series")
    rows = (
        known.filter(pl.col("series").is_in(told["series"].to_list()))
        .with_columns(pl.col("series").cast(pl.String))
        .join(told.with_columns(relative=is_relative()), on="series", maintain_order="left")
        .with_columns(_after=pl.col("observed_on") >= pl.col("first_new"))
    )
    step = change(pl.col("value"), pl.col("value").shift(1).over("series"), relative=pl.col("relative"))
    before = pl.col("value").filter(~pl.col("_after")).last()
    steps = pl.col("_step").filter(~pl.col("_after")).tail(_STEPS)
    return (
        rows.with_columns(_step=step)
        .group_by("series", "label", "group", "unit", maintain_order=True)
        .agg(
            since_on=pl.col("observed_on").filter(~pl.col("_after")).last(),
            observed_on=pl.col("observed_on").last(),
            since=before,
            last=pl.col("value").last(),
            moved_bp=change(pl.col("value").last(), before, relative=pl.col("relative").first()),
            relative=pl.col("relative").first(),
            prints=pl.col("_after").sum().cast(pl.Int64),
            _steps=steps.std(),
            _count=steps.count(),
        )
        .filter((pl.col("prints") > 0) & pl.col("moved_bp").is_not_null())
        .with_columns(
            unusual=pl.when((pl.col("_steps") > 0) & (pl.col("_count") >= _LEAST_CHANGES)).then(
                pl.col("moved_bp") / (pl.col("_steps") * pl.col("prints").cast(pl.Float64).sqrt())
            )
        )
        .sort(pl.col("unusual").abs(), pl.col("moved_bp").abs(), descending=True, nulls_last=True)
        .select(names(MOVER_COLUMNS))
    )


def curve_moves(table: pl.DataFrame, series: Mapping[str, Series]) -> pl.DataFrame:
    """Return `CURVE_COLUMNS`: level and slopes, then the Treasury points by tenor, each with its moves."""
    tenors = {each.id: each.tenor_years for each in series.values() if each.group == TREASURY and each.tenor_years}
    order = [*(one.id for one in COMBINED), *sorted(tenors, key=lambda id_: tenors[id_])]
    points = pl.DataFrame(
        {"series": order, "tenor_years": [tenors.get(id_) for id_ in order]},
        schema={"series": pl.String, "tenor_years": pl.Float64},
    )
    return points.join(table, on="series", maintain_order="left").select(names(CURVE_COLUMNS))
