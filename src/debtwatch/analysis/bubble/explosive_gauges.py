"""The explosiveness gauges: how long the era's basket has grown explosively against the market."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import polars as pl

from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BUILD_UP,
    ERAS,
    EXPLOSIVE_LEVELS,
    EXPLOSIVE_SOURCE,
    MARKET,
    MEAN_LAG,
    MONTH_END,
    RUN_UP,
    Basket,
)
from debtwatch.analysis.bubble.explosive.results import Direction
from debtwatch.analysis.bubble.explosive.subject import LEAST_MONTHS, Subject, refusal
from debtwatch.analysis.bubble.gauges import OLDEST_DAYS, SPARK_MONTHS
from debtwatch.analysis.bubble.members import ground_of
from debtwatch.analysis.bubble.run_up import add_months, declared_on
from debtwatch.analysis.spreads.series import MONTHLY_MEAN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.bubble.explosive.results import Explosive
    from debtwatch.analysis.bubble.results import Origin

Row = dict[str, Any]
_GROUNDS = ("month ends", "monthly means, whose changes follow one another by construction (Working 1960)")


class Found(NamedTuple):
    """What the gauges say, and what of it stands elsewhere."""

    rows: list[Row]
    tested: dict[str, tuple[Subject, Explosive]]
    """By gauge, what was tested and what the test said."""
    months: dict[str, dict[date, float]]
    """By era, of its own basket: months a boom had run at the end of every month whose test is at hand."""


class Tests(Protocol):
    """Where results of the test come from: they take a second each, so they are kept."""

    def known(self, subject: Subject) -> Explosive | None:
        """Return a result that is at hand."""

    def settled(self, subject: Subject) -> Explosive | None:
        """Return a result, measured now where none is at hand; None where nothing may be measured."""


class NoTests:
    """No result is at hand and none is measured: the gauges say so."""

    def known(self, _subject: Subject) -> None:
        """Return none."""

    def settled(self, _subject: Subject) -> None:
        """Return none."""


def ratios(panel: pl.DataFrame, basket: Basket) -> pl.DataFrame:
    """Return month and ratio of a basket to the market, from the month it is declared to the last both have.

    `panel` has series, month and value. The ratio is null in a month before that one of the two has no value in.
    """
    own = panel.filter((pl.col("series") == basket.series) & pl.col("month").is_between(basket.first, basket.last))
    market = panel.filter(pl.col("series") == MARKET).select("month", market="value")
    return (
        own.filter(pl.col("month") <= pl.lit(market["month"].max(), dtype=pl.Date))
        .join(market, on="month", how="left")
        .sort("month")
        .select("month", ratio=pl.col("value") / pl.col("market"))
    )


def subject_of(basket: Basket, own: pl.DataFrame, lag: int = MEAN_LAG) -> Subject | str:
    """Return what is tested, or why it is not; `own` as `ratios` returns it."""
    months, values = own["month"].to_list(), own["ratio"].to_list()
    return refusal(months, values) or Subject(basket.series, tuple(months), tuple(values), lag=lag)


def running_boom(found: Explosive) -> float:
    """Return months of a boom that runs; a collapse is no build-up."""
    return float(found.running if found.direction is Direction.BOOM else 0)


def _history(basket: Basket, own: pl.DataFrame, lag: int, tests: Tests, asked: date | None) -> dict[date, float]:
    """Return what is at hand of every month, and of the one asked for: months a boom had run at its end.

    Each is tested on the months up to it.
    """
    whole = subject_of(basket, own, lag)
    if isinstance(whole, str):
        return {}
    found = {}
    for place in range(LEAST_MONTHS, len(whole.months) + 1):
        month = whole.months[place - 1]
        subject = replace(whole, months=whole.months[:place], ratios=whole.ratios[:place])
        known = tests.settled(subject) if month == asked else tests.known(subject)
        if known is not None:
            found[month] = running_boom(known)
    return found


def _comparable(start: Origin) -> date | None:
    """Return the month of an era that ours compares with; None where either has no origin."""
    return None if start.month is None or start.months_since is None else add_months(start.month, start.months_since)


def _eras(months: Mapping[str, Mapping[date, float]], starts: Mapping[str, Origin]) -> Row:
    """Return the comparable readings and the range in both eras, each of its own basket."""
    row: Row = {}
    for era in ERAS:
        known = months[era.name]
        inside = [value for month, value in known.items() if era.first <= month <= era.last]
        row |= {f"low_{era.column}": min(inside, default=None), f"high_{era.column}": max(inside, default=None)}
        at = _comparable(starts[era.name])
        if at is not None:
            row |= {f"reading_{era.column}": known.get(at), f"reading_{era.column}_on": at}
    return row


def _said(found: Explosive, lag: int) -> str:
    running = (
        f"explosive for {found.running} months, a {found.direction.value}"
        if found.direction is not None
        else "not explosive"
    )
    return (
        f"{running}: BSADF {found.statistic:.2f}, critical {found.critical_95:.2f} (5 % in 24 months), "
        f"lag {lag} on {_GROUNDS[lag > 0]}; `explosive` is a test's word, never a proof of a bubble"
    )


def explosive_rows(
    panel: pl.DataFrame,
    ends: pl.DataFrame,
    starts: Mapping[str, Origin],
    as_of: date,
    *,
    tests: Tests,
    proxies: Mapping[str, str],
    beside: bool = True,
) -> Found:
    """Return the gauge of every basket declared for the day: months its boom has run.

    `panel` has series, month and value of months that had ended, the baskets and the market among
    them; `ends` the same of own month ends, `starts` the origins by era, `proxies` as `members.index_proxies`:
    a basket in it does not vote. Without `beside` the rows hold no reading of an era and no spark. Errors: none, what
    cannot be tested says why.
    """
    found = Found([], {}, {})
    said = []
    shown = declared_on(as_of)
    for basket in BASKETS if beside else shown:
        ground, lag = ground_of(basket, panel, ends)
        own = ratios(ground, basket)
        if basket in shown:
            subject = proxies.get(basket.series) or _subject_now(basket, own, lag, as_of)
            said.append((basket, lag, subject, None if isinstance(subject, str) else tests.settled(subject)))
        if beside:
            found.months[basket.era] = _history(basket, own, lag, tests, _comparable(starts[basket.era]))
    for basket, lag, subject, result in said:
        row: Row = {
            "gauge": f"explosive_{basket.id}",
            "label": f"{basket.label}, months explosive",
            "lamp": BUILD_UP,
            "family": RUN_UP,
            "votes": basket.series not in proxies,
            "unit": "months",
            **EXPLOSIVE_LEVELS.columns(),
            "threshold_source": EXPLOSIVE_SOURCE,
            **EXPLOSIVE_LEVELS.shades(None),
            "revised": False,
            "basis": MONTHLY_MEAN if lag else MONTH_END,
        } | (_eras(found.months, starts) if beside else {})
        if isinstance(subject, str) or result is None:
            found.rows.append(row | {"note": subject if isinstance(subject, str) else "not reporting: not measured"})
            continue
        found.tested[str(row["gauge"])] = (subject, result)
        value = running_boom(result)
        found.rows.append(
            row
            | EXPLOSIVE_LEVELS.shades(value)
            | {
                "value": value,
                "observed_on": subject.months[-1],
                "note": _said(result, lag),
                "spark": list(found.months[basket.era].values())[-SPARK_MONTHS:] if beside else None,
            }
        )
    return found


def _subject_now(basket: Basket, own: pl.DataFrame, lag: int, as_of: date) -> Subject | str:
    """Return what is tested on a day, or why nothing is."""
    if own.is_empty():
        return f"not reporting: no {basket.series}"
    newest = own["month"][-1]
    if (as_of - newest).days > OLDEST_DAYS[MONTHLY_MEAN]:
        return f"not reporting: newest month is {newest:%Y-%m}"
    subject = subject_of(basket, own, lag)
    return f"not reporting: {subject}" if isinstance(subject, str) else subject


def every_subject(panel: pl.DataFrame) -> tuple[Subject, ...]:
    """Return the subjects of every basket at the end of every month of its history."""
    found = []
    for basket in BASKETS:
        own = ratios(panel, basket)
        for months in range(LEAST_MONTHS, own.height + 1):
            subject = subject_of(basket, own.head(months))
            if not isinstance(subject, str):
                found.append(subject)
    return tuple(found)
