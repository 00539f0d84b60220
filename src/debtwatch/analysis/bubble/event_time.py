"""Every gauge by months from each era's origin: the same horizon for all, fixed before looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, RUN_UP_LINE
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO, EraBreak
from debtwatch.analysis.bubble.run_up import add_months, months_between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.declared import Break
    from debtwatch.analysis.bubble.results import Origin

SCHEMA = {"gauge": pl.String, "era": pl.String, "month": pl.Int64, "reading": pl.Float64}
_MONTHS = 12


def event_readings(readings: pl.DataFrame, paths: pl.DataFrame, starts: Sequence[Origin]) -> pl.DataFrame:
    """Return gauge, era, month (since the era's origin) and reading from 24 months before to 72 after, sorted.

    `readings` has gauge, month, reading of the gauges on one series; `paths` the baskets' run-ups. The run-up
    is one gauge, read in each era from its own basket: the lesser of raw and net. Nothing is rebased and no
    month is fitted.
    """
    basket = {each.era: each.series for each in BASKETS}
    parts = [pl.DataFrame(schema=SCHEMA)]
    for start in starts:
        if start.month is None:
            continue
        own = paths.filter(pl.col("series") == basket[start.era]).select(
            gauge=pl.lit(RUN_UP_LINE), month="month", reading="both_pct"
        )
        since = (
            (pl.col("month").dt.year().cast(pl.Int64) - start.month.year) * _MONTHS
            + pl.col("month").dt.month().cast(pl.Int64)
            - start.month.month
        )
        parts.append(
            pl.concat([own, readings.select("gauge", "month", "reading")])
            .with_columns(since=since)
            .filter(pl.col("since").is_between(EVENT_FROM, EVENT_TO) & pl.col("reading").is_not_null())
            .select("gauge", pl.lit(start.era).alias("era"), month="since", reading="reading")
        )
    return pl.concat(parts).sort("gauge", "era", "month")


def era_breaks(breaks: Sequence[Break], starts: Mapping[str, Origin], as_of: date) -> tuple[EraBreak, ...]:
    """Return when each past era broke, in months since its origin; only breaks of months that had ended by the day."""
    found = []
    for era, each in zip(("2008", "2017"), breaks, strict=True):
        origin = starts[era].month
        if origin is not None and add_months(each.month, 1) <= as_of:
            found.append(EraBreak(era, months_between(origin, each.month), each.event))
    return tuple(found)
