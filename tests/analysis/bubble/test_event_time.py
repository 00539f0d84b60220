from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.bubble.event_time import event_readings
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO, Origin
from debtwatch.analysis.bubble.warnings import bubble
from debtwatch.analysis.market.vintages import history
from markets import SERIES, baselines, noon, vintages

READINGS = pl.DataFrame(
    {"gauge": ["g"] * 3, "month": [date(2003, 4, 1), date(2003, 6, 1), date(2015, 1, 1)], "reading": [1.0, 2.0, 3.0]}
)
PATHS = pl.DataFrame({"series": ["AI6_EW"], "month": [date(2024, 7, 1)], "both_pct": [120.0]})


def test_months_are_counted_from_each_eras_own_origin() -> None:
    starts = (
        Origin("2008", "x", date(2003, 5, 1), 3),
        Origin("2017", "x", None, None),
        Origin("AI", "x", date(2024, 6, 1), 3),
    )

    found = event_readings(READINGS, PATHS, starts)

    assert found.rows() == [("g", "2008", -1, 1.0), ("g", "2008", 1, 2.0), ("run_up", "AI", 1, 120.0)]


def test_every_era_has_the_same_horizon_and_breaks_stand_on_it() -> None:
    as_of = date(2026, 11, 23)
    shown = bubble(history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of)), SERIES, baselines(), as_of)

    assert set(shown.event_time["era"]) == {"2008", "2017", "AI"}
    months = shown.event_time["month"]
    assert EVENT_FROM <= min(months) <= max(months) <= EVENT_TO
    assert [(each.era, each.month) for each in shown.era_breaks] == [("2008", 50), ("2017", 12)]


def test_a_low_of_another_era_is_not_recent() -> None:
    as_of = date(2015, 9, 15)
    shown = bubble(history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of)), SERIES, baselines(), as_of)
    row = shown.gauges.filter(pl.col("gauge") == "widening_hy").to_dicts()[0]

    assert row["value"] is None or row["value"] >= 0


def test_no_break_is_drawn_before_it_came() -> None:
    def broken(as_of: date) -> list[str]:
        known = history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of))
        return [each.era for each in bubble(known, SERIES, baselines(), as_of).era_breaks]

    assert broken(date(2007, 6, 1)) == []
    assert broken(date(2007, 9, 1)) == ["2008"]
    assert broken(date(2018, 1, 1)) == ["2008", "2017"]


def test_a_widening_stands_among_widenings_not_among_levels() -> None:
    as_of = date(2008, 9, 15)
    shown = bubble(history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of)), SERIES, baselines(), as_of)
    row = shown.gauges.filter(pl.col("gauge") == "widening_hy").to_dicts()[0]
    means = [
        (each["month"], each["value"])
        for each in baselines().monthly.filter(pl.col("series") == "BAMLH0A0HYM2").sort("month").to_dicts()
        if each["month"] < date(2008, 9, 1)
    ]
    moved = [
        (month, value - min(older for _, older in means[place - 11 : place + 1]))
        for place, (month, value) in enumerate(means)
        if place >= 11
    ]
    among = [value for _, value in moved]
    then = [value for month, value in moved if month <= date(2007, 6, 1)]

    def share(all_of: list[float]) -> float:
        now = float(moved[-1][1])
        return 100 * sum((each < now) + (each == now) / 2 for each in all_of) / len(all_of)

    assert row["value"] == pytest.approx(100 * moved[-1][1])
    assert row["pct_full"] == pytest.approx(share(among))
    assert row["pct_2007"] is None or row["pct_2007"] == pytest.approx(share(then))
