"""Coverage arithmetic against worked examples and what must always hold."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.issuers import cover
from debtwatch.analysis.issuers.results import Minsky

DOLLARS = st.floats(0, 1e6)


def of(expression: pl.Expr) -> float | None:
    answer = pl.select(expression).item()
    assert answer is None or isinstance(answer, float)
    return answer


def lit(value: float | None) -> pl.Expr:
    return pl.lit(value, pl.Float64)


def test_refinancing_a_billion_at_the_market_breaks_the_covenant() -> None:
    interest = 40 + 1000 * 0.0325
    added = 1000 * (0.0658 - 0.0325)
    assert of(cover.interest_cover(lit(150), lit(interest))) == pytest.approx(2.069, abs=5e-4)
    assert of(cover.cover_after(lit(150), lit(interest), lit(added))) == pytest.approx(1.418, abs=5e-4)
    even = cover.break_even_pct(lit(150), lit(40), lit(1000), cover=1.5)
    assert of(even) == pytest.approx(6.0)
    assert of(cover.headroom_bp(even, lit(6.58))) == pytest.approx(-58)


@given(st.floats(0.01, 1e5), DOLLARS, st.floats(1, 1e6), st.floats(1, 3))
def test_at_the_break_even_rate_cover_is_the_covenant(flow: float, other: float, principal: float, k: float) -> None:
    even = of(cover.break_even_pct(lit(flow), lit(other), lit(principal), cover=k))
    assert even is not None
    paid = other + principal * even / 100
    assert flow == pytest.approx(k * paid, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(("rate", "constant"), [(4, 0.05729), (6.25, 0.07389), (7, 0.07984), (9.25, 0.09872)])
def test_mortgage_constants_of_thirty_years(rate: float, constant: float) -> None:
    assert of(cover.mortgage_constant(lit(rate), lit(30))) == pytest.approx(constant, abs=5e-6)


def test_a_balloon_is_refinanced_for_the_least_of_three_tests() -> None:
    constant = cover.mortgage_constant(lit(6.75), lit(30))

    def proceeds(dscr: float, ltv: float, debt_yield: float) -> float | None:
        return of(
            cover.balloon_proceeds(
                lit(10),
                constant=constant,
                least_dscr=lit(dscr),
                most_ltv_pct=lit(ltv),
                cap_rate_pct=lit(6),
                least_debt_yield_pct=lit(debt_yield),
            )
        )

    assert proceeds(1.25, 1000, 0.1) == pytest.approx(102.79, abs=5e-3)
    assert proceeds(0.1, 1000, 10) == pytest.approx(100)
    assert proceeds(0.1, 65, 0.1) == pytest.approx(108.33, abs=5e-3)
    assert proceeds(1.25, 65, 10) == pytest.approx(100), "a gap of 30 under a balance of 130"


@given(DOLLARS, DOLLARS, DOLLARS)
def test_a_minsky_class_never_improves_when_cash_flow_falls(flow: float, interest: float, principal: float) -> None:
    worst_first = [Minsky.PONZI.value, Minsky.SPECULATIVE.value, Minsky.HEDGE.value]
    places = [
        worst_first.index(pl.select(cover.minsky_class(lit(cash), lit(interest), lit(principal))).item())
        for cash in (flow / 2, flow)
    ]
    assert places[0] <= places[1]


def test_minsky_classes_at_their_borders() -> None:
    def named(flow: float | None) -> object:
        return pl.select(cover.minsky_class(lit(flow), lit(10), lit(5))).item()

    assert [named(9.9), named(10), named(14.9), named(15), named(None)] == [
        "ponzi", "speculative", "speculative", "hedge", None,
    ]  # fmt: skip


def test_cover_of_no_interest_is_no_number() -> None:
    assert of(cover.interest_cover(lit(10), lit(0))) is None
    assert of(cover.debt_service_cover(lit(13), lit(6), lit(4))) == pytest.approx(1.3)


def test_loan_life_cover_discounts_at_the_debts_own_rate() -> None:
    flows = pl.DataFrame(
        {
            "loan": ["a"] * 3,
            "years": [1, 2, 3],
            "cash_flow_usd_m": [50.0] * 3,
            "rate_pct": [10.0] * 3,
            "balance_usd_m": [100.0] * 3,
        }
    )
    assert cover.loan_life_cover(flows, by="loan")["llcr"].item() == pytest.approx(50 * 2.48685 / 100, abs=1e-5)


def reset(rate: float, shift: float, *, hedged: float | None, floor: float | None, cap: float | None) -> float | None:
    return of(
        cover.reset_cost(
            lit(1000),
            rate_pct=lit(rate),
            shift_bp=shift,
            hedged_pct=lit(hedged),
            floor_pct=lit(floor),
            cap_pct=lit(cap),
        )
    )


def test_a_reset_costs_what_floor_cap_and_hedge_let_through() -> None:
    assert reset(4, 100, hedged=None, floor=None, cap=None) == pytest.approx(10)
    assert reset(4, 100, hedged=75, floor=None, cap=None) == pytest.approx(2.5)
    assert reset(4, 100, hedged=None, floor=None, cap=4.25) == pytest.approx(2.5)
    assert reset(0.5, 100, hedged=None, floor=1, cap=None) == pytest.approx(5)
    assert reset(0.5, -100, hedged=None, floor=1, cap=None) == pytest.approx(0)


def test_liquidity_is_sources_over_uses_of_a_year() -> None:
    def of_year(cash: float | None, undrawn: float | None) -> object:
        uses = {"principal": lit(20.0), "capex": lit(80.0)}
        return pl.select(cover.liquidity_cover(lit(cash), lit(60.0), lit(undrawn), **uses)).item()

    assert of_year(50.0, 10.0) == pytest.approx(1.2)
    assert of_year(50.0, None) == pytest.approx(1.1)
    assert of_year(None, 10.0) is None
