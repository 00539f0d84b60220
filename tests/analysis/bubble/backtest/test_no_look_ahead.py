"""What was published after a day moves no verdict of that day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.bubble.backtest.build import READ, backtest
from debtwatch.analysis.bubble.backtest.results import Reading
from debtwatch.analysis.bubble.explosive.results import Direction, Explosive
from debtwatch.analysis.bubble.monthly import published_means
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.market.vintages import lifetimes
from markets import SERIES, baselines, vintages, weekdays

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.explosive.subject import Subject
    from debtwatch.analysis.snapshot import Baselines

FIRST, LAST = date(2012, 1, 1), date(2018, 7, 2)
REPLAYED_FROM = date(2017, 1, 1)
MEMBERS = frozenset(READ) - frozenset(SERIES) | {"BTC-USD"}


class Echo:
    """Answers every subject with a result that is another as soon as any of its values is."""

    def known(self, subject: Subject) -> Explosive:
        """Return it."""
        direction = Direction.BOOM if int(subject.key[:8], 16) % 2 else Direction.COLLAPSE
        return Explosive(subject.key, 0.0, 0.0, 0.0, 0.0, int(subject.key[8:16], 16) % 9, direction)

    settled = known


@cache
def observations() -> pl.DataFrame:
    """Return a made-up market of six years: every series a replay reads, the members of all baskets among them."""
    chance = random.Random(11)
    rows: list[tuple[str, date, float | None]] = []
    for id_ in READ:
        level = 100.0 if id_ in MEMBERS else 3.0
        for day in weekdays(FIRST, LAST)[:: 5 if id_ in {"NFCI", "STLFSI4"} else 1]:
            level *= 1 + chance.gauss(0, 0.03)
            if id_ != "EBP" or day.day <= 3:
                rows.append((id_, day, level))
    return vintages(rows)


def verdicts(rows: pl.DataFrame, figures: Baselines) -> dict[str, tuple[Reading, ...]]:
    lived = lifetimes(rows, SERIES)
    found = backtest(lived, SERIES, figures, None, Echo(), first=REPLAYED_FROM, as_of=LAST)
    return {each.line: each.readings for each in found.histories}


@cache
def as_it_was() -> dict[str, tuple[Reading, ...]]:
    return verdicts(observations(), baselines())


def changed_after(day: date, seed: int) -> tuple[pl.DataFrame, Baselines]:
    """Return the market with all that was published after a day another, and days before it revised after it."""
    chance = random.Random(seed)
    rows = observations()
    before, after = rows.filter(pl.col("published_on") <= day), rows.filter(pl.col("published_on") > day)
    moved = after.with_columns(pl.col("value") * chance.choice([0.2, 0.9, 1.1, 5.0])).sample(
        fraction=chance.choice([0.5, 1.0]), seed=seed
    )
    later = datetime.combine(day + timedelta(days=3), time(15), tzinfo=UTC)
    revised = (
        before.filter(~pl.col("series").is_in(MEMBERS))
        .sample(fraction=0.2, seed=seed)
        .with_columns(pl.col("value") * 3, seen_at=pl.lit(later).cast(rows.schema["seen_at"]))
    )
    figures = baselines()
    known = published_means(figures.monthly, SERIES, day)
    rest = figures.monthly.join(known, on=["series", "month"], how="anti")
    monthly = pl.concat([known, rest.with_columns(pl.col("value") * 2)]).sort("series", "month")
    issuance = tuple(
        each if each.known_on <= day else replace(each, usd_bn=each.usd_bn * 5) for each in figures.issuance
    )
    frames = [before, moved, revised]
    return pl.concat(frames).sort("series", "observed_on", "seen_at"), replace(
        figures, monthly=monthly, issuance=issuance
    )


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2017, 2, 1), LAST), st.integers(0, 1_000))
def test_nothing_published_after_a_day_moves_a_verdict_of_that_day(day: date, seed: int) -> None:
    found = verdicts(*changed_after(day, seed))

    for line, readings in as_it_was().items():
        judged = [reading for reading in readings if add_months(reading.month, 1) <= day]
        assert list(found[line][: len(judged)]) == judged, line


def test_the_market_it_is_shown_on_lights_and_darkens_every_line() -> None:
    for line in ("build-up", "break", "older rule", "explosive", "complacency_hy", "widening_hy"):
        assert len({reading.level for reading in as_it_was()[line]} - {None}) > 1, line
