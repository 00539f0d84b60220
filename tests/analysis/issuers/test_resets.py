"""Floating-rate resets and hedges by the formula F15, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.issuers.resets import float_totals, floating, hedge_wall, reset_wall

TODAY = date(2026, 6, 30)
LOAN: dict[str, Any] = {
    "tranche_id": "alpha/loan", "obligor": "Alpha Inc.", "coupon_type": "floating", "balance_usd_m": 1_000.0,
    "reference_rate": "Term SOFR", "margin_bp": 300.0, "rate_setting": "term", "floor_pct": None, "resets_a_year": 4,
    "next_reset_on": None, "issued_on": date(2025, 9, 15), "matures_on": date(2030, 9, 15),
}  # fmt: skip
SWAP: dict[str, Any] = {
    "tranche_id": "alpha/loan", "kind": "swap", "notional_usd_m": None, "hedged_pct": 75.0, "rate_pct": 3.5,
    "starts_on": None, "expires_on": date(2028, 3, 31),
}  # fmt: skip


def one(loan: dict[str, Any], *hedges: dict[str, Any], base: float | None = 3.64) -> dict[str, Any]:
    table, _ = floating(pl.DataFrame([{**LOAN, **loan}], infer_schema_length=None), pl.DataFrame(hedges), TODAY, base)
    return table.row(0, named=True)


def test_a_hundred_basis_points_cost_a_hundredth_of_what_is_not_hedged() -> None:
    assert one({})["rise_100bp_usd_m_y"] == pytest.approx(10.0)
    hedged = one({}, SWAP)
    assert hedged["rise_100bp_usd_m_y"] == pytest.approx(2.5)
    assert (hedged["hedged_usd_m"], hedged["hedged"]) == (750.0, "75 % to 2028-03-31")


@pytest.mark.parametrize("owed", [0.0, None])
def test_a_loan_of_which_nothing_is_owed_or_known_is_hedged_by_no_share_of_it(owed: float | None) -> None:
    swap = {**SWAP, "hedged_pct": None, "notional_usd_m": 100.0}
    assert one({"balance_usd_m": owed}, swap)["hedged"] == "0 % to 2028-03-31"


def test_below_its_floor_a_rise_costs_nothing_until_it_is_over_it() -> None:
    assert one({"floor_pct": 4.0})["rise_100bp_usd_m_y"] == pytest.approx(1_000 * (4.64 - 4.0) / 100)


def test_a_cap_pays_what_lies_above_its_strike() -> None:
    cap = {**SWAP, "kind": "cap", "hedged_pct": None, "notional_usd_m": 400.0, "rate_pct": 4.0}
    assert one({}, cap)["rise_100bp_usd_m_y"] == pytest.approx(6.0 + 400 * (4.0 - 3.64) / 100)


def test_a_hedge_that_is_over_or_not_begun_hedges_nothing() -> None:
    for dates in ({"expires_on": date(2026, 3, 31)}, {"starts_on": date(2027, 1, 1)}):
        assert one({}, {**SWAP, **dates})["hedged"] == "not published"


@pytest.mark.parametrize(
    ("terms", "on", "how"),
    [
        ({}, date(2026, 9, 15), "counted from the issue date"),
        ({"next_reset_on": date(2026, 7, 20)}, date(2026, 7, 20), "as stated"),
        ({"next_reset_on": date(2026, 1, 20)}, date(2026, 7, 20), "as stated"),
        ({"resets_a_year": 12, "issued_on": date(2026, 1, 30)}, date(2026, 7, 30), "counted from the issue date"),
        ({"resets_a_year": None, "payments_a_year": 2}, date(2026, 9, 15), "counted from the issue date"),
        ({"resets_a_year": None}, None, "not published"),
        ({"rate_setting": "compounded", "resets_a_year": None}, None, "every day, in arrears"),
    ],
)
def test_the_next_reset_is_the_first_after_the_day(terms: dict[str, Any], on: date | None, how: str) -> None:
    row = one(terms)
    assert (row["resets_on"], row["resets"]) == (on, how)


def test_resets_and_hedge_ends_are_walls_that_sum_to_the_balances() -> None:
    rows = [
        LOAN,
        {**LOAN, "tranche_id": "alpha/notes", "rate_setting": "compounded"},
        {**LOAN, "tranche_id": "beta/loan", "resets_a_year": None, "balance_usd_m": 500.0},
        {**LOAN, "tranche_id": "gamma/loan", "resets_a_year": None, "balance_usd_m": None},
    ]
    table, running = floating(pl.DataFrame(rows, infer_schema_length=None), pl.DataFrame([SWAP]), TODAY, 3.64)
    resets = reset_wall(table)
    assert resets["resets_in"].to_list() == ["every day, in arrears", "2026-09", "not published"]
    assert resets["balance_usd_m"].to_list() == [1_000.0, 1_000.0, 500.0]
    assert resets["missing_tranches"].to_list() == [0, 0, 1]
    ends = hedge_wall(running)
    assert ends.rows() == [(date(2028, 1, 1), 1, 750.0, pytest.approx(7.5))]
    totals = float_totals(table)
    assert (totals.tranches, totals.balance_usd_m, totals.without_balance) == (4, 2_500.0, 1)
    assert (totals.unhedged_tranches, totals.unhedged_usd_m) == (3, 1_500.0)
    assert (totals.undated_tranches, totals.undated_usd_m) == (2, 500.0)


HEDGED = st.fixed_dictionaries(
    {"kind": st.sampled_from(["swap", "cap"]), "hedged_pct": st.floats(0, 100), "rate_pct": st.floats(0, 8)}
)


@settings(max_examples=60, deadline=None)
@given(
    balance=st.floats(1, 50_000),
    floor=st.one_of(st.none(), st.floats(0, 6)),
    base=st.one_of(st.none(), st.floats(0, 8)),
    hedge=HEDGED,
)
def test_a_hedge_never_costs_and_never_saves_more_than_the_rise(
    balance: float, floor: float | None, base: float | None, hedge: dict[str, Any]
) -> None:
    terms = {"balance_usd_m": balance, "floor_pct": floor}
    bare = one(terms, base=base)["rise_100bp_usd_m_y"]
    with_hedge = one(terms, {**SWAP, **hedge}, base=base)
    assert 0 <= bare <= balance / 100 + 1e-9
    assert -1e-9 <= with_hedge["rise_100bp_usd_m_y"] <= balance / 100 + 1e-9
    if floor is None:
        assert with_hedge["rise_100bp_usd_m_y"] <= bare + 1e-9
