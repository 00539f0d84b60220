"""Debt service, loan life and balloon cover of a project, against sums done the long way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.snapshot import build_snapshot
from markets import Shelf, book, inputs, noon

TODAY = date(2026, 6, 15)
LOAN = {
    "deal_id": "alpha",
    "tranche_id": "alpha/loan",
    "coupon_pct": 6.0,
    "amortization": "amortizing",
    "amort_kind": "level",
    "amort_last": date(2036, 6, 15),
    "matures_on": date(2036, 6, 15),
    "issued_on": date(2025, 6, 16),
}
RENT: dict[str, Any] = {
    "deal_id": "alpha", "name": "rent", "status": "closed", "cfads_usd_m": 200.0, "noi_usd_m": None, "starts_on": None,
    "ends_on": None, "cap_rate_pct": None, "least_dscr": 1.2, "most_ltv_pct": None, "least_debt_yield_pct": None,
    "takeout_years": None,
}  # fmt: skip
TYPES = {"noi_usd_m": pl.Float64, "cap_rate_pct": pl.Float64, "most_ltv_pct": pl.Float64, "takeout_years": pl.Float64,
         "least_debt_yield_pct": pl.Float64, "starts_on": pl.Date, "ends_on": pl.Date, "cfads_usd_m": pl.Float64}  # fmt: skip


@dataclass(frozen=True)
class Projects:
    """A small book with cash flows."""

    shelf: Shelf
    cash_flows: pl.DataFrame

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shelf, name)


def cover(loan: dict[str, Any], rent: dict[str, Any]) -> dict[str, Any]:
    flows = pl.DataFrame([{**RENT, **rent}], schema_overrides=TYPES)
    snapshot = build_snapshot(inputs(Projects(book({**LOAN, **loan}), flows)), as_of=TODAY, moment=noon(TODAY))
    assert snapshot.refinancing.projects is not None
    return snapshot.refinancing.projects.row(0, named=True)


def payment(balance: float, rate: float, halves: int) -> float:
    return balance * rate / 2 / (1 - (1 + rate / 2) ** -halves)


def test_a_level_loan_is_covered_alike_every_year() -> None:
    """Level payments are level: 200 over twice the semi-annual payment, this year and the worst."""
    row = cover({}, {})
    expected = 200 / (2 * payment(1_000, 0.06, 20))
    assert row["dscr"] == pytest.approx(expected, rel=2e-3)
    assert row["worst_dscr"] == pytest.approx(expected, rel=2e-3)
    assert (row["least_dscr"], row["dscr_year"], row["missing_tranches"]) == (1.2, 1, 0)
    assert row["plcr"] is None, "the end of the project is not known"


def test_loan_life_cover_discounts_what_is_earned_and_project_life_goes_on() -> None:
    row = cover({}, {"ends_on": date(2046, 6, 15)})
    llcr = sum(100 * 1.06 ** (-half / 2) for half in range(1, 21)) / 1_000
    plcr = sum(100 * 1.06 ** (-half / 2) for half in range(1, 41)) / 1_000
    assert row["llcr"] == pytest.approx(llcr, rel=2e-3)
    assert row["plcr"] == pytest.approx(plcr, rel=2e-3)
    assert row["plcr"] > row["llcr"]


def test_before_it_earns_there_is_no_cover_and_the_first_whole_year_is_named() -> None:
    row = cover({}, {"starts_on": date(2028, 6, 15)})
    assert row["dscr_year"] == 3
    assert row["llcr"] < cover({}, {})["llcr"]


def test_the_last_year_of_a_loan_is_the_twelve_months_to_its_last_payment() -> None:
    """Five halves and a half: equal instalments cost most at first, so the last year is covered best; each is looked at."""
    loan = {"amort_kind": "linear", "matures_on": date(2028, 12, 15), "amort_last": date(2028, 12, 15)}
    row = cover(loan, {})
    first = 200 / (200 + 200 + 1_000 * 0.03 + 800 * 0.03)
    assert row["dscr"] == pytest.approx(first, rel=2e-3)
    assert (row["worst_dscr"], row["worst_year"]) == (row["dscr"], 1)
    grown = cover({**loan, "amort_kind": "level"}, {"ends_on": date(2028, 6, 15)})
    # The last year has the cash flow of its first half alone, and both payments.
    assert grown["worst_year"] == 3
    assert grown["worst_dscr"] == pytest.approx(100 / (2 * payment(1_000, 0.06, 5)), rel=5e-3)


def test_years_of_the_loan_after_the_cash_flow_are_not_covered_at_all() -> None:
    row = cover({}, {"ends_on": date(2031, 6, 15)})
    assert row["dscr"] == pytest.approx(200 / (2 * payment(1_000, 0.06, 20)), rel=2e-3)
    assert (row["worst_dscr"], row["worst_year"]) == (0.0, 6)


def test_a_loan_in_its_last_half_year_is_covered_by_what_that_half_earns() -> None:
    row = cover({"matures_on": date(2026, 12, 15), "amort_last": date(2026, 12, 15)}, {})
    assert row["dscr"] == pytest.approx(100 / 1_030, rel=2e-3)
    assert row["worst_dscr"] == row["dscr"]


def test_a_balloon_is_replaced_by_the_strictest_test_and_the_rest_is_a_gap() -> None:
    """Analytics A3-14 in this book's shape: income 10 at a 10 % debt yield replaces 100 of 130."""
    bullet = {"amortization": "bullet", "amort_kind": None, "amort_last": None, "outstanding_usd_m": 130.0}
    rent = {
        "noi_usd_m": 10.0, "cap_rate_pct": 6.0, "most_ltv_pct": 65.0, "least_debt_yield_pct": 10.0, "takeout_years": 30.0,
        "least_dscr": 0.5,
    }  # fmt: skip
    row = cover(bullet, rent)
    assert (row["balloon_usd_m"], row["balloon_on"]) == (130.0, date(2036, 6, 15))
    assert row["proceeds_usd_m"] == pytest.approx(100.0)
    assert row["refi_gap_usd_m"] == pytest.approx(30.0)
    assert row["debt_yield_pct"] == pytest.approx(10 / 130 * 100)
    assert 0 < row["balloon_dscr"] < 2


def test_without_a_cash_flow_there_is_no_figure() -> None:
    row = cover({}, {"cfads_usd_m": None})
    assert (row["dscr"], row["llcr"], row["plcr"]) == (None, None, None)
    bare = build_snapshot(inputs(book(LOAN)), as_of=TODAY, moment=noon(TODAY)).refinancing
    assert bare.projects is None


def test_what_cannot_be_counted_is_counted_as_missing() -> None:
    assert cover({"coupon_pct": None}, {})["missing_tranches"] == 1


def test_a_project_that_owes_nothing_has_no_rate_and_no_cover() -> None:
    row = cover(
        {"committed_usd_m": 0.0, "outstanding_usd_m": 0.0},
        {"noi_usd_m": 0.0, "cap_rate_pct": 6.0, "takeout_years": 20.0},
    )
    assert (row["balance_usd_m"], row["rate_pct"], row["dscr"], row["proceeds_usd_m"]) == (0.0, None, None, None)
