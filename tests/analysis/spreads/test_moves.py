from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.columns import names
from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.spreads.moves import spreads
from debtwatch.analysis.spreads.results import SPREAD_COLUMNS
from debtwatch.domain.freshness import Freshness, FreshnessState
from markets import SERIES, baselines, made_up, noon, vintages, weekdays


def table(rows: pl.DataFrame, as_of: date, **ages: Freshness) -> dict[str, dict[str, Any]]:
    known = history(rows, SERIES, as_of=as_of, moment=noon(as_of).replace(hour=23))
    frame = spreads(known, SERIES, baselines(), ages, as_of).table
    assert tuple(frame.columns) == names(SPREAD_COLUMNS)
    return {row["series"]: row for row in frame.to_dicts()}


MONDAY = date(2026, 2, 2)
STEPS = [(day, 3.0 + 0.01 * place) for place, day in enumerate(weekdays(date(2025, 10, 1), date(2026, 1, 30)))]
HY = "BAMLH0A0HYM2"


def test_changes_are_against_the_last_print_on_or_before_the_span() -> None:
    rows = [(HY, day, value) for day, value in STEPS]
    row = table(vintages(rows), MONDAY)[HY]
    assert row["observed_on"] == date(2026, 1, 30)
    assert row["d1_bp"] == pytest.approx(1)
    assert row["w1_bp"] == pytest.approx(5)
    by_day = dict(STEPS)
    assert row["m1_bp"] == pytest.approx((row["last"] - by_day[date(2025, 12, 30)]) * 100)
    assert row["m3_bp"] == pytest.approx((row["last"] - by_day[date(2025, 10, 30)]) * 100)
    assert row["ytd_bp"] == pytest.approx((row["last"] - by_day[date(2025, 12, 31)]) * 100)


def test_nothing_before_a_series_first_print_is_set_against_it() -> None:
    # ANFCI is the first of all series by name: no other series lies before it either.
    fridays = [date(2026, 1, 30) - timedelta(days=7 * place) for place in range(4)]
    row = table(vintages([("ANFCI", day, float(place)) for place, day in enumerate(fridays)]), MONDAY)["ANFCI"]
    assert row["w1_bp"] == pytest.approx(-100)
    assert (row["m1_bp"], row["m3_bp"], row["z"]) == (None, None, None)


def test_a_weekend_row_is_no_day_of_its_own() -> None:
    rows = [(HY, day, value) for day, value in STEPS] + [
        (HY, date(2026, 1, 31), 9.0),
        (HY, MONDAY, STEPS[-1][1] + 0.02),
    ]
    row = table(vintages(rows), date(2026, 2, 3))[HY]
    assert row["d1_bp"] == pytest.approx(2)


def test_a_price_index_changes_in_bp_of_its_level() -> None:
    days = weekdays(date(2026, 1, 26), date(2026, 1, 30))
    row = table(vintages([("NASDAQCOM", day, 20_000.0 * 1.01**place) for place, day in enumerate(days)]), MONDAY)[
        "NASDAQCOM"
    ]
    assert row["d1_bp"] == pytest.approx(100)


def test_a_slow_series_has_no_change_over_a_span_shorter_than_its_step() -> None:
    fridays = [date(2026, 1, 30) - timedelta(days=7 * place) for place in range(30)]
    row = table(
        vintages([("NFCI", day, -0.5 + 0.01 * place) for place, day in enumerate(reversed(fridays))]), date(2026, 2, 4)
    )["NFCI"]
    assert row["d1_bp"] is None
    assert row["w1_bp"] == pytest.approx(1)
    assert row["basis"] == "weekly"


def test_without_prints_the_shipped_monthly_means_stand_on_their_own_basis() -> None:
    row = table(vintages([]), date(2007, 6, 15))[HY]
    assert (row["basis"], row["observed_on"]) == ("monthly mean", date(2007, 5, 1))
    assert (row["d1_bp"], row["w1_bp"]) == (None, None)
    means = dict(baselines().monthly.filter(pl.col("series") == HY).select("month", "value").rows())
    assert row["m1_bp"] == pytest.approx((means[date(2007, 5, 1)] - means[date(2007, 4, 1)]) * 100)
    assert row["pct_full"] < 5


def test_a_daily_value_is_never_set_against_a_monthly_mean() -> None:
    row = table(vintages([(HY, date(2026, 10, 1), 3.0)]), date(2026, 10, 2))[HY]
    assert row["basis"] == "daily"
    assert [row[name] for name in ("d1_bp", "w1_bp", "m1_bp", "m3_bp", "ytd_bp", "z")] == [None] * 6


@pytest.mark.parametrize(
    ("series", "value", "full", "then", "later"),
    [
        (HY, 3.12, 14.6, 22.9, 0.0),
        ("BAMLC0A0CM", 0.81, 8.9, 1.3, 0.0),
        ("BAMLC0A4CBBB", 0.95, 4.3, 0.0, 0.0),
        ("BAA10Y", 1.47, 2.2, 0.0, 0.0),
        ("VIXCLS", 16.3, 36.7, 77.3, 85.7),
        ("NFCI", -0.559, 35.8, 93.3, 31.2),
    ],
)
def test_percentiles_are_those_of_the_daily_history(
    series: str, value: float, full: float, then: float, later: float
) -> None:
    row = table(vintages([(series, date(2026, 10, 9), value)]), date(2026, 10, 16))[series]
    # The research counts whole histories; interpolating nineteen shipped points moves a coarse index by a few.
    assert row["pct_full"] == pytest.approx(full, abs=6)
    assert row["pct_2007"] == pytest.approx(then, abs=1)
    assert row["pct_2017"] == pytest.approx(later, abs=2)


def test_level_and_slopes_are_rows_between_the_treasuries_and_the_rest() -> None:
    frame = table(made_up(), date(2026, 6, 12))
    order = list(frame)
    assert frame["2S10S"]["last"] == pytest.approx(frame["UST_10Y"]["last"] - frame["UST_2Y"]["last"])
    assert frame["5S30S"]["last"] == pytest.approx(frame["UST_30Y"]["last"] - frame["UST_5Y"]["last"])
    four = [frame[f"UST_{tenor}Y"]["last"] for tenor in (2, 5, 10, 30)]
    assert frame["UST_LEVEL"]["last"] == pytest.approx(sum(four) / 4)
    at = order.index("UST_30Y")
    assert order[at + 1 : at + 4] == ["UST_LEVEL", "2S10S", "5S30S"]


def test_z_is_the_month_s_change_over_the_spread_of_such_changes() -> None:
    days = weekdays(date(2025, 1, 1), date(2026, 1, 30))
    values = [3.0 + 0.3 * (place % 40 == 0) for place in range(len(days))]
    row = table(vintages(list(zip([HY] * len(days), days, values, strict=True))), MONDAY)[HY]
    assert row["z"] is None or abs(row["z"]) < 10
    flat = table(vintages([(HY, day, 3.0) for day in days]), MONDAY)[HY]
    assert flat["z"] is None


def test_a_spark_is_a_year_of_about_fifty_two_points_ending_with_the_last() -> None:
    row = table(made_up(), date(2026, 6, 12))["UST_10Y"]
    assert 45 <= len(row["spark"]) <= 52
    assert row["spark"][-1] == row["last"]


def test_the_state_is_the_series_freshness_and_moves_no_number() -> None:
    age = Freshness(
        HY,
        FreshnessState.STALE,
        FreshnessState.STALE,
        None,
        None,
        None,
        published_assumed=True,
        seen_at=None,
        recorded=False,
    )
    row = table(vintages([(HY, day, value) for day, value in STEPS]), MONDAY, **{HY: age})[HY]
    assert row["state"] == "stale"


def test_an_empty_store_still_shows_what_ships() -> None:
    rows = table(vintages([]), date(2026, 10, 2))
    assert {row["basis"] for row in rows.values()} == {"monthly mean"}
    assert HY in rows
