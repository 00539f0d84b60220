from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.refinancing.absorption import GRADES
from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.snapshot import build_snapshot
from markets import book, inputs, noon

TODAY = date(2026, 6, 30)


def refinanced(*rows: dict[str, Any], commitments: pl.DataFrame | None = None) -> Refinancing:
    leases = pl.DataFrame() if commitments is None else commitments
    return build_snapshot(inputs(book(*rows, commitments=leases)), as_of=TODAY, moment=noon(TODAY)).refinancing


def horizon(part: Refinancing, name: str) -> dict[str, Any]:
    assert part.horizons is not None
    return part.horizons.row(by_predicate=pl.col("horizon") == name, named=True)


CHEAP = {"matures_on": date(2027, 3, 15), "coupon_pct": 2.0}
DEAR = {"matures_on": date(2028, 3, 15), "coupon_pct": 12.0, "issue_price": 130.0}


def test_a_gain_offsets_a_cost_in_the_gap_and_not_where_gains_stand_apart() -> None:
    part = refinanced(CHEAP, DEAR)
    near, both = horizon(part, "12 months"), horizon(part, "24 months")
    assert near["gap_bp"] == near["positive_gap_bp"] > 0
    assert both["gap_bp"] < both["positive_gap_bp"]
    assert both["positive_interest_usd_m_y"] == pytest.approx(near["interest_usd_m_y"])
    assert both["interest_usd_m_y"] < near["interest_usd_m_y"]


def test_interest_added_is_principal_times_gap_and_100_bp_is_a_hundredth_of_it() -> None:
    near = horizon(refinanced(CHEAP), "12 months")
    assert near["interest_usd_m_y"] == pytest.approx(near["principal_usd_m"] * near["gap_bp"] / 10_000)
    assert near["per_100bp_usd_m_y"] == pytest.approx(10.0)
    assert 0 < near["worth_usd_m"] < near["interest_usd_m_y"] * 10


def test_what_has_no_gap_is_counted_beside_every_horizon_it_may_fall_in() -> None:
    part = refinanced(
        CHEAP, {"coupon_pct": None, "matures_on": None, "committed_usd_m": 70.0, "outstanding_usd_m": 70.0}
    )
    for name in ("12 months", "24 months", "all"):
        row = horizon(part, name)
        assert (row["missing_tranches"], row["missing_usd_m"]) == (1, 70.0)


def test_a_gap_on_cash_and_on_effective_cost_differ_by_the_discount() -> None:
    row = refinanced({"issue_price": 95.0}).tranches.row(0, named=True)
    assert row["economic_gap_bp"] < row["gap_bp"]
    assert row["gap_bp"] - row["economic_gap_bp"] == pytest.approx((row["issue_yield_pct"] - 5.0) * 100)


def test_a_floater_s_gap_is_its_margin_gap() -> None:
    floating = {"coupon_type": "floating", "coupon_pct": None, "margin_bp": 200.0, "instrument": "term_loan"}
    row = refinanced(floating).tranches.row(0, named=True)
    assert row["margin_gap_bp"] == row["gap_bp"] == row["economic_gap_bp"]
    assert row["term_years"] == pytest.approx(10.0, abs=0.01)


def test_the_wall_keeps_the_contract_s_end_apart_from_what_falls_due() -> None:
    leases = pl.DataFrame({"deal_id": ["alpha", "alpha"], "ends_on": [date(2030, 5, 1), date(2031, 5, 1)]})
    part = refinanced({"deal_id": "alpha"}, commitments=leases)
    assert part.years is not None
    by_year = {row["year"]: row for row in part.years.iter_rows(named=True)}
    assert by_year[2031]["contract_usd_m"] == 1_000.0
    assert by_year[2031]["principal_usd_m"] == 0.0
    assert by_year[2035]["principal_usd_m"] == 1_000.0
    assert part.tranches["contract_ends_on"].to_list() == [date(2031, 5, 1)]


def test_undrawn_commitments_stand_in_a_column_of_their_own() -> None:
    part = refinanced({"instrument": "revolver", "outstanding_usd_m": 300.0, "matures_on": date(2029, 6, 15)})
    assert part.wall["undrawn_usd_m"].to_list() == [700.0]
    assert part.wall["principal_usd_m"].to_list() == [300.0]


@settings(max_examples=15, deadline=None)
@given(years=st.lists(st.integers(2027, 2060), min_size=1, max_size=6), kind=st.sampled_from(["bullet", "amortizing"]))
def test_months_quarters_and_years_hold_every_dollar_owed(years: list[int], kind: str) -> None:
    part = refinanced(*({"matures_on": date(year, 6, 15), "amortization": kind} for year in years))
    assert part.months is not None
    assert part.years is not None
    for wall in (part.months, part.wall, part.years):
        assert wall["principal_usd_m"].sum() == pytest.approx(1_000.0 * len(years))


def test_absorption_sets_the_last_year_s_issuance_against_what_falls_due() -> None:
    recent = {"issued_on": date(2026, 1, 15), "committed_usd_m": 600.0, "outstanding_usd_m": 600.0}
    part = refinanced(recent, {"matures_on": date(2027, 3, 15)}, {"matures_on": date(2028, 3, 15)})
    assert part.absorption is not None
    row = part.absorption.row(0, named=True)
    assert row["grade"] == GRADES[0]
    assert row["issued_12m_usd_m"] == 600.0
    assert row["absorption_1y"] == pytest.approx(0.6)
    assert row["absorption_3y"] == pytest.approx(0.6)


def test_where_nothing_falls_due_there_is_nothing_to_absorb() -> None:
    part = refinanced({"matures_on": date(2050, 6, 15)})
    assert part.absorption is not None
    own = part.absorption.filter(pl.col("basis") == "this book")
    assert own["absorption_1y"].to_list() == [None]


def test_an_anticipated_repayment_is_expected_before_the_contract_has_it() -> None:
    part = refinanced({"expected_on": date(2031, 3, 15), "matures_on": date(2046, 3, 15)})
    by_quarter = {row["quarter"]: row for row in part.wall.iter_rows(named=True)}
    assert by_quarter[date(2031, 1, 1)]["expected_usd_m"] == 1_000.0
    assert by_quarter[date(2031, 1, 1)]["principal_usd_m"] == 0.0
    assert by_quarter[date(2046, 1, 1)]["principal_usd_m"] == 1_000.0


def test_published_issuance_and_published_readings_stand_beside_this_book_s() -> None:
    part = refinanced({"matures_on": date(2027, 3, 15), "obligor": "Meta Platforms, Inc."})
    assert part.absorption is not None
    rows = {row["grade"]: row for row in part.absorption.iter_rows(named=True)}
    anchor = rows["US speculative grade, April 2017"]
    assert (anchor["absorption_1y"], anchor["absorption_3y"]) == (6.9, 3.4)
    published = rows["hyperscalers, issuance as published"]
    assert published["absorption_1y"] == pytest.approx(published["issued_12m_usd_m"] / 1_000.0)
    assert "press" in published["basis"]
