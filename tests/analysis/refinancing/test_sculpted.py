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
    assert row["roll_principal_usd_m"] == pytest.approx(400.0)
    assert row["profile"] == "scheduled"
    assert row["gap_low_bp"] is None


def test_the_wall_holds_its_instalments_on_their_days_and_sums_to_what_is_owed() -> None:
    wall = snapshot(TABLE).refinancing.years
    assert wall is not None
    years = dict(wall.select("year", "principal_usd_m").rows())
    assert years == {2027: pytest.approx(300.0), 2030: pytest.approx(100.0), 2035: pytest.approx(400.0)}


def owed(**differs: Any) -> tuple[float, str]:
    (row,) = snapshot({**TABLE, **differs}).refinancing.tranches.to_dicts()
    return row["outstanding_usd_m"], row["balance_basis"]


@pytest.mark.parametrize(
    ("differs", "usd_m", "basis"),
    [
        ({}, 800.0, "committed, less 20.0 % repaid since by its schedule"),
        ({"drawn_on": date(2026, 1, 1)}, 400.0, "drawn on 2026-01-01, less 20.0 % repaid since by its schedule"),
        ({"drawn_on": date(2026, 2, 1)}, 500.0, "drawn on 2026-02-01"),
    ],
)
def test_what_is_owed_follows_the_table_from_the_day_it_was_stated(
    differs: dict[str, Any], usd_m: float, basis: str
) -> None:
    drawn = {"drawn_usd_m": 500.0, "outstanding_usd_m": 500.0} if differs else {}
    found, told = owed(**drawn, **differs)
    assert found == pytest.approx(usd_m)
    assert told == basis


def test_what_is_owed_follows_stated_instalments_too_and_a_balloon_grows_in_what_is_left() -> None:
    level = {
        "amortization": "amortizing", "amort_kind": "linear", "repayment_days": None, "repayment_pcts": None,
        "amort_first": date(2025, 12, 1), "amort_last": date(2035, 6, 1), "amort_final_pct": 20.0,
    }  # fmt: skip
    (row,) = snapshot(level).refinancing.tranches.to_dicts()
    # Two of twenty instalments of four percent are paid.
    assert row["outstanding_usd_m"] == pytest.approx(920.0)
    assert row["roll_principal_usd_m"] == pytest.approx(200.0)


def test_an_assumed_profile_repays_nothing_of_what_was_stated() -> None:
    loose = {"amort_kind": None, "repayment_days": None, "repayment_pcts": None}
    assert owed(**loose) == (1_000.0, "committed")


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


def test_what_its_table_has_repaid_whole_is_repaid_and_in_no_total() -> None:
    gone = {"repayment_days": [date(2026, 1, 15), date(2026, 6, 15)], "repayment_pcts": [60.0, 40.0]}
    part = snapshot({**TABLE, **gone}, {}).refinancing
    assert part.tranches["tranche_id"].to_list() == ["deal-1/notes"]
    assert [(each.what, each.tranches) for each in part.totals.excluded] == [("repaid", 1)]
    assert part.totals.total_usd_m == 1_000.0


@pytest.mark.parametrize("first", [None, date(2025, 6, 20)])
def test_what_is_still_owed_after_the_last_instalment_waits_for_maturity(first: date | None) -> None:
    over = {
        "amort_kind": "linear", "repayment_days": None, "repayment_pcts": None, "amort_first": first,
        "amort_last": date(2026, 1, 1), "amort_final_pct": 30.0,
    }  # fmt: skip
    part = snapshot(over).refinancing
    (row,) = part.tranches.to_dicts()
    assert row["outstanding_usd_m"] == pytest.approx(1_000.0 if first is None else 300.0)
    assert row["roll_principal_usd_m"] == row["outstanding_usd_m"]
    assert row["wal_years"] == row["remaining_years"]
    assert part.years is not None
    assert part.years["principal_usd_m"].sum() == pytest.approx(row["outstanding_usd_m"])
