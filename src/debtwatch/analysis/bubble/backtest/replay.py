"""Every gauge's reading at the end of every month, from what had been published by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BUILD_UP,
    EXPLOSIVE_LEVELS,
    EXPLOSIVE_LINE,
    GAUGES,
    RUN_UP,
    RUN_UP_LEVELS,
    RUN_UP_LINE,
    RUN_UP_MONTHS,
    Gauge,
    Reading,
)
from debtwatch.analysis.bubble.explosive_gauges import ratios, running_boom, subject_of
from debtwatch.analysis.bubble.funding import (
    CAPEX_GDP,
    CAPEX_REVENUE,
    DEBT_SHARE,
    capex_to_gdp,
    capex_to_revenue,
    debt_share,
)
from debtwatch.analysis.bubble.gauges import widenings
from debtwatch.analysis.bubble.issuance import GAUGES as ISSUANCE_GAUGES
from debtwatch.analysis.bubble.issuance import change_on
from debtwatch.analysis.bubble.lamps import Vote
from debtwatch.analysis.bubble.members import ground_of
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.spreads.ranks import LEAST_MEANS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.domain.baseline import Issuance

PUBLISHED_AFTER = {"EBP": 1}
"""Months after its own in which a series' month is first known; others are known at its end."""
FACTS_YEARS = 2022
Votes = dict["date", list[Vote]]


def percentiles(panel: pl.DataFrame) -> pl.DataFrame:
    """Return series, month, reading: each month's percentile among the months up to it.

    Null with fewer than 48 months known. `panel` has series, month, value, sorted.
    """
    past = panel.select("series", then="month", was="value")
    pairs = panel.join(past, on="series").filter(pl.col("then") <= pl.col("month"))
    below, equal = (pl.col("was") < pl.col("value")).sum(), (pl.col("was") == pl.col("value")).sum()
    whole = pl.len() >= LEAST_MEANS
    return (
        pairs.group_by("series", "month")
        .agg(pl.when(whole).then(100 * (below + 0.5 * equal) / pl.len()).alias("reading"))
        .sort("series", "month")
    )


def _gauge_readings(panel: pl.DataFrame) -> Mapping[Reading, pl.DataFrame]:
    return {
        Reading.PERCENTILE: percentiles(panel.filter(pl.col("series").is_in(_ids(Reading.PERCENTILE)))),
        Reading.WIDENING: widenings(panel.filter(pl.col("series").is_in(_ids(Reading.WIDENING)))),
        Reading.LEVEL: panel.select("series", "month", reading="value"),
    }


def _ids(reading: Reading) -> list[str]:
    return [gauge.series for gauge in GAUGES if gauge.reading is reading]


def series_votes(panel: pl.DataFrame, revised: frozenset[str]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the gauges on one series each, with the month at whose end they stood."""
    readings = _gauge_readings(panel)
    for gauge in GAUGES:
        late = PUBLISHED_AFTER.get(gauge.series, 0)
        own = readings[gauge.reading].filter(pl.col("series") == gauge.series).drop_nulls("reading")
        for month, value in own.select("month", "reading").iter_rows():
            yield add_months(month, late), _vote(gauge, value, revised=gauge.series in revised)


def _vote(gauge: Gauge, value: float, *, revised: bool) -> Vote:
    levels = gauge.levels
    return Vote(gauge.id, gauge.lamp, gauge.family, levels.colour(value), revised, levels.published_colour(value))


def run_up_votes(paths: pl.DataFrame) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the baskets: the highest level both legs reached in 24 months."""
    for basket in BASKETS:
        own = paths.filter(
            (pl.col("series") == basket.series) & pl.col("month").is_between(basket.first, basket.last)
        ).select("month", peak=pl.col("both_pct").rolling_max_by("month", f"{RUN_UP_MONTHS}mo"))
        for month, peak in own.drop_nulls().iter_rows():
            yield (
                month,
                Vote(
                    RUN_UP_LINE,
                    BUILD_UP,
                    RUN_UP,
                    RUN_UP_LEVELS.colour(peak),
                    revised=False,
                    published=RUN_UP_LEVELS.published_colour(peak),
                ),
            )


def explosive_votes(panel: pl.DataFrame, ends: pl.DataFrame, tests: Tests) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the explosiveness gauges: months a boom had run at the end of each month."""
    for basket in BASKETS:
        ground, lag = ground_of(basket, panel, ends)
        own = ratios(ground, basket)
        for place in range(own.height):
            subject = subject_of(basket, own.head(place + 1), lag)
            found = None if isinstance(subject, str) else tests.settled(subject)
            if found is not None:
                shade = EXPLOSIVE_LEVELS.colour(running_boom(found))
                yield own["month"][place], Vote(EXPLOSIVE_LINE, BUILD_UP, RUN_UP, shade, revised=False)


def issuance_votes(published: Sequence[Issuance], months: Sequence[date]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of published issuance at the end of each month."""
    for gauge in ISSUANCE_GAUGES:
        for month in months:
            value = change_on(published, gauge.kind, add_months(month, 1))
            if value is not None:
                yield month, Vote(gauge.id, gauge.lamp, gauge.family, gauge.levels.colour(value), revised=False)


def funding_votes(facts: pl.DataFrame, months: Sequence[date]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the gauges read from filings, in the years the book has any of."""
    for month in months:
        if month.year <= FACTS_YEARS:
            continue
        day = add_months(month, 1)
        for gauge, figure in (
            (DEBT_SHARE, debt_share(facts, day)),
            (CAPEX_GDP, capex_to_gdp(facts, day)),
            (CAPEX_REVENUE, capex_to_revenue(facts, day)),
        ):
            if figure.value is not None:
                levels = gauge.levels
                yield (
                    month,
                    Vote(
                        gauge.id,
                        BUILD_UP,
                        gauge.family,
                        levels.colour(figure.value),
                        revised=False,
                        published=levels.published_colour(figure.value),
                    ),
                )
