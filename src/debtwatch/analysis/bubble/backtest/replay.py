"""Every gauge's vote in every month, from what had been published when it was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BUILD_UP,
    EXPLOSIVE_LEVELS,
    EXPLOSIVE_LINE,
    MARKET,
    RUN_UP,
    RUN_UP_LEVELS,
    RUN_UP_LINE,
    RUN_UP_MONTHS,
    Basket,
    Gauge,
)
from debtwatch.analysis.bubble.explosive_gauges import ratios, running_boom, subject_of
from debtwatch.analysis.bubble.financing import DEALS_FROM, circular_deals
from debtwatch.analysis.bubble.funding import (
    CAPEX_GDP,
    CAPEX_REVENUE,
    DEBT_SHARE,
    LOOPS,
    capex_to_gdp,
    capex_to_revenue,
    debt_share,
)
from debtwatch.analysis.bubble.issuance import GAUGES as ISSUANCE_GAUGES
from debtwatch.analysis.bubble.issuance import change_on
from debtwatch.analysis.bubble.lamps import Vote
from debtwatch.analysis.bubble.run_up import add_months, run_ups
from debtwatch.analysis.circularity.flows import standing_edges, with_flows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.backtest.baskets import Grounds, Panel
    from debtwatch.analysis.bubble.backtest.readings import Read
    from debtwatch.analysis.bubble.explosive.subject import Subject
    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.domain.baseline import Issuance


def series_votes(reads: Iterable[Read]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the gauges on one series each."""
    for each in reads:
        yield each.month, _vote(each.gauge, each.value, revised=each.revised)


def _vote(gauge: Gauge, value: float, *, revised: bool) -> Vote:
    levels = gauge.levels
    return Vote(gauge.id, gauge.lamp, gauge.family, levels.colour(value), revised, levels.published_colour(value))


def run_up_votes(found: Grounds) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the baskets: the highest level both legs reached in a month or the 24 before it."""
    for basket in BASKETS:
        paths = {lag: _paths(panel, basket) for lag, panel in found.by_lag().items()}
        for month in sorted({month for _, first in paths.values() for month in first}):
            final, first = paths[found.lag_at(basket, month)]
            if not basket.first <= month <= basket.last or month not in first:
                continue
            since = add_months(month, -RUN_UP_MONTHS)
            peak = max([first[month], *(final[each] for each in final if since <= each < month)])
            levels = RUN_UP_LEVELS
            shade, published = levels.colour(peak), levels.published_colour(peak)
            yield month, Vote(RUN_UP_LINE, BUILD_UP, RUN_UP, shade, revised=False, published=published)


def _paths(panel: Panel, basket: Basket) -> tuple[dict[date, float], dict[date, float]]:
    """Return both legs' level by month, as it stands and as it was first known."""
    own = panel.of(basket.series, MARKET)
    return _legs(run_ups(own.final)), _legs(run_ups(own.final, own.first))


def _legs(paths: pl.DataFrame) -> dict[date, float]:
    return dict(paths.select("month", "both_pct").drop_nulls().iter_rows())


def explosive_subjects(found: Grounds, first: date) -> Iterator[tuple[date, Subject]]:
    """Return what is tested when each month from the first on was judged, of every basket that may be tested then."""
    for basket in BASKETS:
        read = {
            lag: (ratios(panel.final, basket), ratios(panel.first, basket)) for lag, panel in found.by_lag().items()
        }
        months = pl.concat([now["month"] for _, now in read.values()]).unique().sort()
        for month in months.filter(months >= first):
            lag = found.lag_at(basket, month)
            final, now = read[lag]
            judged = now.filter(pl.col("month") == month)
            subject = subject_of(basket, pl.concat([final.filter(pl.col("month") < month), judged]), lag)
            if judged.height and not isinstance(subject, str):
                yield month, subject


def explosive_votes(
    subjects: Iterable[tuple[date, Subject]], tests: Tests, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the explosiveness gauges: months a boom had run when each month was judged.

    `progress` is told how many tests are done and how many there are to do, of those that must be measured.
    """
    judged = list(subjects)
    missing = sum(tests.known(subject) is None for _, subject in judged)
    done = 0
    for month, subject in judged:
        fresh = tests.known(subject) is None
        found = tests.settled(subject)
        if fresh and progress is not None:
            done += 1
            progress(done, missing)
        if found is not None:
            shade = EXPLOSIVE_LEVELS.colour(running_boom(found))
            yield month, Vote(EXPLOSIVE_LINE, BUILD_UP, RUN_UP, shade, revised=False)


def issuance_votes(published: Sequence[Issuance], months: Sequence[date]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of published issuance at the end of each month."""
    for gauge in ISSUANCE_GAUGES:
        for month in months:
            value = change_on(published, gauge.kind, add_months(month, 1))
            if value is not None:
                yield month, Vote(gauge.id, gauge.lamp, gauge.family, gauge.levels.colour(value), revised=False)


def funding_votes(facts: pl.DataFrame, edges: pl.DataFrame, months: Sequence[date]) -> Iterator[tuple[date, Vote]]:
    """Return the votes of the gauges read from filings and from the book's edges, from the year its deals begin.

    Deals are dated by themselves, but which of them the book holds is today's knowledge: revised data.
    """
    for month in months:
        day = add_months(month, 1)
        if day < DEALS_FROM:
            continue
        for gauge, figure in (
            (DEBT_SHARE, debt_share(facts, day)),
            (LOOPS, circular_deals(with_flows(standing_edges(edges, day)[0], day), day)),
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
                        revised=gauge is LOOPS,
                        published=levels.published_colour(figure.value),
                    ),
                )
