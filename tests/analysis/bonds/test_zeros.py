from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.conventions import ZeroMethod
from debtwatch.analysis.bonds.zeros import ZeroCurve, strip, zeros_at

TENORS = (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 30.0)
SHAPE = (4.0, 3.8, 3.6, 3.6, 3.7, 3.9, 4.1, 4.7, 4.6)


def par_price(curve: ZeroCurve, tenor: float, coupon_pct: float) -> float:
    times = pl.Series("t", [place / 2 for place in range(1, int(tenor * 2) + 1)])
    zeros = zeros_at(times, curve)
    discounts: list[float] = [(1 + z / 200) ** (-2 * t) for z, t in zip(zeros, times, strict=True)]
    return sum(discounts) * coupon_pct / 2 + 100 * discounts[-1]


@pytest.mark.parametrize("method", list(ZeroMethod))
def test_a_par_bond_is_worth_par_on_the_zeros_stripped_from_it(method: ZeroMethod) -> None:
    curve = strip(TENORS, SHAPE, method)
    for tenor, coupon in zip(TENORS, SHAPE, strict=True):
        assert par_price(curve, tenor, coupon) == pytest.approx(100.0, abs=1e-8)


@given(level=st.floats(-0.9, 15.0), method=st.sampled_from(list(ZeroMethod)))
def test_on_a_flat_curve_every_zero_is_the_par_yield_below_nothing_too(level: float, method: ZeroMethod) -> None:
    curve = strip(TENORS, [level] * len(TENORS), method)
    assert list(curve.zeros_pct) == pytest.approx([level] * len(curve.zeros_pct), abs=1e-6)


def test_an_inverted_curve_is_stripped_with_zeros_below_its_par_yields() -> None:
    curve = strip(TENORS, [8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0])
    assert curve.refused == ""
    assert curve.zeros_pct[-1] < 4.0


@pytest.mark.parametrize("method", list(ZeroMethod))
def test_a_curve_no_discount_factor_survives_says_where_it_ends_and_gives_nothing_beyond(method: ZeroMethod) -> None:
    curve = strip(TENORS, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 60.0, 60.0], method)
    assert "no discount factor above zero" in curve.refused
    beyond = zeros_at(pl.Series("t", [1.0, 29.0]), curve)
    assert beyond[0] == pytest.approx(1.0)
    assert beyond[1] is None


def test_the_methods_part_between_ten_and_twenty_years_and_agree_before() -> None:
    linear, forward = (strip(TENORS, SHAPE, method) for method in ZeroMethod)
    at = pl.Series("t", [2.0, 10.0, 15.0])
    apart = [abs(a - b) for a, b in zip(zeros_at(at, linear), zeros_at(at, forward), strict=True)]
    assert apart[0] < 0.02
    assert apart[1] < 0.02
    assert 0.03 < apart[2] < 0.3


def test_an_empty_curve_says_so() -> None:
    curve = strip([0.25], [4.0])
    assert curve.refused == "no par yield of half a year or more"
    assert zeros_at(pl.Series("t", [1.0]), curve).to_list() == [None]
