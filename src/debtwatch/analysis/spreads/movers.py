"""What moved most since the reader last looked, and how the Treasury curve moved by tenor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.spreads.changes import change
from debtwatch.analysis.spreads.results import CURVE_COLUMNS, MOVER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.domain.series import Series

CURVE = "treasury"
_LEAST_CHANGES = 12
_RELATIVE_UNITS = ("usd",)


def movers(known: pl.DataFrame, table: pl.DataFrame, since: date) -> pl.DataFrame:
    """Return `MOVER_COLUMNS`: every series with a print after a day, the most unusual move first.

    `known` as `vintages.history` returns it, `table` is `Spreads.table`. The move is set against the
    standard deviation of the series' own changes between prints, scaled by the root of their number.
    """
    rows = known.join(
        table.select("series", "label", "group", "unit"), on="series", maintain_order="left"
    ).with_columns(relative=pl.col("unit").is_in(_RELATIVE_UNITS))
    step = change(pl.col("value"), pl.col("value").shift(1).over("series"), relative=pl.col("relative"))
    moved = rows.with_columns(_step=step, _after=pl.col("observed_on") > since)
    before = pl.col("value").filter(~pl.col("_after")).last()
    return (
        moved.group_by("series", "label", "group", "unit", maintain_order=True)
        .agg(
            since_on=pl.col("observed_on").filter(~pl.col("_after")).last(),
            observed_on=pl.col("observed_on").last(),
            since=before,
            last=pl.col("value").last(),
            moved_bp=change(pl.col("value").last(), before, relative=pl.col("relative").first()),
            prints=pl.col("_after").sum().cast(pl.Int64),
            _steps=pl.col("_step").filter(~pl.col("_after")).tail(252).std(),
            _count=pl.col("_step").filter(~pl.col("_after")).tail(252).count(),
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
    """Return `CURVE_COLUMNS`: the Treasury points of `Spreads.table` by tenor, each with its moves."""
    tenors = {each.id: each.tenor_years for each in series.values() if each.group == CURVE and each.tenor_years}
    points = pl.DataFrame(
        {"series": list(tenors), "tenor_years": list(tenors.values())},
        schema_overrides={"series": pl.String, "tenor_years": pl.Float64},
    )
    return table.join(points, on="series").sort("tenor_years").select(names(CURVE_COLUMNS))
