"""What moved most since the reader last looked, and how the Treasury curve moved by tenor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.market.vintages import of
from debtwatch.analysis.spreads.changes import change
from debtwatch.analysis.spreads.results import CURVE_COLUMNS, MOVER_COLUMNS
from debtwatch.analysis.spreads.series import COMBINED, TREASURY, is_relative, with_runs

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
    named = table.select("series", "label", "group", "unit", relative=is_relative()).join(fresh, on="series")
    prints = with_runs(of(known, named["series"]))
    told = prints.group_by("run", maintain_order=True).agg(pl.col("series").first()).join(named, on="series")
    rows = prints.select("run", "observed_on", "value").join(
        told.select("run", "first_new", "relative"), on="run", maintain_order="left"
    )
    before = pl.col("value").shift(1).over("run")
    rows = rows.with_columns(step=change(pl.col("value"), before, relative=pl.col("relative")))
    unread = pl.col("observed_on") >= pl.col("first_new")
    new = (
        rows.filter(unread)
        .group_by("run", maintain_order=True)
        .agg(pl.col("observed_on").last(), last=pl.col("value").last(), prints=pl.len().cast(pl.Int64))
    )
    read = (
        rows.filter(~unread)
        .group_by("run", maintain_order=True)
        .agg(
            since_on=pl.col("observed_on").last(),
            since=pl.col("value").last(),
            usual=pl.col("step").tail(_STEPS).std(),
            count=pl.col("step").tail(_STEPS).count(),
        )
    )
    usual = pl.when((pl.col("usual") > 0) & (pl.col("count") >= _LEAST_CHANGES)).then("usual")
    return (
        new.join(read, on="run", maintain_order="left")
        .join(told, on="run", maintain_order="left")
        .with_columns(moved_bp=change(pl.col("last"), pl.col("since"), relative=pl.col("relative")))
        .with_columns(unusual=pl.col("moved_bp") / (usual * pl.col("prints").cast(pl.Float64).sqrt()))
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
