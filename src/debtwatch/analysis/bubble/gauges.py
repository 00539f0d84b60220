"""The gauges read from one series each: percentile, level or widening, now and in both eras."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import ERAS, GAUGES, INFORMING, QUARTERLY, Reading
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.market.vintages import of
from debtwatch.analysis.spreads.changes import newest_rows
from debtwatch.analysis.spreads.ranks import means_behind, own_ranks, with_ranks
from debtwatch.analysis.spreads.series import MONTHLY_MEAN, monthly_means, on_one_basis
from debtwatch.analysis.windows import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.bubble.results import Origin
    from debtwatch.domain.series import Series

ON_SERIES = (*GAUGES, *INFORMING)
"""Every gauge read from one series, voting ones first."""
IDS = tuple(dict.fromkeys(gauge.series for gauge in ON_SERIES))
OLDEST_DAYS = {"daily": 45, "weekly": 60, "monthly": 190, "quarterly": 360, MONTHLY_MEAN: 190}
"""A gauge whose newest print is older does not report: a print stands at least until the next one is due, which of a
quarter five months late is eleven months after the first day that names it."""
LOW_OBSERVATIONS = 252
LOW_MONTHS = 12
LOW_DAYS = 375
"""Shipped means leave out years between the eras: what lies before them is no recent low."""
SPARK_MONTHS = 36
WIDENED = tuple(dict.fromkeys(gauge.series for gauge in ON_SERIES if gauge.reading is Reading.WIDENING))
OF_WIDENING = {name: f"widening_{name}" for name in PERCENTILES}
"""Where `series_now` says how a widening stands among widenings: a level's percentile is not its own."""


def series_now(
    known: pl.DataFrame, monthly: pl.DataFrame, quantiles: pl.DataFrame, series: Mapping[str, Series], as_of: date
) -> pl.DataFrame:
    """Return one row a series: its newest value on one basis, its percentiles, and the low it widens from.

    Columns: series, value, observed_on, basis, reporting, final_vintage, pct_full, pct_2007, pct_2017, and low of a
    whole year, null without one or where it never moves; of a series read as a widening also `OF_WIDENING`, null in the
    same case; of monthly means also `means`, `since`, `missing` as `means_behind` returns them.
    """
    values = on_one_basis(of(known, IDS), monthly_means(of(monthly, IDS), as_of))
    cadences = {id_: series[id_].cadence.value for id_ in IDS if id_ in series}
    cadence = pl.col("series").replace_strict(cadences, return_dtype=pl.String, default="daily")
    span = pl.when(pl.col("mean").last()).then(LOW_MONTHS).otherwise(LOW_OBSERVATIONS)
    recent = pl.col("observed_on") > pl.col("observed_on").last() - timedelta(days=LOW_DAYS)
    year = pl.col("value").filter(recent).tail(span)
    lows = values.group_by("run").agg(
        pl.col("series").first(), low=pl.when((year.len() == span) & (year.min() < year.max())).then(year.min())
    )
    newest = newest_rows(values).with_columns(basis=pl.when("mean").then(pl.lit(MONTHLY_MEAN)).otherwise(cadence))
    age = (pl.lit(as_of).cast(pl.Date) - pl.col("observed_on")).dt.total_days()
    oldest = pl.col("basis").replace_strict(OLDEST_DAYS, return_dtype=pl.Int64)
    return (
        with_ranks(newest, values, quantiles, as_of)
        .join(lows, on="series", how="left", maintain_order="left")
        .join(means_behind(values), on="series", how="left", maintain_order="left")
        .join(_among_widenings(values), on=["series", "observed_on"], how="left", maintain_order="left")
        .with_columns(reporting=age <= oldest)
    )


def _among_widenings(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, observed_on and `OF_WIDENING` of each widened series' newest day with a whole year behind it.

    Among its own widenings on the same basis, by the rules of `own_ranks`.
    """
    parts = []
    for id_ in WIDENED:
        own = values.filter(pl.col("series") == id_)
        rows = LOW_MONTHS if own.height and own["mean"][-1] else LOW_OBSERVATIONS
        whole = pl.col("observed_on") - pl.col("observed_on").shift(rows - 1) < timedelta(days=LOW_DAYS)
        parts.append(own.with_columns(pl.col("value") - pl.col("value").rolling_min(rows)).filter(whole))
    widened = pl.concat(parts)
    newest = widened.group_by("series").agg(pl.col("observed_on").last())
    ranks = own_ranks(widened).select("series", pl.col(PERCENTILES).name.map(OF_WIDENING.__getitem__))
    return newest.join(ranks, on="series").select("series", "observed_on", *OF_WIDENING.values())


def value_now(row: Mapping[str, float | None], reading: Reading) -> float | None:
    """Return a gauge's reading from its series' row; None where a part is missing."""
    if reading is Reading.PERCENTILE:
        return row["pct_full"]
    value, low = row["value"], row["low"]
    if reading is Reading.LEVEL:
        return value
    return None if value is None or low is None else (value - low) * 100


def widenings(panel: pl.DataFrame) -> pl.DataFrame:
    """Return series, month, reading: bp above the lowest of the twelve months to it, all of them known."""
    window = f"{LOW_MONTHS}mo"
    low = pl.col("value").rolling_min_by("month", window).over("series")
    count = pl.col("value").is_not_null().cast(pl.Int64).rolling_sum_by("month", window).over("series")
    return panel.select("series", "month", reading=pl.when(count >= LOW_MONTHS).then((pl.col("value") - low) * 100))


def _each_month(panel: pl.DataFrame) -> pl.DataFrame:
    quarters = panel.filter(pl.col("series").is_in(QUARTERLY))
    later = [quarters.with_columns(pl.col("month").dt.offset_by(f"{months}mo")) for months in (1, 2)]
    return pl.concat([panel, *later]).sort("series", "month")


def monthly_readings(panel: pl.DataFrame) -> pl.DataFrame:
    """Return gauge, month and reading: every gauge on monthly values, for eras and sparks; sorted.

    A percentile is among all the months of the panel, one yardstick for every era: a month of 2005 is ranked among
    later ones too, and whoever shows it says so. What the gauge said at the time is the replay's. A quarter's print
    stands for its three months.
    """
    panel = _each_month(panel)
    place, count = pl.col("value").rank("average").over("series"), pl.len().over("series")
    readings = panel.with_columns(
        percentile=100 * (place - 0.5) / count,
        level=pl.col("value"),
        widening=widenings(panel)["reading"],
    )
    parts = [
        readings.filter(pl.col("series") == gauge.series).select(
            gauge=pl.lit(gauge.id), month="month", reading=pl.col(gauge.reading.value)
        )
        for gauge in ON_SERIES
    ]
    return pl.concat(parts).sort("gauge", "month", maintain_order=True)


def era_columns(readings: pl.DataFrame, starts: Mapping[str, Origin]) -> pl.DataFrame:
    """Return, by gauge, its comparable reading and range in both eras and its spark.

    `readings` has gauge, month, reading, sorted; `starts` the origins by era. The comparable month is
    as many months after the era's origin as the day asked about is after ours.
    """
    month, reading = pl.col("month"), pl.col("reading")
    columns: list[pl.Expr] = [reading.drop_nulls().tail(SPARK_MONTHS).alias("spark")]
    for era in ERAS:
        inside = month.is_between(era.first, era.last)
        columns += [
            reading.filter(inside).min().alias(f"low_{era.column}"),
            reading.filter(inside).max().alias(f"high_{era.column}"),
        ]
        start = starts[era.name]
        at = None
        if start.month is not None and start.months_since is not None:
            at = add_months(start.month, start.months_since)
        columns += [
            reading.filter(month == pl.lit(at, dtype=pl.Date)).first().alias(f"reading_{era.column}"),
            pl.lit(at, dtype=pl.Date).alias(f"reading_{era.column}_on"),
        ]
    return readings.group_by("gauge", maintain_order=True).agg(columns)
