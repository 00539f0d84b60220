"""Debt that repays by a table of its own: its life, what rolls at maturity and the wall follow the table."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.snapshot import Snapshot, build_snapshot
from debtwatch.desk.ground import end_of
from markets import book, inputs

AS_OF = date(2026, 6, 15)
TABLE: dict[str, Any] = {
    "amortization": "amortizing",
    "amort_kind": "sculpted",
    "repayment_days": [date(2026, 1, 15), date(2027, 6, 15), date(2030, 6, 15)],
    "repayment_pcts": [20.0, 30.0, 10.0],
}


def snapshot(*rows: dict[str, Any]) -> Snapshot:
    return build_snapshot(inputs(book(*rows)), as_of=AS_OF, moment=end_of(AS_OF))


def test_its_life_and_what_rolls_are_those_of_the_instalments_still_ahead() -> None:
    (row,) = snapshot(TABLE).refinancing.tranches.to_dicts()
    # Of eighty left: thirty in a year, ten in four, forty at maturity in nine.
    assert row["wal_years"] == pytest.approx((30 * 1 + 10 * 4 + 40 * 9) / 80, abs=0.01)
    assert row["roll_principal_usd_m"] == pytest.approx(500.0)
    assert row["profile"] == "scheduled"
    assert row["gap_low_bp"] is None


def test_the_wall_holds_its_instalments_on_their_days_and_sums_to_what_is_owed() -> None:
    wall = snapshot(TABLE).refinancing.years
    assert wall is not None
    years = dict(wall.select("year", "principal_usd_m").rows())
    assert years == {2027: pytest.approx(375.0), 2030: pytest.approx(125.0), 2035: pytest.approx(500.0)}


def test_a_table_changes_nothing_of_the_debt_beside_it() -> None:
    alone = snapshot({}).refinancing.tranches
    beside = snapshot({}, TABLE).refinancing.tranches.filter(pl.col("tranche_id") == "deal-0/notes")
    for name in ("wal_years", "market_pct", "gap_bp", "roll_principal_usd_m"):
        assert beside[name][0] == alone[name][0]


def test_a_balloon_its_source_names_is_kept_where_the_profile_is_assumed() -> None:
    balloon = {"amortization": "amortizing", "amort_kind": "amortizing", "amort_final_pct": 53.8}
    (row,) = snapshot(balloon).refinancing.tranches.to_dicts()
    assert row["profile"] == "level pay assumed"
    assert row["roll_principal_usd_m"] == pytest.approx(538.0)
    assert row["wal_years"] > 0.538 * 9
