from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.life import (
    balloon_life,
    equal_instalments_periods,
    level_pay_balance,
    level_pay_periods,
)


def value(expression: pl.Expr) -> float:
    return float(pl.select(expression).item())


@given(rate_pct=st.floats(0.0, 20.0), periods=st.integers(1, 120))
def test_the_closed_form_is_the_life_of_the_payments_one_by_one(rate_pct: float, periods: int) -> None:
    i = rate_pct / 200
    shares = [(1 + i) ** k for k in range(periods)]
    life = sum((k + 1) * share for k, share in enumerate(shares)) / sum(shares)
    assert value(level_pay_periods(pl.lit(i), pl.lit(periods))) == pytest.approx(life, rel=1e-5)


def test_level_pay_lies_between_equal_instalments_and_a_bullet() -> None:
    equal, level = value(equal_instalments_periods(pl.lit(40))), value(level_pay_periods(pl.lit(0.03), pl.lit(40)))
    assert equal < level < 40


def test_hyperion_s_life_is_about_sixteen_years() -> None:
    # Interest only until the leases start in 2029, then level payments to May 2049.
    life = 3.6 + value(level_pay_periods(pl.lit(0.06581 / 2), pl.lit(40))) / 2
    assert 15.9 <= life <= 16.4


def test_a_balloon_waits_for_maturity() -> None:
    assert value(balloon_life(pl.lit(4.0), pl.lit(25.0), pl.lit(8.0))) == 5.0


@given(rate=st.floats(0.0, 0.1), periods=st.integers(1, 80))
def test_a_balance_starts_whole_ends_at_nothing_and_only_falls(rate: float, periods: int) -> None:
    left = [
        value(level_pay_balance(pl.lit(rate), pl.lit(float(periods)), pl.lit(float(k))))
        for k in (0, periods / 2, periods)
    ]
    assert left[0] == pytest.approx(1.0)
    assert left[0] >= left[1] >= left[2]
    assert left[2] == pytest.approx(0.0, abs=1e-9)
