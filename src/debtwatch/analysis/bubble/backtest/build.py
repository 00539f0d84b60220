"""The whole replay: gauges, both lamps and the older rule, month by month, scored."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.backtest.replay import (
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
    INDEX_PROXY,
    MARKET,
    OLDER_RULE,
    RUN_UP_LINE,
)
from debtwatch.analysis.bubble.funding import CAPEX_GDP, CAPEX_REVENUE, DEBT_SHARE
from debtwatch.analysis.bubble.gauges import IDS
from debtwatch.analysis.bubble.issuance import GAUGES as ISSUANCE_GAUGES
from debtwatch.analysis.bubble.lamps import Vote, lamp, older_rule
from debtwatch.analysis.bubble.members import continued, month_ends, own_closes
from debtwatch.analysis.bubble.monthly import declared_only, monthly_panel
from debtwatch.analysis.bubble.results import Colour, Lamp, Verdict
from debtwatch.analysis.bubble.run_up import add_months, months_between, run_ups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.analysis.snapshot.results import Baselines
    from debtwatch.domain.series import Series

ERA_FROM = date(2022, 1, 1)
"""The AI era so far: shown, not scored."""
FIRST = date(2000, 1, 1)
_SHADES = {Colour.CALM: 0, Colour.AMBER: 1, Colour.RED: 2}
_VERDICTS = {Verdict.CALM: 0, Verdict.CAUTION: 1, Verdict.HIGH: 2}
_LABELS = {
    RUN_UP_LINE: "run-up of the era's basket",
    EXPLOSIVE_LINE: "months the era's basket is explosive",
    **{gauge.id: gauge.label for gauge in (*GAUGES, *ISSUANCE_GAUGES, DEBT_SHARE, CAPEX_GDP, CAPEX_REVENUE)},
}


def _by_month(votes: Iterable[tuple[date, Vote]]) -> dict[date, list[Vote]]:
    found: dict[date, list[Vote]] = defaultdict(list)
    for month, vote in votes:
        found[month].append(vote)
    return found


def _gauge_history(line: str, months: tuple[date, ...], votes: Mapping[date, list[Vote]]) -> History:
    readings, revised = [], False
    for month in months:
        own = [vote for vote in votes.get(month, ()) if vote.gauge == line]
        revised = revised or any(vote.revised for vote in own)
        readings.append(Reading(month, max((_SHADES[vote.colour] for vote in own), default=None)))
    return History(line, _LABELS[line], Kind.GAUGE, revised, tuple(readings))


def _lamp_history(name: str, kind: Kind, lamps: Mapping[date, Lamp]) -> History:
    readings = tuple(Reading(month, _VERDICTS.get(each.verdict)) for month, each in lamps.items())
    revised = any(each.revised for each in lamps.values())
    return History(name, f"{name} lamp" if kind is Kind.LAMP else name, kind, revised, readings)


def backtest(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    facts: pl.DataFrame | None,
    tests: Tests,
    *,
    first: date = FIRST,
    as_of: date,
    own_ends: bool = False,
) -> Backtest:
    """Replay every gauge and lamp from a month to the last that had ended by a day, and score them.

    `known` as `vintages.history` returns it; monthly values are the shipped means, and means of own
    prints where there is none. Revised series are a final vintage, and their lines say so. Explosiveness is tested on
    the monthly means, whose results ship; with `own_ends` on own month ends where there are any: minutes
    of work the first time.
    """
    ids = tuple(basket.series for basket in BASKETS)
    closes = own_closes(known)
    shipped = monthly_panel(known, baselines.monthly, (*ids, MARKET, INDEX_PROXY[1]), as_of)
    panel = declared_only(continued(shipped, closes, as_of))
    ends = month_ends(closes, as_of)
    readings = monthly_panel(known, baselines.monthly, IDS, as_of)
    count = months_between(first, as_of)
    months = tuple(add_months(first, place) for place in range(count))
    revised = frozenset(id_ for id_ in IDS if id_ in series and series[id_].revised)
    votes = _by_month(
        [
            *run_up_votes(run_ups(panel)),
            *explosive_votes(panel, ends if own_ends else ends.clear(), tests),
            *issuance_votes(baselines.issuance, months),
            *series_votes(readings, revised),
            *(() if facts is None else funding_votes(facts, months)),
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
        breaks=BREAKS,
        records=tuple(score(each, level, BREAKS, ERA_FROM, last) for each in histories for level in Level),
        histories=histories,
    )
