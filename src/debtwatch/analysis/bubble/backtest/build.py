"""The whole replay: gauges, both lamps and the older rule, month by month, scored."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Protocol

import polars as pl

from debtwatch.analysis.bubble.backtest.baskets import grounds
from debtwatch.analysis.bubble.backtest.readings import series_readings
from debtwatch.analysis.bubble.backtest.replay import (
    explosive_subjects,
    explosive_votes,
    funding_votes,
    issuance_votes,
    run_up_votes,
    series_votes,
)
from debtwatch.analysis.bubble.backtest.results import Backtest, History, Kind, Level, Reading
from debtwatch.analysis.bubble.backtest.score import score
from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BREAK,
    BREAKS,
    BUILD_UP,
    EXPLOSIVE_LINE,
    GAUGES,
    MARKET,
    MARKET_MEMBER,
    OLDER_RULE,
    RUN_UP_LINE,
)
from debtwatch.analysis.bubble.funding import CAPEX_GDP, CAPEX_REVENUE, DEBT_SHARE, LOOPS
from debtwatch.analysis.bubble.issuance import GAUGES as ISSUANCE_GAUGES
from debtwatch.analysis.bubble.lamps import Vote, lamp, older_rule
from debtwatch.analysis.bubble.monthly import monthly_panel, published_means
from debtwatch.analysis.bubble.results import Colour, Lamp, Verdict
from debtwatch.analysis.bubble.run_up import add_months, months_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.analysis.given import Baselines
    from debtwatch.domain.series import Series

ERA_FROM = date(2022, 1, 1)
"""The AI era so far: shown, not scored."""
FIRST = date(2000, 1, 1)
EARLIEST = date(1950, 1, 1)
"""No series a replay reads is older."""
READ = tuple(
    dict.fromkeys(
        [*(gauge.series for gauge in GAUGES), *(id_ for basket in BASKETS for id_ in basket.members), MARKET_MEMBER]
    )
)
"""Every series a replay reads."""
_SHADES = {Colour.CALM: 0, Colour.AMBER: 1, Colour.RED: 2}
_VERDICTS = {Verdict.CALM: 0, Verdict.CAUTION: 1, Verdict.HIGH: 2}
_LABELS = {
    RUN_UP_LINE: "run-up of the era's basket",
    EXPLOSIVE_LINE: "months the era's basket is explosive",
    **{gauge.id: gauge.label for gauge in (*GAUGES, *ISSUANCE_GAUGES, DEBT_SHARE, LOOPS, CAPEX_GDP, CAPEX_REVENUE)},
}


class Filed(Protocol):
    """What of a book is replayed; more is welcome."""

    @property
    def facts(self) -> pl.DataFrame:
        """One row a figure a company published."""

    @property
    def edges(self) -> pl.DataFrame:
        """One row a payment, stake, loan or promise between two companies."""


def _by_month(votes: Iterable[tuple[date, Vote]]) -> dict[date, list[Vote]]:
    found: dict[date, list[Vote]] = defaultdict(list)
    for month, vote in votes:
        found[month].append(vote)
    return found


def _gauge_history(line: str, months: tuple[date, ...], votes: Mapping[date, list[Vote]]) -> History:
    readings, revised = [], []
    for month in months:
        own = [vote for vote in votes.get(month, ()) if vote.gauge == line]
        revised += [month for vote in own if vote.revised]
        readings.append(Reading(month, max((_SHADES[vote.colour] for vote in own), default=None)))
    return History(line, _LABELS[line], Kind.GAUGE, _scored_revised(readings, revised), tuple(readings))


def _scored_revised(readings: list[Reading], revised: list[date]) -> bool:
    """Return whether the months that are scored rest on revised data; where none is, those that are shown."""
    scored = any(each.level is not None and each.month < ERA_FROM for each in readings)
    return any(month < ERA_FROM or not scored for month in revised)


def _lamp_history(name: str, kind: Kind, lamps: Mapping[date, Lamp]) -> History:
    readings = [Reading(month, _VERDICTS.get(each.verdict), each.reporting) for month, each in lamps.items()]
    families = max((len(each.families) for each in lamps.values()), default=0)
    revised = _scored_revised(readings, [month for month, each in lamps.items() if each.revised])
    label = f"{name} lamp" if kind is Kind.LAMP else name
    return History(name, label, kind, revised, tuple(readings), families)


def backtest(
    lived: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    book: Filed | None,
    tests: Tests,
    *,
    first: date = FIRST,
    as_of: date,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Replay every gauge and lamp from a month to the last that had ended by a day, and score them.

    `lived` as `vintages.lifetimes` returns it, known by the day. Gauges are read on own prints where these reach as
    far as the shipped monthly means, as on the screen; baskets on own month ends once there are three years of them.
    Lines that rest on a final vintage say so. An explosiveness test that is not at hand is measured, a fifth of a
    second each: `progress` is told how many are done and how many there are to do.
    """
    ids = tuple(basket.series for basket in BASKETS)
    monthly = published_means(baselines.monthly, series, as_of)
    months = tuple(add_months(first, place) for place in range(months_between(first, as_of)))
    prints = lived.filter(pl.col("until").is_null())
    found = grounds(prints, monthly_panel(prints, monthly, (*ids, MARKET), as_of), as_of)
    votes = _by_month(
        [
            *run_up_votes(found),
            *explosive_votes(explosive_subjects(found, first), tests, progress),
            *issuance_votes(baselines.issuance, months),
            *series_votes(series_readings(lived, monthly, series, baselines.quantiles, gauges=GAUGES, months=months)),
            *(() if book is None else funding_votes(book.facts, book.edges, months)),
        ]
    )
    heard = {vote.gauge for own in votes.values() for vote in own}
    histories = (
        _lamp_history(BUILD_UP, Kind.LAMP, {month: lamp(BUILD_UP, votes.get(month, ())) for month in months}),
        _lamp_history(BREAK, Kind.LAMP, {month: lamp(BREAK, votes.get(month, ())) for month in months}),
        _lamp_history(OLDER_RULE, Kind.RULE, {month: older_rule(votes.get(month, ())) for month in months}),
        *(_gauge_history(line, months, votes) for line in _LABELS if line in heard),
    )
    last = months[-1] if months else first
    return Backtest(
        first=first,
        last=last,
        breaks=tuple(each for each in BREAKS if each.month <= last),
        records=tuple(score(each, level, BREAKS, ERA_FROM, last) for each in histories for level in Level),
        histories=histories,
    )
