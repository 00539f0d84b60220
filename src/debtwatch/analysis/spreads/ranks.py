"""Percentiles of the newest values in their whole history and in both eras, like with like."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.windows import ERAS, FULL, Table, Window, share_below, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_LEAST_SPAN_DAYS = 4 * 365
_LEAST_COVER = 0.9
LEAST_MEANS = 48
"""Monthly means a percentile in full history rests on at least: as many as four years have, whichever years they
are of. With fewer, not five of them would lie below the tenth percentile."""


def own_ranks(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, pct_full and of each era pct and median: of the newest value among all of its series.

    Full history needs four years of it. Shipped monthly means leave out years between the eras: they need
    48 of their own, and whoever shows the percentile says of which months it is (`means_behind`). An era
    needs values over nine tenths of its span. `values` as `on_one_basis` returns it.
    """
    newest = values.with_columns(newest=pl.col("value").last().over("run"))
    found = newest.group_by("run", maintain_order=True).agg(
        pl.col("series").first(), pct_full=full_percentile(pl.col("newest"))
    )
    for era in ERAS:
        found = found.join(_in_era(newest, era), on="run", how="left", maintain_order="left")
    return found.drop("run")


def full_percentile(newest: pl.Expr) -> pl.Expr:
    """Return the percentile of a series' newest value among all of its own; null with too few (`own_ranks`), or all alike."""
    value, day = pl.col("value"), pl.col("observed_on")
    span = (day.max() - day.min()).dt.total_days()
    enough = pl.when(pl.col("mean").last()).then(value.count() >= LEAST_MEANS).otherwise(span >= _LEAST_SPAN_DAYS)
    return pl.when(enough & (value.min() < value.max())).then(share_below(newest, value))


def _in_era(values: pl.DataFrame, era: Window) -> pl.DataFrame:
    """Return run, percentile of the newest value and median of each series whose values cover an era."""
    value, day = pl.col("value"), pl.col("observed_on")
    least = timedelta(days=_LEAST_COVER * (era.last - era.first).days)
    return (
        values.filter(day.is_between(era.first, era.last))
        .group_by("run", maintain_order=True)
        .agg(
            share_below(pl.col("newest"), value).alias(era.column),
            value.median().alias(era.median),
            covered=day.max() - day.min() >= least,
        )
        .filter("covered")
        .drop("covered")
    )


def means_behind(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, means, since and missing of each series read as monthly means.

    How many there are, from when on, and how many months since then have none. `values` as `on_one_basis`
    returns it.
    """
    day = pl.col("observed_on")
    months = (day.max().dt.year() - day.min().dt.year()) * 12 + day.max().dt.month() - day.min().dt.month() + 1
    return (
        values.filter("mean")
        .group_by("series")
        .agg(means=pl.len().cast(pl.Int64), since=day.min(), missing=(months.cast(pl.Int64) - pl.len().cast(pl.Int64)))
    )


def with_ranks(newest: pl.DataFrame, values: pl.DataFrame, quantiles: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add pct_full, and pct and median of each era, to the newest rows.

    Daily values are set against the shipped quantiles of daily values where the series has them;
    the whole-history table only from the day it was made, so that no past day is judged by a later
    one. Monthly means, and everything else, against the series' own values up to that day: a level of
    days is never set beside one of months.
    """
    tables = tables_of(quantiles)
    asked = newest.select("series", "value", "mean").rows()

    def shipped(window: str, read: Callable[[Table, float], float | None]) -> pl.Series:
        of = (None if mean else tables.get((series, window)) for series, _, mean in asked)
        found = [None if table is None else read(table, value) for table, (_, value, _) in zip(of, asked, strict=True)]
        return pl.Series(found, dtype=pl.Float64)

    def in_full(table: Table, value: float) -> float | None:
        return table.percentile(value) if table.made is not None and table.made <= as_of else None

    columns = {"pct_full": shipped(FULL, in_full)}
    for era in ERAS:
        if as_of > era.last:
            columns[era.column] = shipped(era.name, Table.percentile)
        columns[era.median] = shipped(era.name, lambda table, _: table.median)
    ranked = newest.join(own_ranks(values), on="series", how="left", maintain_order="left")
    return ranked.with_columns(pl.coalesce(found, name).alias(name) for name, found in columns.items())
