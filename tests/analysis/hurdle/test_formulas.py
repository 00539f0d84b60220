"""The hurdle's arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.hurdle.formulas import (
    back_solved_users_m,
    capital_charge_rate,
    life_that_holds,
    margin_that_holds,
    per_user_month,
    required_revenue,
)

RETURNS, LIVES = st.floats(0, 40), st.floats(0.5, 60)


def test_a_dollar_over_ten_years_at_ten_percent() -> None:
    assert capital_charge_rate(10, 10) == pytest.approx(0.162745, abs=1e-6)
    assert capital_charge_rate(10, None) == 0.1
    assert capital_charge_rate(0, 8) == 1 / 8


@given(RETURNS, st.integers(1, 40))
def test_the_charge_returns_the_capital_at_the_return(return_pct: float, years: int) -> None:
    charge = capital_charge_rate(return_pct, years)
    worth = sum(charge * (1 + return_pct / 100) ** -year for year in range(1, years + 1))
    assert worth == pytest.approx(1, rel=1e-9)


@given(RETURNS, LIVES, LIVES)
def test_a_longer_life_never_needs_more_revenue(return_pct: float, one: float, other: float) -> None:
    short, long = sorted((one, other))
    needed = [
        required_revenue(1_000, return_pct=return_pct, life_years=life, margin_pct=50) for life in (short, long, None)
    ]
    assert needed[0] >= needed[1] * (1 - 1e-12)
    assert needed[1] >= needed[2] * (1 - 1e-12)


@given(RETURNS, RETURNS, LIVES, st.floats(1, 100), st.floats(1, 100))
def test_the_hurdle_rises_with_the_return_and_falls_with_the_margin(
    one: float, other: float, life: float, thin: float, fat: float
) -> None:
    def asked(return_pct: float, margin_pct: float) -> float:
        return required_revenue(1_000, return_pct=return_pct, life_years=life, margin_pct=margin_pct, opex_usd_m_y=7)

    low, high = sorted((one, other))
    assert asked(low, thin) <= asked(high, thin) * (1 + 1e-9)
    thin, fat = sorted((thin, fat))
    assert asked(low, fat) <= asked(low, thin) * (1 + 1e-12)


def test_running_costs_are_earned_before_the_margin() -> None:
    assert required_revenue(1_000, return_pct=10, life_years=None, margin_pct=50, opex_usd_m_y=100) == 400


def test_the_published_line_needs_fifteen_years_or_three_quarters_of_revenue() -> None:
    assert margin_that_holds(650_000, 5_000_000, return_pct=10, life_years=None) == pytest.approx(76.923, abs=1e-3)
    assert life_that_holds(650_000, 5_000_000, return_pct=10, margin_pct=100) == pytest.approx(15.4, abs=0.05)
    assert life_that_holds(650_000, 5_000_000, return_pct=10, margin_pct=75) is None


@given(st.floats(1, 30), st.floats(1, 60))
def test_life_and_margin_are_each_others_answer(return_pct: float, life: float) -> None:
    margin = margin_that_holds(650_000, 1_000_000, return_pct=return_pct, life_years=life)
    again = life_that_holds(650_000, 1_000_000, return_pct=return_pct, margin_pct=margin)
    assert again is not None
    assert again == pytest.approx(life, rel=1e-5)


def test_user_bases_come_back_from_revenue_and_price() -> None:
    assert back_solved_users_m(650_000, 34.72) == pytest.approx(1_560.1, abs=0.05)
    assert back_solved_users_m(650_000, 180) == pytest.approx(300.9, abs=0.05)


@given(st.floats(1, 1e7), st.floats(0.01, 1e4))
def test_a_back_solved_base_proves_nothing(revenue: float, price: float) -> None:
    assert per_user_month(revenue, back_solved_users_m(revenue, price)) == pytest.approx(price)


def test_a_life_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="pays nothing back"):
        capital_charge_rate(10, 0)
