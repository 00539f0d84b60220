"""What every gauge on one series read when each month was judged, from what had been published by then.

A month is judged on the first day after it: by the end of that day its prices, and all but the last of its other daily
prints, are out. A print counts from the day it was known, a revision from the day it was; a shipped mean when its
last print had been published, which for a series slower than daily is a month later.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from debtwatch.analysis.bubble.declared import Reading
from debtwatch.analysis.bubble.gauges import LOW_DAYS, LOW_MONTHS, LOW_OBSERVATIONS, OLDEST_DAYS
from debtwatch.analysis.bubble.monthly import months_late
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.spreads.ranks import full_percentile
from debtwatch.analysis.windows import FULL, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.declared import Gauge
    from debtwatch.analysis.windows import Table
    from debtwatch.domain.series import Series


class Read(NamedTuple):
    """A gauge in one month."""

    gauge: Gauge
    month: date
    value: float
    revised: bool
    """Whether it rests on a final vintage of a series whose owner rewrites history."""


def series_readings(
    lived: pl.DataFrame,
    monthly: pl.DataFrame,
    series: Mapping[str, Series],
    quantiles: pl.DataFrame,
    *,
    gauges: Sequence[Gauge],
    months: Sequence[date],
) -> Iterator[Read]:
    """Yield every gauge in every month it could be read: on own prints where they reach as far as the shipped means.

    `lived` as `vintages.lifetimes` returns it, `monthly` and `quantiles` as they ship.
    """
    tables = tables_of(quantiles)
    for id_ in dict.fromkeys(gauge.series for gauge in gauges):
        line = _Line(
            id_,
            series.get(id_),
            lived.filter(pl.col("series") == id_).with_columns(mean=pl.lit(value=False)),
            monthly.filter(pl.col("series") == id_).select(
                "series",
                observed_on="month",
                value="value",
                final_vintage=pl.lit(value=True),
                mean=pl.lit(value=True),
            ),
            tables.get((id_, FULL)),
        )
        own = [gauge for gauge in gauges if gauge.series == id_]
        for month in months:
            values = line.known(month)
            if values is None:
                continue
            revised = line.revised and bool(values["final_vintage"][-1])
            for gauge in own:
                value = line.reading(gauge.reading, values, add_months(month, 1))
                if value is not None:
                    yield Read(gauge, month, value, revised)


class _Line:
    """One series, and what of it was known when."""

    def __init__(
        self, id_: str, declared: Series | None, prints: pl.DataFrame, means: pl.DataFrame, table: Table | None
    ) -> None:
        self.id = id_
        self.revised = declared is not None and declared.revised
        self._oldest = timedelta(days=OLDEST_DAYS[declared.cadence.value if declared else "daily"])
        self._late = months_late(declared)
        self._prints = prints
        self._means = means
        self._meant = means["observed_on"].to_list()
        self._table = table

    def known(self, month: date) -> pl.DataFrame | None:
        """Return the values on one basis when a month was judged; None where none of them speaks for it."""
        day, newest_mean = add_months(month, 1), add_months(month, -self._late)
        own = self._prints.filter((pl.col("known_on") <= day) & (pl.col("until").is_null() | (pl.col("until") > day)))
        means = self._means.head(bisect_right(self._meant, newest_mean))
        printed = own["observed_on"][-1] if own.height else None
        meant = means["observed_on"][-1] if means.height else None
        if printed is not None and (meant is None or printed >= meant):
            return own if day - printed <= self._oldest else None
        return means if meant == newest_mean else None

    def reading(self, kind: Reading, values: pl.DataFrame, day: date) -> float | None:
        """Return what a gauge reads; None where it has too little history."""
        if kind is Reading.LEVEL:
            return float(values["value"][-1])
        if kind is Reading.WIDENING:
            return self._widening(values)
        table = self._table
        if table is not None and table.made is not None and table.made <= day and not values["mean"][-1]:
            return table.percentile(float(values["value"][-1]))
        share = values.select(full_percentile(pl.col("value").last())).item()
        return None if share is None else float(share)

    @staticmethod
    def _widening(values: pl.DataFrame) -> float | None:
        of = LOW_MONTHS if values["mean"][-1] else LOW_OBSERVATIONS
        recent = values.tail(of).filter(pl.col("observed_on") > pl.col("observed_on").last() - timedelta(days=LOW_DAYS))
        if recent.height < of or recent["value"].n_unique() == 1:
            return None
        return float((recent["value"][-1] - recent["value"].min()) * 100)
