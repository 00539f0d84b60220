from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from debtwatch.analysis.bubble.backtest.build import backtest
from debtwatch.analysis.bubble.backtest.results import Backtest, Level
from debtwatch.analysis.bubble.results import Verdict
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.bubble.warnings import bubble
from debtwatch.analysis.market.vintages import history, known_by, lifetimes
from debtwatch.config.paths import shipped
from debtwatch.desk.explosive import FILE, ExplosiveTests
from debtwatch.desk.ground import end_of
from markets import SERIES, baselines, vintages

SERIES_FOLDER = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[5] / "shared")) / "data/series"
TESTS = ExplosiveTests(shipped("fixtures", "baselines", FILE), None)
LEVELS = {Verdict.UNKNOWN: None, Verdict.CALM: 0, Verdict.CAUTION: 1, Verdict.HIGH: 2}
COLOURS = {None: "none", 0: "calm", 1: "amber", 2: "red"}
LAST = date(2026, 9, 1)


def replay(rows: pl.DataFrame, as_of: date = LAST) -> Backtest:
    lived = known_by(lifetimes(rows, SERIES), as_of)
    return backtest(lived, SERIES, baselines(), None, TESTS, as_of=as_of)


@cache
def on_shipped_figures() -> Backtest:
    return replay(vintages([]))


def lit(found: Backtest, line: str) -> list[str]:
    own = next(each for each in found.histories if each.line == line)
    return [f"{reading.month:%Y-%m}" for reading in own.readings if reading.level]


@pytest.mark.parametrize(
    "as_of",
    [
        date(2003, 8, 1),
        date(2007, 3, 1),
        date(2007, 7, 1),
        date(2008, 11, 1),
        date(2011, 1, 1),
        date(2016, 2, 1),
        date(2017, 12, 1),
        date(2019, 6, 1),
        date(2020, 1, 1),
        date(2022, 8, 1),
    ],
)
def test_a_replayed_month_says_what_the_screen_said_on_the_day_after_it(as_of: date) -> None:
    known = history(vintages([]), SERIES, as_of=as_of, moment=end_of(as_of))
    shown = bubble(known, SERIES, baselines(), as_of, TESTS)

    months = {
        each.line: {reading.month: reading.level for reading in each.readings}
        for each in on_shipped_figures().histories
    }

    for lamp in (*shown.lamps, shown.older):
        assert months[lamp.name][add_months(as_of, -1)] == LEVELS[lamp.verdict], lamp


def test_a_month_is_not_moved_by_what_came_after_it() -> None:
    short = {each.line: each.readings for each in replay(vintages([]), date(2012, 1, 1)).histories}
    long = {each.line: each.readings for each in on_shipped_figures().histories}

    for line, readings in short.items():
        assert readings == long[line][: len(readings)], line


def test_on_the_shipped_figures_the_build_up_was_lit_before_2007_and_the_break_after() -> None:
    found = on_shipped_figures()
    build_up, breaking = found.record("build-up", Level.AMBER), found.record("break", Level.AMBER)
    assert build_up is not None
    assert breaking is not None

    assert (build_up.leads[0].months, breaking.leads[0].months) == (8, -3)
    assert build_up.leads[1].reporting
    assert breaking.revised
    assert not build_up.revised


def test_credit_stayed_calm_in_2017() -> None:
    found = on_shipped_figures()

    for line in ("break", "widening_hy", "conditions_nfci", "conditions_stlfsi"):
        own = next(each for each in found.histories if each.line == line)
        assert all((reading.level or 0) < 2 for reading in own.readings if reading.month.year == 2017), line


@cache
def imported() -> pl.DataFrame:
    """Return the whole history of what rests on credit, as one who imported it would have it."""
    rows: list[tuple[str, date, float | None]] = []
    for id_ in ("BAMLH0A0HYM2", "BAMLC0A0CM", "BAMLC0A4CBBB", "BAA10Y", "NFCI"):
        file = pl.read_csv(SERIES_FOLDER / f"{id_}.csv", try_parse_dates=True)
        rows += [(id_, day, value) for day, value in file.drop_nulls().iter_rows()]
    return vintages(rows)


@cache
def on_imported_history() -> Backtest:
    return replay(imported())


needs_history = pytest.mark.skipif(not SERIES_FOLDER.is_dir(), reason="no imported history here")


@needs_history
def test_with_imported_history_both_lamps_report_in_every_era() -> None:
    found = on_imported_history()

    assert "2017-12" not in lit(found, "break")
    assert {"2007-01", "2007-02"} <= set(lit(found, "build-up"))
    assert {"2008-09", "2020-03", "2020-04"} <= set(lit(found, "break"))
    build_up = found.record("build-up", Level.AMBER)
    assert build_up is not None
    assert build_up.leads[1].reporting


@needs_history
@pytest.mark.parametrize(
    "as_of", [date(2002, 8, 1), date(2007, 3, 1), date(2013, 5, 1), date(2017, 12, 1), date(2023, 7, 1)]
)
def test_on_daily_history_a_gauge_is_replayed_as_the_screen_showed_it(as_of: date) -> None:
    known = history(imported(), SERIES, as_of=as_of, moment=end_of(as_of))
    shown = {row["gauge"]: row["colour"] for row in bubble(known, SERIES, baselines(), as_of, TESTS).gauges.to_dicts()}

    for line in ("complacency_hy", "complacency_ig", "complacency_baa", "widening_hy", "conditions_nfci"):
        own = next(each for each in on_imported_history().histories if each.line == line)
        level = {reading.month: reading.level for reading in own.readings}[add_months(as_of, -1)]
        assert COLOURS[level] == shown[line], line
