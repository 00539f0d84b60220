"""What must hold whatever the book: the wall sums, horizons grow, totals hide nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.issuers.cover import cover_after
from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.snapshot import build_snapshot
from markets import book, inputs, noon

FIRST_DAY, LAST_DAY = date(2025, 7, 1), date(2026, 6, 30)
amounts = st.one_of(st.none(), st.floats(0, 50_000))
TRANCHES = st.fixed_dictionaries(
    {
        "matures_on": st.one_of(st.none(), st.dates(date(2026, 7, 1), date(2125, 1, 1))),
        "coupon_pct": st.one_of(st.none(), st.floats(0.5, 15)),
        "outstanding_usd_m": amounts,
        "sp_at_issue": st.sampled_from(["AA", "A-", "BBB", "B", None]),
        "instrument": st.sampled_from(["senior_unsecured", "convertible", "bridge", "ddtl", "abs"]),
        "currency": st.sampled_from(["USD", "USD", "EUR"]),
        "amortization": st.sampled_from(["bullet", "amortizing", "unknown"]),
        "balance_sheet": st.sampled_from(["on", "off", "partial"]),
        "issue_price": st.one_of(st.none(), st.floats(90, 101)),
        "put_on": st.one_of(st.none(), st.sampled_from([date(2025, 9, 1), date(2028, 5, 1)])),
        "extension_options": st.sampled_from([None, "2x12m"]),
    }
)
BOOKS = st.lists(TRANCHES, min_size=1, max_size=6)
DAYS = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda days: FIRST_DAY + timedelta(days))


def pressed(rows: list[dict[str, Any]], day: date = LAST_DAY) -> Refinancing:
    """Price a drawn book: a facility commits what it does not say it drew."""
    whole = [
        {**row, "committed_usd_m": row["outstanding_usd_m"] or 100.0, "issued_on": date(2025, 6, 16)} for row in rows
    ]
    return build_snapshot(inputs(book(*whole)), as_of=day, moment=noon(day)).refinancing


@settings(max_examples=25, deadline=None)
@given(rows=BOOKS, day=DAYS)
def test_the_wall_and_the_undated_are_what_is_owed_on_any_day_by_any_period(
    rows: list[dict[str, Any]], day: date
) -> None:
    part = pressed(rows, day)
    assert part.months is not None
    assert part.years is not None
    assert part.shape is not None
    for wall in (part.months, part.wall, part.years):
        for column in ("principal_usd_m", "expected_usd_m"):
            assert float(wall[column].sum()) + part.shape.undated_usd_m == pytest.approx(
                part.totals.outstanding_usd_m, abs=1e-6
            )
    assert part.shape.owed_usd_m == pytest.approx(part.shape.dated_usd_m + part.shape.undated_usd_m, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(rows=BOOKS)
def test_horizons_grow_and_a_gain_never_makes_costs_smaller(rows: list[dict[str, Any]]) -> None:
    horizons = pressed(rows).horizons
    assert horizons is not None
    for column in ("principal_usd_m", "priced_usd_m", "positive_interest_usd_m_y", "missing_tranches", "missing_usd_m"):
        values = horizons[column].to_list()
        assert values == pytest.approx(sorted(values), abs=1e-9), column
    for row in horizons.iter_rows(named=True):
        assert row["priced_usd_m"] <= row["principal_usd_m"] + 1e-9
        assert row["positive_interest_usd_m_y"] >= row["interest_usd_m_y"] - 1e-9
        if row["gap_bp"] is not None:
            assert row["positive_gap_bp"] >= row["gap_bp"] - 1e-9


@settings(max_examples=25, deadline=None)
@given(rows=BOOKS)
def test_totals_are_priced_and_unpriced_on_and_off_and_every_missing_one_is_counted(rows: list[dict[str, Any]]) -> None:
    part = pressed(rows)
    totals, tranches = part.totals, part.tranches
    assert totals.priced_usd_m + totals.unpriced_usd_m == pytest.approx(totals.total_usd_m)
    assert totals.rated_usd_m + totals.implied_usd_m == pytest.approx(totals.priced_usd_m)
    assert totals.on_usd_m + totals.off_usd_m == pytest.approx(totals.total_usd_m)
    assert totals.priced_on_usd_m + totals.priced_off_usd_m == pytest.approx(totals.priced_usd_m)
    assert sum(each.tranches for each in totals.unpriced) == totals.tranches - totals.priced_tranches
    marked = tranches.filter(pl.col("mark_usd_m_y").is_not_null())
    assert marked.height + totals.mark_missing_tranches == totals.tranches
    assert float(marked["committed_usd_m"].sum()) + totals.mark_missing_usd_m == pytest.approx(totals.total_usd_m)


@settings(max_examples=15, deadline=None)
@given(rows=BOOKS, at=st.integers(0, 5))
def test_a_coupon_taken_away_leaves_every_other_figure_and_is_counted(rows: list[dict[str, Any]], at: int) -> None:
    place = at % len(rows)
    plain = {"instrument": "senior_unsecured", "currency": "USD", "matures_on": date(2027, 3, 15), "sp_at_issue": "A-"}
    whole = [dict(row) for row in rows]
    whole[place] = {**whole[place], **plain, "coupon_pct": 5.0, "outstanding_usd_m": 500.0, "amortization": "bullet"}
    poor = [dict(row) for row in whole]
    poor[place] = {**poor[place], "coupon_pct": None, "issue_price": None}
    before, after = pressed(whole), pressed(poor)
    mine = before.tranches.row(place, named=True)
    lost = mine["mark_usd_m_y"]
    assert after.totals.mark_usd_m_y == pytest.approx(before.totals.mark_usd_m_y - lost, abs=1e-6)
    assert after.totals.mark_missing_tranches == before.totals.mark_missing_tranches + 1
    assert after.totals.mark_missing_usd_m == pytest.approx(before.totals.mark_missing_usd_m + 500.0)
    assert after.totals.total_usd_m == pytest.approx(before.totals.total_usd_m)
    assert before.horizons is not None
    assert after.horizons is not None
    assert after.horizons["principal_usd_m"].to_list() == pytest.approx(before.horizons["principal_usd_m"].to_list())
    assert (after.horizons["missing_tranches"] - before.horizons["missing_tranches"]).to_list() == [1] * 5


@settings(max_examples=60, deadline=None)
@given(
    cash_flow=st.floats(-5_000, 50_000),
    interest=st.floats(1, 5_000),
    rises=st.lists(st.floats(0, 2_000), min_size=2, max_size=8),
)
def test_cover_never_rises_as_the_rate_rises(cash_flow: float, interest: float, rises: list[float]) -> None:
    frame = pl.DataFrame({"added": sorted(rises)}).select(
        cover=cover_after(pl.lit(abs(cash_flow)), pl.lit(interest), pl.col("added"))
    )
    covers = frame["cover"].to_list()
    assert covers == sorted(covers, reverse=True)
