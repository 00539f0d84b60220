"""Percentiles of the newest values in their whole history and in both eras, like with like."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.windows import ERAS, FULL, Window, percentile_in_table, share_below

if TYPE_CHECKING:
    from datetime import date

_LEAST_SPAN_DAYS = 4 * 365
_LEAST_COVER = 0.9
LEAST_MEANS = 48
"""Monthly means a percentile in full history rests on at least: as many as four years have, whichever years they
are of. With fewer, not five of them would lie below the tenth percentile."""
_MEDIAN = 50


def own_percentiles(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, pct_full, pct_2007 and pct_2017 of the newest value among all of its series.

    Full history needs four years of it. Shipped monthly means leave out years between the eras: they need
    48 of their own, and whoever shows the percentile says of which months it is (`means_behind`). An era
    needs values over nine tenths of its span. `values` has series, observed_on, value and mean, sorted.
    """
    last, value, day = pl.col("value").last(), pl.col("value"), pl.col("observed_on")
    columns = [full_percentile().alias("pct_full")]
    for era in ERAS:
        inside, covered = _era(day, era)
        columns.append(pl.when(covered).then(share_below(last, value.filter(inside))).alias(era.column))
    return values.group_by("series").agg(columns)


def full_percentile() -> pl.Expr:
    """Return the percentile of a series' newest value among all of its own; null with too few (`own_percentiles`)."""
    value, day = pl.col("value"), pl.col("observed_on")
    span = (day.max() - day.min()).dt.total_days()
    enough = pl.when(pl.col("mean").last()).then(value.count() >= LEAST_MEANS).otherwise(span >= _LEAST_SPAN_DAYS)
    return pl.when(enough).then(share_below(value.last(), value))


def means_behind(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, means, since and missing of each series read as monthly means.

    How many there are, from when on, and how many months since then have none. `values` as `own_percentiles`
    takes it.
    """
    day = pl.col("observed_on")
    months = (day.max().dt.year() - day.min().dt.year()) * 12 + day.max().dt.month() - day.min().dt.month() + 1
    return (
        values.filter("mean")
        .group_by("series")
        .agg(means=pl.len().cast(pl.Int64), since=day.min(), missing=(months.cast(pl.Int64) - pl.len().cast(pl.Int64)))
    )


def _era(day: pl.Expr, era: Window) -> tuple[pl.Expr, pl.Expr]:
    """Return which days lie in an era, and whether they cover it."""
    inside = day.is_between(era.first, era.last)
    least = timedelta(days=_LEAST_COVER * (era.last - era.first).days)
    return inside, day.filter(inside).max() - day.filter(inside).min() >= least


def with_medians(newest: pl.DataFrame, values: pl.DataFrame, quantiles: pl.DataFrame) -> pl.DataFrame:
    """Add median_2007 and median_2017 to the newest rows: each era's middle, in the series' unit.

    Of daily values the shipped quantile, else that of the series' own values where they cover the
    era; of monthly means their own only: a level of days is never set beside one of months.
    """
    found = newest
    for era in ERAS:
        name = era.column.replace("pct", "median")
        inside, covered = _era(pl.col("observed_on"), era)
        own = values.group_by("series").agg(
            pl.when(covered).then(pl.col("value").filter(inside).median()).alias("_own")
        )
        table = quantiles.filter((pl.col("window") == era.name) & (pl.col("percentile") == _MEDIAN))
        shipped = table.select("series", _shipped="value")
        found = (
            found.join(own, on="series", how="left", maintain_order="left")
            .join(shipped, on="series", how="left", maintain_order="left")
            .with_columns(pl.when("mean").then("_own").otherwise(pl.coalesce("_shipped", "_own")).alias(name))
            .drop("_own", "_shipped")
        )
    return found


def with_percentiles(newest: pl.DataFrame, values: pl.DataFrame, quantiles: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add pct_full, pct_2007 and pct_2017 to the newest rows.

    Daily values are set against the shipped quantiles of daily values where the series has them;
    the whole-history table only from the day it was made, so that no past day is judged by a later
    one. Monthly means, and everything else, against the series' own values up to that day.
    """
    own = newest.select("series", "value", "mean").join(
        own_percentiles(values), on="series", how="left", maintain_order="left"
    )
    made = quantiles.filter(pl.col("window") == FULL).group_by("series").agg(pl.col("last").max().alias("made"))
    judged = newest.select("series").join(made, on="series", how="left", maintain_order="left")["made"]
    daily = ~pl.col("mean")
    filled = own.with_columns(
        _full=percentile_in_table(newest, quantiles, FULL),
        _pct_2007=percentile_in_table(newest, quantiles, ERAS[0].name),
        _pct_2017=percentile_in_table(newest, quantiles, ERAS[1].name),
        _made=judged,
    )
    ready = daily & (pl.col("_made") <= as_of)
    columns = [pl.when(ready).then(pl.coalesce("_full", "pct_full")).otherwise("pct_full").alias("pct_full")]
    columns += [
        pl.when(daily & (pl.lit(as_of) > era.last))
        .then(pl.coalesce(f"_{era.column}", era.column))
        .otherwise(era.column)
        .alias(era.column)
        for era in ERAS
    ]
    found = filled.with_columns(columns)
    return newest.with_columns(found["pct_full"], *(found[era.column] for era in ERAS))
