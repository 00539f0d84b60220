"""Every gauge by months from each era's origin: the same horizon for all, fixed before looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, INDEX_PROXY, LEGS, RUN_UP_LINE
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO, EraBreak
from debtwatch.analysis.bubble.run_up import add_months, months_between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.declared import Break
    from debtwatch.analysis.bubble.results import Origin

    Months = Mapping[str, Mapping[date, float]]
    """Readings by month, by era."""

SCHEMA = {"gauge": pl.String, "era": pl.String, "month": pl.Int64, "reading": pl.Float64}
_DATED = {"gauge": pl.String, "month": pl.Date, "reading": pl.Float64}
_MONTHS = 12


def event_readings(readings: pl.DataFrame, paths: pl.DataFrame, starts: Sequence[Origin]) -> pl.DataFrame:
    """Return gauge, era, month (since the era's origin) and reading from 24 months before to 72 after, sorted.

    `readings` has gauge, month, reading of the gauges on one series, which are read in every era; `paths` the run-ups
    of the baskets, each read in its own era as the lines `declared.event_line` names, and of the index proxy, read in
    every one. Nothing is rebased and no month is fitted.
    """
    gauge, series, _ = INDEX_PROXY
    whole = pl.concat([readings.select(*_DATED), _leg(paths, series, gauge, "raw_pct")])
    basket = {each.era: each.series for each in BASKETS}
    parts = [pl.DataFrame(schema=SCHEMA)]
    for start in starts:
        own = [_leg(paths, basket[start.era], f"{RUN_UP_LINE}{suffix}", leg) for suffix, leg in LEGS.items()]
        parts.append(_on_the_clock(pl.concat([whole, *own]), start))
    return pl.concat(parts).sort("gauge", "era", "month")


def event_lines(lines: Mapping[str, Months], starts: Sequence[Origin]) -> pl.DataFrame:
    """Return the same of lines that have readings of their own in each era."""
    parts = [pl.DataFrame(schema=SCHEMA)]
    for start in starts:
        own = [(line, month, value) for line, eras in lines.items() for month, value in eras[start.era].items()]
        parts.append(_on_the_clock(pl.DataFrame(own, schema=_DATED, orient="row"), start))
    return pl.concat(parts).sort("gauge", "era", "month")


def _leg(paths: pl.DataFrame, series: str, line: str, leg: str) -> pl.DataFrame:
    return paths.filter(pl.col("series") == series).select(gauge=pl.lit(line), month="month", reading=leg)


def _on_the_clock(readings: pl.DataFrame, start: Origin) -> pl.DataFrame:
    """Return readings by their month since an era's origin, within the horizon; none where it has no origin."""
    if start.month is None:
        return pl.DataFrame(schema=SCHEMA)
    since = (
        (pl.col("month").dt.year().cast(pl.Int64) - start.month.year) * _MONTHS
        + pl.col("month").dt.month().cast(pl.Int64)
        - start.month.month
    )
    return (
        readings.with_columns(since=since)
        .filter(pl.col("since").is_between(EVENT_FROM, EVENT_TO) & pl.col("reading").is_not_null())
        .select("gauge", pl.lit(start.era).alias("era"), month="since", reading="reading")
    )


def era_breaks(breaks: Sequence[Break], starts: Mapping[str, Origin], as_of: date) -> tuple[EraBreak, ...]:
    """Return when each past era broke, in months since its origin; only breaks of months that had ended by the day."""
    found = []
    for era, each in zip(("2008", "2017"), breaks, strict=True):
        origin = starts[era].month
        if origin is not None and add_months(each.month, 1) <= as_of:
            found.append(EraBreak(era, months_between(origin, each.month), each.event))
    return tuple(found)
