"""Chips against the loan they secure."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.structure.assumptions import COLLATERAL
from debtwatch.analysis.structure.build import build_structure
from debtwatch.analysis.structure.collateral import with_path
from structure_examples import TODAY, shipped_frames


def path(loan: float, rate_pct: float, months: int, cost: float) -> pl.DataFrame:
    frame = pl.DataFrame({"month": range(months)}).with_columns(
        committed_usd_m=pl.lit(loan), rate_pct=pl.lit(rate_pct), months=pl.lit(months), cost_usd_m=pl.lit(cost)
    )
    return with_path(frame, COLLATERAL)


def test_the_same_loan_is_safe_or_under_water_by_how_chips_lose_value() -> None:
    worked = path(850.0, 9.0, 60, 1000.0).filter(pl.col("month").is_in([12, 24, 36, 48]))
    assert worked["ltv_straight_line"].to_list() == pytest.approx([0.851, 0.832, 0.772, 0.605], abs=5e-4)
    assert worked["ltv_declining"].to_list() == pytest.approx([1.091, 1.313, 1.406, 1.130], abs=5e-4)


def test_that_loan_is_under_water_from_its_eighth_month_if_chips_lose_a_third_a_year() -> None:
    i, payment = 0.09 / 12, 850 * 0.0075 / (1 - 1.0075**-60)
    owed, first, never = 850.0, None, True
    for month in range(1, 60):
        owed = owed * (1 + i) - payment
        if first is None and owed > 1000 * 0.65 ** (month / 12):
            first = month
        never &= owed <= 1000 * (1 - month / 72)
    assert never, "a straight line over six years keeps it covered"
    walked = path(850.0, 9.0, 60, 1000.0)
    under = walked.filter(pl.col("balance_usd_m") > pl.col("declining_usd_m"))["month"]
    assert under.min() == first == 8
    assert walked.filter(pl.col("balance_usd_m") > pl.col("straight_line_usd_m")).height == 0


@settings(max_examples=40, deadline=None)
@given(st.floats(1, 1e5), st.floats(0, 30), st.integers(2, 120), st.floats(1, 1e5))
def test_balance_and_values_only_fall(loan: float, rate_pct: float, months: int, cost: float) -> None:
    walked = path(loan, rate_pct, months, cost)
    for column in ("balance_usd_m", "straight_line_usd_m", "declining_usd_m"):
        assert (walked[column].diff().drop_nulls() <= 1e-6 * max(loan, cost)).all()
    assert walked["balance_usd_m"][0] == pytest.approx(loan)


def test_the_crossover_is_the_first_month_the_balance_exceeds_the_value() -> None:
    book = shipped_frames()
    found = build_structure(book.tranches, book.commitments, book.guarantees, book.edges, as_of=TODAY, base_pct=3.9)
    for row in found.collateral.filter(pl.col("crossover_declining").is_not_null()).iter_rows(named=True):
        walked = found.paths.filter(pl.col("tranche_id") == row["tranche_id"])
        under = walked.filter(pl.col("balance_usd_m") > pl.col("declining_usd_m"))["month"]
        assert under.min() == row["crossover_declining"]


def test_a_loan_without_rate_or_dates_says_what_it_lacks() -> None:
    book = shipped_frames()
    found = build_structure(book.tranches, book.commitments, book.guarantees, book.edges, as_of=TODAY)
    lacking = dict(found.collateral.select("tranche_id", "no_path_because").rows())
    assert lacking["coreweave-ddtl-3-0/ddtl-3-0"] == "no coupon or margin", "no SOFR average was given"
    assert lacking["crusoe-brookfield-2025/credit-facility"] == "no issue date or maturity"
    assert found.collateral.filter(pl.col("no_path_because").is_not_null())["ltv_declining"].null_count() > 0
