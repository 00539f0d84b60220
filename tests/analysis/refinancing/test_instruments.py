"""Every row of the instrument table: each kind of debt is treated as the definitions say."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.snapshot import build_snapshot
from markets import FIRST, book, inputs, made_up, noon, oas, par

TODAY = date(2026, 6, 30)
NEWEST = date(2026, 6, 29)
ISSUED = date(2025, 6, 16)
LEASES = {"deal_id": ["alpha"], "kind": ["lease"], "starts_on": [date(2026, 1, 1)], "ends_on": [date(2033, 1, 1)]}


def pressed(*rows: dict[str, Any], observations: pl.DataFrame | None = None, **more: Any) -> Refinancing:
    return build_snapshot(inputs(book(*rows, **more), observations), as_of=TODAY, moment=noon(TODAY)).refinancing


def one(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return pressed(row, **more).tranches.row(0, named=True)


LOAN = {
    "instrument": "term_loan",
    "coupon_type": "floating",
    "coupon_pct": None,
    "margin_bp": 300.0,
    "sp_at_issue": "BB",
}
WIDENING = (oas("BB", NEWEST) - oas("BB", ISSUED)) * 100


def test_a_convertible_is_off_gap_and_rank_and_the_wall_counts_its_put() -> None:
    part = pressed({"instrument": "convertible", "coupon_pct": 0.0, "put_on": date(2029, 6, 15), "sp_at_issue": None})
    row = part.tranches.row(0, named=True)
    assert (row["gap_bp"], row["ranked"], row["unpriced_because"]) == (None, False, "convertible: off the gap")
    due = part.wall.filter(pl.col("principal_usd_m") > 0)
    assert (due["quarter"].to_list(), due["put_usd_m"].to_list()) == ([date(2029, 4, 1)], [1_000.0])


def test_a_convertible_without_a_maturity_stands_in_the_undated_once() -> None:
    part = pressed({"instrument": "convertible", "matures_on": None, "put_on": date(2029, 6, 15), "sp_at_issue": None})
    assert part.shape is not None
    assert (part.shape.undated_usd_m, float(part.wall["principal_usd_m"].sum())) == (1_000.0, 0.0)
    assert part.tranches["first_event_kind"].to_list() == ["put"]


def test_a_convertible_s_low_coupon_implies_no_rating() -> None:
    row = one({"instrument": "convertible", "coupon_pct": 0.0, "sp_at_issue": None})
    assert (row["rating"], row["rating_basis"]) == (None, "unpriced")


def test_a_loan_pays_sofr_and_its_margin_gap_is_the_index_change() -> None:
    row = one(LOAN)
    assert row["base"] == "SOFR average"
    assert row["margin_gap_bp"] == row["gap_bp"] == pytest.approx(WIDENING)


def test_a_loan_sold_at_a_discount_costs_that_discount_again() -> None:
    """96 on a loan whose average life is L years is 4 over an annuity of L: cash pays it, effective cost had it."""
    par_loan, discounted = one(LOAN), one({**LOAN, "issue_price": 96.0})
    fee = discounted["gap_bp"] - par_loan["gap_bp"]
    assert discounted["premium_basis"] == "margin and discount"
    assert discounted["economic_gap_bp"] == pytest.approx(WIDENING)
    life, rate = 10.0, (par(10, ISSUED) + 3.0) / 100
    annuity = (1 - (1 + rate / 2) ** (-2 * life)) / rate
    assert fee == pytest.approx(400 / annuity, rel=0.04)


def test_a_loan_without_an_index_on_its_issue_day_has_a_rate_ex_premium_and_no_gap() -> None:
    late = made_up().filter((pl.col("observed_on") >= date(2026, 1, 1)) | ~pl.col("series").str.starts_with("BAML"))
    row = one(LOAN, observations=late)
    assert row["market_pct"] == pytest.approx(row["par_pct"] + row["spread_pct"])
    assert (row["gap_bp"], row["priced"], row["premium_basis"]) == (None, False, "ex premium")
    assert "issue date" in row["unpriced_because"]


def test_a_facility_costs_on_what_is_drawn_and_the_rest_is_availability() -> None:
    part = pressed(
        {**LOAN, "instrument": "ddtl", "outstanding_usd_m": 300.0, "draw_ends_on": date(2026, 12, 1)},
        {**LOAN, "instrument": "ddtl", "outstanding_usd_m": None, "commitment_basis": True},
    )
    drawn, unknown = part.tranches.to_dicts()
    assert drawn["mark_usd_m_y"] == pytest.approx(300 * drawn["gap_bp"] / 10_000)
    assert part.wall["undrawn_usd_m"].sum() == 700.0
    assert (drawn["first_event_kind"], drawn["first_event_on"]) == ("draw end", date(2026, 12, 1))
    assert unknown["mark_usd_m_y"] is None
    assert part.totals.commitment_basis_usd_m == 1_000.0
    assert part.totals.outstanding_usd_m == 300.0
    assert part.totals.mark_missing_usd_m == 1_000.0


@pytest.mark.parametrize("currency", ["EUR", "GBP", "CAD", "CHF", "JPY"])
def test_another_currency_is_never_read_off_treasuries(currency: str) -> None:
    row = one({"currency": currency})
    assert (row["par_pct"], row["market_pct"], row["gap_bp"]) == (None, None, None)
    assert row["unpriced_because"] == f"{currency} curve is off"


def test_amortising_paper_of_unknown_profile_is_a_range_read_at_its_average_life() -> None:
    row = one({"amortization": "unknown", "amort_kind": "unknown", "matures_on": date(2045, 6, 15)})
    assert row["gap_low_bp"] < row["gap_high_bp"]
    level = one(
        {
            "amortization": "amortizing",
            "amort_kind": "level",
            "amort_first": date(2026, 12, 15),
            "matures_on": date(2045, 6, 15),
        }
    )
    assert level["wal_years"] < row["wal_years"]
    assert level["roll_principal_usd_m"] == 0.0


def test_beyond_thirty_years_the_thirty_year_stands() -> None:
    assert one({"matures_on": date(2125, 6, 15)})["par_pct"] == pytest.approx(par(30, NEWEST))


def test_a_bridge_is_read_at_its_take_out_and_not_ranked_as_a_bond() -> None:
    bridge = {"deal_id": "alpha", "instrument": "bridge", "takeout_tenor_years": 10.0, "matures_on": date(2026, 12, 15)}
    row = one(bridge)
    assert (row["priced"], row["ranked"]) == (True, False)
    assert row["par_pct"] == pytest.approx(par(10, NEWEST), abs=1e-3)
    assert one({**bridge, "takeout_tenor_years": None})["unpriced_because"] == "bridge without a take-out tenor"


def test_what_is_not_ranked_moves_no_rank() -> None:
    notes = {"deal_id": "alpha", "tranche_id": "alpha/notes"}
    other = {"deal_id": "beta", "tranche_id": "beta/notes", "matures_on": date(2027, 3, 15)}
    bridge = {
        **notes,
        "tranche_id": "alpha/bridge",
        "instrument": "bridge",
        "takeout_tenor_years": 10.0,
        "matures_on": date(2026, 9, 15),
    }
    alone, beside = pressed(notes, other).deals, pressed(notes, other, bridge).deals
    assert dict(alone.select("deal_id", "rank").rows()) == dict(beside.select("deal_id", "rank").rows())


def test_leases_and_guarantees_are_never_debt() -> None:
    promises = pl.DataFrame({"deal_id": ["alpha"], "ends_on": [date(2030, 1, 1)], "cap_usd_m": [9_000.0]})
    bare = pressed({"deal_id": "alpha"}).totals
    backed = pressed({"deal_id": "alpha"}, commitments=pl.DataFrame(LEASES), guarantees=promises).totals
    assert bare == backed


def test_a_high_yield_note_older_than_the_index_is_priced_ex_premium() -> None:
    late = made_up().filter((pl.col("observed_on") >= date(2026, 1, 1)) | ~pl.col("series").str.starts_with("BAML"))
    for rating in ("BB", "B", "BBB"):
        row = one({"sp_at_issue": rating, "coupon_pct": 9.25}, observations=late)
        assert (row["priced"], row["premium_basis"], row["premium_pct"]) == (True, "ex premium", None)
        assert row["gap_bp"] == pytest.approx((row["par_pct"] + row["spread_pct"] - 9.25) * 100)


def test_the_made_up_market_begins_before_every_issue_date_here() -> None:
    assert FIRST < ISSUED


@pytest.mark.parametrize("stated", [None, 0.0])
def test_a_zero_coupon_pays_the_yield_it_was_sold_at(stated: float | None) -> None:
    """At 60 for ten years: 100 / (1 + y/2)^20 = 60 at 5.174 %."""
    zero = {"coupon_type": "zero", "coupon_pct": stated, "issue_price": 60.0, "sp_at_issue": "BBB"}
    row = one({**zero, "issued_on": date(2025, 6, 15), "matures_on": date(2035, 6, 15)})
    yielded = 200 * ((100 / 60) ** (1 / 20) - 1)
    assert row["issue_yield_pct"] == pytest.approx(yielded, abs=0.005)
    assert row["rate_paid_pct"] == row["issue_yield_pct"]
    assert row["gap_bp"] == pytest.approx((row["market_pct"] - yielded) * 100, abs=0.5)


@pytest.mark.parametrize("stated", [None, 0.0])
def test_a_zero_coupon_nobody_priced_is_not_priced_at_nothing(stated: float | None) -> None:
    row = one({"coupon_type": "zero", "coupon_pct": stated, "issue_price": None, "sp_at_issue": "BBB"})
    assert (row["gap_bp"], row["rate_paid_pct"]) == (None, None)
    assert row["unpriced_because"] == "zero coupon without a price or yield at issue"


@pytest.mark.parametrize(
    ("days", "due"),
    [
        ({"expected_on": date(2031, 5, 15)}, date(2031, 4, 1)),
        ({"expected_on": date(2026, 1, 15)}, date(2035, 4, 1)),
        ({"extended_to": date(2037, 6, 15)}, date(2037, 4, 1)),
        ({"instrument": "convertible", "put_on": date(2029, 6, 15)}, date(2029, 4, 1)),
    ],
)
def test_the_wall_as_expected_follows_an_anticipated_repayment_until_it_is_missed(
    days: dict[str, Any], due: date
) -> None:
    wall = pressed({"matures_on": date(2035, 6, 15), **days}).wall.filter(pl.col("expected_usd_m") > 0)
    assert wall.select("quarter", "expected_usd_m").rows() == [(due, 1_000.0)]


@pytest.mark.parametrize("options", ["999999999x999999999m", "99x999m", "0x12m", "x12m", "2x"])
def test_an_option_nobody_could_use_leaves_the_maturity_as_it_is(options: str) -> None:
    row = one({"extension_options": options})
    assert row["expected_on"] == row["matures_on"]
