from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.bubble.declared import event_line
from debtwatch.analysis.bubble.event_time import event_readings
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO, Origin
from debtwatch.analysis.bubble.warnings import bubble
from debtwatch.analysis.market.vintages import history
from debtwatch.config.paths import shipped
from debtwatch.desk.explosive import FILE, ExplosiveTests
from markets import SERIES, baselines, noon, vintages

READINGS = pl.DataFrame(
    {"gauge": ["g"] * 3, "month": [date(2003, 4, 1), date(2003, 6, 1), date(2015, 1, 1)], "reading": [1.0, 2.0, 3.0]}
)
PATHS = pl.DataFrame(
    {
        "series": ["AI6_EW", "NASDAQCOM"],
        "month": [date(2024, 7, 1), date(2024, 7, 1)],
        "both_pct": [120.0, None],
        "raw_pct": [150.0, 40.0],
        "net_pct": [120.0, None],
    }
)


def test_months_are_counted_from_each_eras_own_origin() -> None:
    starts = (
        Origin("2008", "x", date(2003, 5, 1), 3),
        Origin("2017", "x", None, None),
        Origin("AI", "x", date(2024, 6, 1), 3),
    )

    found = event_readings(READINGS, PATHS, starts)

    assert found.rows() == [
        ("g", "2008", -1, 1.0),
        ("g", "2008", 1, 2.0),
        ("run_up", "AI", 1, 120.0),
        ("run_up_nasdaq", "AI", 1, 40.0),
        ("run_up_net", "AI", 1, 120.0),
        ("run_up_raw", "AI", 1, 150.0),
    ]


@pytest.mark.parametrize(
    ("gauge", "line"),
    [
        ("run_up_ai", "run_up"),
        ("run_up_homebuilders_raw", "run_up_raw"),
        ("run_up_btc_net", "run_up_net"),
        ("run_up_nasdaq", "run_up_nasdaq"),
        ("explosive_ai", "explosive"),
        ("conditions_nfci", "conditions_nfci"),
    ],
)
def test_a_gauge_of_all_baskets_is_one_line_a_leg(gauge: str, line: str) -> None:
    assert event_line(gauge) == line


def test_a_gauge_in_event_time_reads_at_our_month_what_its_row_says_of_then() -> None:
    as_of = date(2026, 8, 15)
    tests = ExplosiveTests(shipped("fixtures", "baselines", FILE), None)
    shown = bubble(history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of)), SERIES, baselines(), as_of, tests)
    ours = next(each.months_since for each in shown.origins if each.era == "AI")
    drawn = {(row["gauge"], row["era"]): row["reading"] for row in shown.event_time.to_dicts() if row["month"] == ours}
    compared = set()
    for row in shown.gauges.to_dicts():
        for era in ("2008", "2017"):
            assert drawn.get((event_line(row["gauge"]), era)) == row[f"reading_{era}"], row["gauge"]
            compared |= {row["gauge"]} if row[f"reading_{era}"] is not None else set()
    assert {"run_up_ai", "run_up_ai_raw", "explosive_ai", "issuance_pace", "complacency_hy", "tdsp"} <= compared


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

    assert (row["value"], row["colour"]) == (None, "none")


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


def test_no_fact_stands_beside_a_gauge_before_it_came_true() -> None:
    def facts(as_of: date) -> set[str]:
        known = history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of))
        return {each.era for each in bubble(known, SERIES, baselines(), as_of).facts_of("widening_hy")}

    assert facts(date(2007, 6, 1)) == set()
    assert facts(date(2009, 1, 1)) == {"2008"}
    assert facts(date(2026, 11, 23)) >= {"2008", "2017"}


def test_readings_of_then_are_what_plain_arithmetic_makes_of_the_shipped_months() -> None:
    as_of = date(2026, 11, 23)
    known = history(vintages([]), SERIES, as_of=as_of, moment=noon(as_of))
    rows = {row["gauge"]: row for row in bubble(known, SERIES, baselines(), as_of).gauges.to_dicts()}
    months: dict[str, dict[date, float]] = {}
    for each in baselines().monthly.to_dicts():
        months.setdefault(each["series"], {})[each["month"]] = each["value"]

    def grown(series: str, month: date) -> float:
        return 100 * (months[series][month] / months[series][month.replace(year=month.year - 2)] - 1)

    def place(series: str, month: date) -> float:
        own = months[series]
        return 100 * sum((each < own[month]) + (each == own[month]) / 2 for each in own.values()) / len(own)

    # 29 months after June 2003 and after December 2016.
    for era, basket, month in (("2008", "HOMEBUILDERS_EW", date(2005, 11, 1)), ("2017", "BTC", date(2019, 5, 1))):
        net = grown(basket, month) - grown("SP500_TR_PROXY", month)
        assert rows["run_up_ai"][f"reading_{era}_on"] == month
        assert rows["run_up_ai"][f"reading_{era}"] == pytest.approx(min(grown(basket, month), net))
        assert rows["complacency_hy"][f"reading_{era}"] == pytest.approx(place("BAMLH0A0HYM2", month))
        assert rows["complacency_baa"][f"reading_{era}"] == pytest.approx(place("BAA10Y", month))
        assert rows["conditions_nfci"][f"reading_{era}"] == months["NFCI"][month]
