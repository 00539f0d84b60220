from __future__ import annotations

import math
import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.conventions import Clock
from debtwatch.analysis.bonds.flows import flows, with_times
from debtwatch.analysis.bonds.price import accrued
from debtwatch.analysis.bonds.refusals import refused_because
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.spreads import with_swap_margin, with_z_spreads
from debtwatch.analysis.bonds.time import DayCount
from debtwatch.analysis.bonds.zeros import strip, zeros_at

SETTLE = date(2026, 1, 15)
NODES = [SETTLE.replace(year=2026 + year) for year in (1, 2, 3, 5, 7, 10, 20, 30, 60)]
ZEROS = [3.8, 3.6, 3.6, 3.7, 3.9, 4.1, 4.7, 4.6, 4.5]


def book(rows: list[tuple[date, float, float]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["maturity", "coupon_pct", "clean"], orient="row").with_row_index("bond")
    ready = frame.with_columns(
        settle=pl.lit(SETTLE),
        repayment=pl.lit("bullet"),
        balloon_pct=pl.lit(0.0),
        interest_only=pl.lit(0.0),
        rests=pl.lit(0.0),
    )
    at = with_coupon_position(ready, settle="settle", maturity="maturity", count=DayCount.THIRTY_360_ISDA)
    return at.with_columns(dirty=pl.col("clean") + accrued(pl.col("coupon_pct"), pl.col("to_next")))


def linear_zero(times: pl.Series) -> pl.Series:
    """Read zeros linear in continuous compounding, as QuantLib's zero curve keeps them."""
    xs = [0.0, *((node - SETTLE).days / 365 for node in NODES)]
    ys = [2 * math.log(1 + zero / 200) for zero in (ZEROS[0], *ZEROS)]

    def read(t: float) -> float:
        place = next(i for i in range(1, len(xs)) if t <= xs[i])
        held = ys[place - 1] + (ys[place] - ys[place - 1]) * (t - xs[place - 1]) / (xs[place] - xs[place - 1])
        return 200 * (math.exp(held / 2) - 1)

    return pl.Series("zero_pct", [read(t) for t in times])


def quantlib_z(ql: Any, curve: Any, maturity: date, coupon_pct: float, dirty: float) -> float:
    now, end = (ql.Date(day.day, day.month, day.year) for day in (SETTLE, maturity))
    start, half = ql.Date(1, 1, 2020), ql.Period(ql.Semiannual)
    schedule = ql.Schedule(
        start, end, half, ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward, False
    )
    leg = ql.FixedRateBond(0, 100.0, schedule, [coupon_pct / 100], ql.Thirty360(ql.Thirty360.ISDA, end)).cashflows()
    args = (ql.Actual365Fixed(), ql.Compounded, ql.Semiannual, False, now, now, 1e-14, 500, 0.01)
    return float(ql.CashFlows.zSpread(leg, dirty, curve, *args)) * 10_000


def test_two_thousand_random_z_spreads_are_what_quantlib_says() -> None:
    ql: Any = pytest.importorskip("QuantLib", reason="QuantLib is the oracle extra")
    pick = random.Random(20261124)
    rows = []
    for _ in range(2_000):
        last = SETTLE + timedelta(days=pick.randrange(200, 40 * 365))
        rows.append((last.replace(day=min(last.day, 27)), pick.randrange(1200) / 100, 60 + pick.random() * 80))
    bonds = book(rows)
    timed = with_times(flows(bonds), pl.lit(SETTLE), Clock.ACT_365)
    ours = with_z_spreads(timed.with_columns(linear_zero(timed["t"])), bonds, into="z")["z"]
    ql.Settings.instance().evaluationDate = ql.Date(15, 1, 2026)
    days = [ql.Date(15, 1, 2026), *(ql.Date(day.day, day.month, day.year) for day in NODES)]
    rates = [zero / 100 for zero in (ZEROS[0], *ZEROS)]
    curve = ql.ZeroCurve(days, rates, ql.Actual365Fixed(), ql.NullCalendar(), ql.Linear(), ql.Compounded, ql.Semiannual)
    theirs = [
        quantlib_z(ql, curve, row["maturity"], row["coupon_pct"], row["dirty"]) for row in bonds.iter_rows(named=True)
    ]
    assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) < 1e-6


@given(spread_bp=st.floats(-100.0, 1500.0), coupon_pct=st.floats(0.0, 12.0), years=st.integers(1, 100))
def test_a_z_spread_undoes_the_price_it_was_put_into(spread_bp: float, coupon_pct: float, years: int) -> None:
    bonds = book([(date(2026 + years, 1, 15), coupon_pct, 100.0)])
    timed = with_times(flows(bonds), pl.lit(SETTLE), Clock.SCHEDULE)
    curve = strip([1.0, 5.0, 10.0, 30.0], [3.8, 3.9, 4.1, 4.6])
    timed = timed.with_columns(zeros_at(timed["t"], curve).alias("zero_pct"))
    rate = (timed["zero_pct"] + spread_bp / 100) / 200
    worth = float((timed["amount"] * (1 + rate).pow(-2 * timed["t"])).sum())
    found = with_z_spreads(timed, bonds.with_columns(dirty=pl.lit(worth)), into="z")
    assert found["z"][0] == pytest.approx(spread_bp, abs=1e-6)


def test_a_bond_without_a_price_or_a_curve_has_no_z_spread_and_spoils_no_other() -> None:
    bonds = book([(date(2036, 1, 15), 5.0, 100.0)] * 3).with_columns(
        dirty=pl.Series([100.0, None, -1.0], dtype=pl.Float64)
    )
    timed = with_times(flows(bonds), pl.lit(SETTLE), Clock.SCHEDULE).with_columns(zero_pct=pl.lit(4.0))
    found = with_z_spreads(timed, bonds, into="z")["z"].to_list()
    assert found[0] == pytest.approx(100.0, abs=1e-6)
    assert found[1:] == [None, None]
    nowhere = with_z_spreads(timed.with_columns(zero_pct=pl.lit(None, dtype=pl.Float64)), bonds, into="z")
    assert nowhere["z"].to_list() == [None] * 3


@given(margin_bp=st.floats(0.0, 800.0), swap_pct=st.floats(-0.5, 9.0))
def test_a_floater_at_par_has_its_margin_over_swaps(margin_bp: float, swap_pct: float) -> None:
    floaters = pl.DataFrame(
        {"periods": [20.0], "to_next": [1.0], "dirty": [100.0], "swap": [swap_pct], "margin_bp": [margin_bp]}
    )
    found = with_swap_margin(floaters, dirty="dirty", swap_pct="swap", margin_bp="margin_bp", into="dm")
    assert found["dm"][0] == pytest.approx(margin_bp, abs=1e-6)
    below = with_swap_margin(
        floaters.with_columns(dirty=pl.lit(97.0)), dirty="dirty", swap_pct="swap", margin_bp="margin_bp", into="dm"
    )
    assert below["dm"][0] > margin_bp


REFUSED: dict[str, dict[str, Any]] = {
    "no maturity": {"maturity": None},
    "at or past maturity": {"maturity": SETTLE},
    "matures in more than 100 years: check the date": {"maturity": date(2127, 1, 16)},
    "balance not known": {"balance": None},
    "nothing is owed": {"balance": 0.0},
    "coupon below zero": {"coupon_pct": -0.1},
    "no price": {"dirty": float("nan")},
    "price not above zero": {"dirty": 0.0},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_priced_is_refused_in_words(reason: str) -> None:
    sound: dict[str, Any] = {"maturity": date(2126, 1, 15), "balance": 10.0, "dirty": 100.0, "coupon_pct": 5.0}
    frame = pl.DataFrame(
        [sound, {**sound, **REFUSED[reason]}],
        schema={"maturity": pl.Date, "balance": pl.Float64, "dirty": pl.Float64, "coupon_pct": pl.Float64},
    )
    said = frame.select(
        refused_because(
            settle=pl.lit(SETTLE),
            maturity=pl.col("maturity"),
            balance=pl.col("balance"),
            dirty=pl.col("dirty"),
            coupon_pct=pl.col("coupon_pct"),
        )
    )
    assert said.to_series().to_list() == [None, reason]
