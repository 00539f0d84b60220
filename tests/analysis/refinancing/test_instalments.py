"""The wall's instalments fall as often as the book says."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.refinancing.wall import instalments

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(("times", "months"), [(1, 12), (2, 6), (4, 3), (12, 1)])
def test_level_payments_fall_as_often_as_the_book_says(times: int, months: int) -> None:
    row = pl.DataFrame(
        {
            "tranche_id": ["a/b"],
            "balloon": [0.0],
            "outstanding_usd_m": [1_000.0],
            "coupon_pct": [6.0],
            "amort_kind": ["level"],
            "amort_first": [None],
            "amort_last": [None],
            "matures_on": [date(2031, 6, 15)],
            "frequency": [times],
            "repayment_days": [None],
            "repayment_pcts": [None],
        },
        schema_overrides={
            "amort_first": pl.Date,
            "amort_last": pl.Date,
            "repayment_days": pl.List(pl.Date),
            "repayment_pcts": pl.List(pl.Float64),
        },
    )
    paid = instalments(row, TODAY).sort("paid_on")
    count = 60 // months
    rate = 0.06 * months / 12
    payment = 1_000.0 * rate / (1 - (1 + rate) ** -count)
    left, expected = 1_000.0, []
    for _ in range(count):
        expected.append(payment - left * rate)
        left -= expected[-1]
    assert paid["principal_usd_m"].to_list() == pytest.approx(expected)
    assert paid["paid_on"].to_list()[-1] == date(2031, 6, 15)
    assert (paid["paid_on"][1] - paid["paid_on"][0]).days == pytest.approx(30.4 * months, abs=3)
