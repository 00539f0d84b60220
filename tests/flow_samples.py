"""A tranche's row of the book with every field a payment is read from, to differ from where a test says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from debtwatch.analysis.refinancing.debt import complete

PLAIN: dict[str, Any] = {
    "tranche_id": "alpha/notes", "deal_id": "alpha", "instrument": "senior_unsecured", "currency": "USD",
    "coupon_type": "fixed", "coupon_pct": 5.0, "margin_bp": None, "issued_on": date(2025, 6, 15),
    "matures_on": date(2035, 6, 15), "amort_kind": None, "amort_first": None, "amort_last": None,
    "amort_final_pct": None, "payments_a_year": None, "first_coupon_on": None,
}  # fmt: skip


def tranche(**differs: Any) -> dict[str, Any]:
    """Return the row as the program completes it; its balloon is of what is owed today."""
    row = {**PLAIN, **differs}
    return {**row, **complete(pl.DataFrame([row])).to_dicts()[0], "balloon_pct": row["amort_final_pct"]}
