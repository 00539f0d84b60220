from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.market.results import IndexSpread, Market, Shock
from debtwatch.analysis.market.shocks import curve_move_pct, era_peaks, moves_spreads, newest_means
from debtwatch.analysis.snapshot import Snapshot, build_snapshot
from markets import FIRST, LEVELS, baselines, book, inputs, noon

TODAY = date(2026, 6, 30)
RATED = ("AA", "A", "BBB", "BB", "B")


def built(shelf: Any, shock: Shock | None = None) -> Snapshot:
    return build_snapshot(inputs(shelf), as_of=TODAY, moment=noon(TODAY), shock=shock)


@cache
def gaps(shock: Shock | None = None) -> tuple[float, ...]:
    rows = [
        {"tranche_id": f"alpha/{place}", "sp_at_issue": rating, "matures_on": date(2028 + 3 * place, 6, 15)}
        for place, rating in enumerate(RATED)
    ]
    found = built(book(*rows), shock=shock).refinancing.tranches["gap_bp"].to_list()
    assert None not in found
    return tuple(found)


def test_a_parallel_move_of_the_curve_moves_every_fixed_gap_by_as_much() -> None:
    moved = gaps(Shock("up", par_bp=100.0))
    assert [after - before for before, after in zip(gaps(), moved, strict=True)] == pytest.approx([100.0] * len(RATED))


@settings(max_examples=15, deadline=None)
@given(less=st.floats(-200.0, 200.0), more=st.floats(0.0, 300.0))
def test_the_more_the_curve_rises_the_wider_every_gap(less: float, more: float) -> None:
    low, high = gaps(Shock("low", par_bp=less)), gaps(Shock("high", par_bp=less + more))
    assert all(after >= before - 1e-9 for before, after in zip(low, high, strict=True))


@settings(max_examples=15, deadline=None)
@given(less=st.floats(0.5, 3.0), more=st.floats(1.0, 3.0))
def test_the_more_spreads_widen_the_wider_every_gap(less: float, more: float) -> None:
    low, high = gaps(Shock("low", spread_factor=less)), gaps(Shock("high", spread_factor=less * more))
    assert all(after >= before - 1e-9 for before, after in zip(low, high, strict=True))


def test_no_notch_of_downgrade_narrows_a_gap_and_all_four_widen_each() -> None:
    steps = [gaps(Shock(f"down {n}", notches=n)) for n in range(5)]
    for before, after in pairwise(steps):
        assert all(b >= a - 1e-9 for a, b in zip(before, after, strict=True))
    assert all(b > a for a, b in zip(steps[0], steps[-1], strict=True))


def test_a_steeper_curve_widens_long_gaps_more_than_short_ones() -> None:
    moved = gaps(Shock("steeper", tenor_bp=((2.0, 0.0), (30.0, 100.0))))
    added = [after - before for before, after in zip(gaps(), moved, strict=True)]
    assert added == sorted(added)
    assert 0.0 <= added[0] < added[-1] < 100.0


@given(tenor=st.floats(0.0, 60.0), short=st.floats(-100.0, 100.0), long=st.floats(-100.0, 100.0))
def test_between_two_tenors_a_move_lies_between_theirs(tenor: float, short: float, long: float) -> None:
    shock = Shock("twist", tenor_bp=((2.0, short), (30.0, long)))
    moved = 100 * float(pl.select(curve_move_pct(pl.lit(tenor), shock)).item())
    assert min(short, long) - 1e-9 <= moved <= max(short, long) + 1e-9


def test_without_its_premium_a_tranche_is_priced_as_its_index() -> None:
    rows = built(book({"issue_price": 90.0, "sp_at_issue": "BBB"}), shock=Shock("bare", hold_premium=False))
    row = rows.refinancing.tranches.row(0, named=True)
    assert row["premium_pct"] > 0
    assert row["market_pct"] == pytest.approx(row["par_pct"] + row["spread_pct"])


def peaks(first: date, last: date) -> dict[int, float]:
    return dict(era_peaks(baselines().monthly, first, last))


def test_the_peaks_of_2008_stand_above_those_of_2017() -> None:
    crisis = peaks(date(2007, 6, 1), date(2009, 12, 31))
    late = peaks(date(2017, 1, 1), date(2019, 3, 31))
    assert set(crisis) == set(late) == {7, 9, 14}
    assert all(crisis[notch] > late[notch] for notch in crisis)


def test_under_a_crisis_every_gap_is_wider_and_a_weak_rating_s_widens_most() -> None:
    crisis = Shock("2008", peaks=tuple(peaks(date(2007, 6, 1), date(2009, 12, 31)).items()))
    added = [after - before for before, after in zip(gaps(), gaps(crisis), strict=True)]
    assert min(added) > 0
    assert added[-1] == max(added)


def nothing_quoted() -> Market:
    return Market(par=None, hqm=None, oas=(), factors=(), sofr_pct=None, sofr_series="", sofr_on=None)


def test_peaks_without_a_present_say_that_they_move_nothing() -> None:
    bare = Shock("2008", peaks=((7, 6.0),))
    assert not moves_spreads(bare, nothing_quoted())
    assert moves_spreads(replace(bare, present=((7, 0.8),)), nothing_quoted())
    assert moves_spreads(Shock("up", par_bp=100.0), nothing_quoted())


def test_an_index_in_store_stands_before_the_shipped_means() -> None:
    quoted = replace(
        nothing_quoted(), oas=(IndexSpread("A", 6, "x", LEVELS["A"], FIRST, recorded=False), IndexSpread("BBB", 9, "y", LEVELS["BBB"], FIRST, recorded=False))
    )  # fmt: skip
    assert moves_spreads(Shock("2008", peaks=((7, 6.0),)), quoted)
    assert not moves_spreads(Shock("2008", peaks=((18, 6.0),), present=((18, 9.0),)), quoted)


def test_only_a_month_that_has_ended_is_the_present() -> None:
    assert newest_means(baselines().monthly, date(2007, 7, 15)) == newest_means(baselines().monthly, date(2007, 6, 30))
    assert newest_means(baselines().monthly, date(1900, 1, 1)) == ()
