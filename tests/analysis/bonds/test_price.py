from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.price import accrued, dirty_price, level_payment, price, with_yield
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.time import DayCount, days_360


def placed(
    settle: date, maturity: date, coupon_pct: float, count: DayCount = DayCount.THIRTY_360_US
) -> tuple[pl.DataFrame, pl.Expr, pl.Expr]:
    frame = pl.DataFrame({"settle": [settle], "maturity": [maturity], "coupon_pct": [coupon_pct]})
    return (
        with_coupon_position(frame, settle="settle", maturity="maturity", count=count),
        pl.col("periods"),
        pl.col("to_next"),
    )


def priced(
    settle: date, maturity: date, coupon_pct: float, yield_pct: float, count: DayCount = DayCount.THIRTY_360_US
) -> float:
    frame, periods, to_next = placed(settle, maturity, coupon_pct, count)
    return float(frame.select(price(pl.lit(yield_pct), pl.col("coupon_pct"), periods=periods, to_next=to_next)).item())


def yielded(
    settle: date, maturity: date, coupon_pct: float, clean: float, count: DayCount = DayCount.THIRTY_360_US
) -> float:
    frame, _, to_next = placed(settle, maturity, coupon_pct, count)
    ready = frame.with_columns(
        dirty=clean + accrued(pl.col("coupon_pct"), to_next), payment=pl.col("coupon_pct") / 2, redemption=pl.lit(100.0)
    )
    return float(with_yield(ready, dirty="dirty", payment="payment", redemption="redemption", into="y")["y"][0])


def test_a_treasury_on_a_coupon_date_prices_as_the_regulation_prints() -> None:
    # 31 CFR 356 appendix B, II.A: 59 whole periods after the first.
    value = pl.select(price(pl.lit(8.84), pl.lit(8.75), periods=pl.lit(60.0), to_next=pl.lit(1.0))).item()
    assert value == pytest.approx(99.057893, abs=1e-6)


def test_the_compounded_stub_differs_from_the_regulation_by_the_known_amount() -> None:
    # II.D prints 99.730918 on a simple stub; compounding it, as the street does, gives 99.738573.
    value = priced(date(1985, 11, 29), date(1995, 11, 15), 9.5, 9.54, DayCount.ACT_ACT_ICMA)
    assert value == pytest.approx(99.738573, abs=1e-6)


@pytest.mark.parametrize(
    ("settle", "maturity", "expected"),
    [(date(1999, 2, 15), date(2007, 11, 15), 95.042874), (date(2008, 2, 15), date(2017, 11, 15), 94.634362)],
)
def test_corporates_price_as_spreadsheets_do(settle: date, maturity: date, expected: float) -> None:
    assert priced(settle, maturity, 5.75, 6.5) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("settle", "maturity", "coupon_pct", "yield_pct", "issue_price"),
    [
        (date(2023, 5, 3), date(2028, 5, 15), 4.600, 4.605, 99.976),
        (date(2023, 5, 3), date(2030, 5, 15), 4.800, 4.838, 99.774),
        (date(2023, 5, 3), date(2033, 5, 15), 4.950, 4.956, 99.951),
        (date(2023, 5, 3), date(2053, 5, 15), 5.600, 5.619, 99.723),
        (date(2023, 5, 3), date(2063, 5, 15), 5.750, 5.769, 99.702),
        (date(2024, 8, 9), date(2029, 8, 15), 4.300, 4.343, 99.807),
        (date(2024, 8, 9), date(2031, 8, 15), 4.550, 4.558, 99.952),
        (date(2024, 8, 9), date(2034, 8, 15), 4.750, 4.774, 99.810),
        (date(2024, 8, 9), date(2054, 8, 15), 5.400, 5.427, 99.601),
        (date(2024, 8, 9), date(2064, 8, 15), 5.550, 5.577, 99.568),
    ],
)
def test_meta_notes_price_at_issue_up_to_their_odd_first_coupon(
    settle: date, maturity: date, coupon_pct: float, yield_pct: float, issue_price: float
) -> None:
    # A regular first coupon stands in for the long one: worth at most 0.006.
    assert priced(settle, maturity, coupon_pct, yield_pct) == pytest.approx(issue_price, abs=0.006)


@pytest.mark.parametrize(
    ("coupon_pct", "yield_pct", "years", "expected"), [(5.0, 5.037, 30, 99.4306), (5.1, 5.107, 40, 99.8812)]
)
def test_lilly_notes_price_at_issue(coupon_pct: float, yield_pct: float, years: int, expected: float) -> None:
    value = priced(date(2024, 2, 9), date(2024 + years, 2, 9), coupon_pct, yield_pct)
    assert value == pytest.approx(expected, abs=1e-4)


def test_the_five_year_treasury_behind_a_meta_note_yields_what_its_term_sheet_says() -> None:
    clean = 100 + 29.75 / 32
    value = yielded(date(2024, 8, 8), date(2029, 7, 31), 4.0, clean, DayCount.ACT_ACT_ICMA)
    assert value == pytest.approx(3.793, abs=6e-4)


@pytest.mark.parametrize(
    ("maturity", "coupon_pct", "clean", "expected"),
    [(date(2006, 10, 31), 2.5, 99.203125, 2.9257), (date(2009, 11, 15), 3.5, 99.687500, 3.5689)],
)
def test_quantlib_s_cached_bonds_of_22_november_2004_yield_the_same_the_next_day(
    maturity: date, coupon_pct: float, clean: float, expected: float
) -> None:
    value = yielded(date(2004, 11, 23), maturity, coupon_pct, clean, DayCount.ACT_ACT_ICMA)
    assert value == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("rate_pct", "expected"), [(4.0, 0.05729), (6.25, 0.07389), (7.0, 0.07984), (9.25, 0.09872)])
def test_level_payments_give_the_mortgage_constants(rate_pct: float, expected: float) -> None:
    monthly = pl.select(level_payment(pl.lit(rate_pct), pl.lit(360.0), balloon=pl.lit(0.0), frequency=12)).item()
    assert monthly * 12 / 100 == pytest.approx(expected, abs=5e-6)


def test_at_a_yield_of_zero_the_price_is_the_sum_of_the_flows() -> None:
    value = pl.select(price(pl.lit(0.0), pl.lit(4.0), periods=pl.lit(10.0), to_next=pl.lit(1.0))).item()
    assert value == pytest.approx(120.0, abs=1e-9)


def test_level_pay_paper_at_its_coupon_is_worth_par() -> None:
    payment = level_payment(pl.lit(6.581), pl.lit(40.0), balloon=pl.lit(0.0))
    value = pl.select(
        dirty_price(pl.lit(6.581), payment=payment, redemption=pl.lit(0.0), periods=pl.lit(40.0), to_next=pl.lit(1.0))
    ).item()
    assert value == pytest.approx(100.0, abs=1e-9)


@given(
    coupon_pct=st.floats(0.0, 15.0),
    yield_pct=st.floats(-1.0, 25.0),
    periods=st.integers(1, 100),
    to_next=st.floats(0.01, 1.0),
)
def test_yield_undoes_price(coupon_pct: float, yield_pct: float, periods: int, to_next: float) -> None:
    frame = pl.DataFrame(
        {"payment": [coupon_pct / 2], "redemption": [100.0], "periods": [float(periods)], "to_next": [to_next]}
    )
    dirty = dirty_price(
        pl.lit(yield_pct),
        payment=pl.col("payment"),
        redemption=pl.col("redemption"),
        periods=pl.col("periods"),
        to_next=pl.col("to_next"),
    )
    back = with_yield(
        frame.with_columns(dirty=dirty), dirty="dirty", payment="payment", redemption="redemption", into="y"
    )
    assert back["y"][0] == pytest.approx(yield_pct, abs=1e-6)


def test_a_bond_past_its_maturity_has_no_position() -> None:
    frame, _, _ = placed(date(2030, 1, 1), date(2029, 6, 15), 5.0)
    assert frame["periods"][0] is None
    assert frame["to_next"][0] is None


def test_february_and_the_31st_count_as_each_convention_says() -> None:
    days = pl.DataFrame({"a": [date(2007, 2, 28), date(2007, 1, 31)], "b": [date(2007, 8, 31), date(2007, 3, 31)]})
    us = days.select(days_360(pl.col("a"), pl.col("b")).alias("n"))["n"].to_list()
    isda = days.select(days_360(pl.col("a"), pl.col("b"), DayCount.THIRTY_360_ISDA).alias("n"))["n"].to_list()
    assert us == [180, 60]
    assert isda == [180, 60]


def test_two_thousand_random_bullets_yield_what_quantlib_says() -> None:
    ql: Any = pytest.importorskip("QuantLib", reason="QuantLib is the oracle extra")
    pick = random.Random(20261123)
    rows = []
    for _ in range(2_000):
        settle = date(2024, 1, 1) + timedelta(days=pick.randrange(730))
        last = settle + timedelta(days=pick.randrange(200, 40 * 365))
        # Month ends are left out: there QuantLib's coupons are not the rate over two.
        rows.append((settle, last.replace(day=min(last.day, 27)), pick.randrange(1200) / 100, 60 + pick.random() * 80))
    bonds = pl.DataFrame(rows, schema=["settle", "maturity", "coupon_pct", "clean"], orient="row")
    ready = with_coupon_position(
        bonds, settle="settle", maturity="maturity", count=DayCount.THIRTY_360_ISDA
    ).with_columns(
        dirty=pl.col("clean") + accrued(pl.col("coupon_pct"), pl.col("to_next")),
        payment=pl.col("coupon_pct") / 2,
        redemption=pl.lit(100.0),
    )
    ours = with_yield(ready, dirty="dirty", payment="payment", redemption="redemption", into="y")["y"].to_list()
    oracle = [quantlib_yield(ql, *row) for row in rows]
    assert max(abs(mine - theirs) for mine, theirs in zip(ours, oracle, strict=True)) < 1e-6


def quantlib_yield(ql: Any, settle: date, maturity: date, coupon_pct: float, clean: float) -> float:
    start, end, now = (
        ql.Date(day.day, day.month, day.year) for day in (settle.replace(year=2020, day=1), maturity, settle)
    )
    ql.Settings.instance().evaluationDate = now
    unadjusted, backward = ql.Unadjusted, ql.DateGeneration.Backward
    period = ql.Period(ql.Semiannual)
    schedule = ql.Schedule(start, end, period, ql.NullCalendar(), unadjusted, unadjusted, backward, False)
    count = ql.Thirty360(ql.Thirty360.ISDA, end)
    bond = ql.FixedRateBond(0, 100.0, schedule, [coupon_pct / 100], count)
    price = ql.BondPrice(clean, ql.BondPrice.Clean)
    return 100 * float(bond.bondYield(price, count, ql.Compounded, ql.Semiannual, now, 1e-12, 1000))
