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

from debtwatch.analysis.market.quotes import MarketHistory, market_history
from debtwatch.analysis.market.ratios import floating_base_pct, moves_spreads, peak_words
from debtwatch.analysis.market.results import IndexSpread, Market, Shock
from debtwatch.analysis.market.shocks import AAA, curve_move_pct, era_peaks, newest_means, stored_means
from debtwatch.analysis.market.today import market_today
from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.refinancing.ledger import ledger_of
from debtwatch.analysis.refinancing.pressure import refinancing
from debtwatch.analysis.snapshot import Snapshot, build_snapshot
from markets import FIRST, LEVELS, SERIES, baselines, book, inputs, made_up, noon, vintages, weekdays

TODAY = date(2026, 6, 30)
RATED = ("AA", "A", "BBB", "BB", "B")


def built(shelf: Any, shock: Shock | None = None) -> Snapshot:
    return build_snapshot(inputs(shelf), as_of=TODAY, moment=noon(TODAY), shock=shock)


@cache
def market() -> tuple[MarketHistory, Market]:
    known = history(made_up(), SERIES, as_of=TODAY, moment=noon(TODAY))
    found = market_history(known, SERIES)
    return found, market_today(known, found, TODAY)


@cache
def figures(column: str, shock: Shock | None = None) -> tuple[float, ...]:
    rows = [
        {"tranche_id": f"alpha/{place}", "sp_at_issue": rating, "matures_on": date(2028 + 3 * place, 6, 15)}
        for place, rating in enumerate(RATED)
    ]
    history_, today = market()
    priced = refinancing(ledger_of(book(*rows), history_, TODAY), history_, today, shock=shock).tranches
    found = priced.sort("tranche_id")[column].to_list()
    assert None not in found
    return tuple(found)


def gaps(shock: Shock | None = None) -> tuple[float, ...]:
    return figures("gap_bp", shock)


COSTS = ("gap_bp", "roll_gap_bp", "mark_usd_m_y", "roll_usd_m_y")


def never_falls(low: Shock, high: Shock) -> None:
    """Assert that no gap and no cost of any tranche is lower under the harder shock."""
    for column in COSTS:
        pairs = zip(figures(column, low), figures(column, high), strict=True)
        assert all(after >= before - 1e-9 for before, after in pairs), column


moves = st.builds(
    Shock,
    st.just("drawn"),
    par_bp=st.floats(-300.0, 300.0),
    spread_factor=st.floats(0.3, 4.0),
    spread_bp=st.floats(-200.0, 200.0),
    notches=st.integers(0, 3),
    tenor_bp=st.tuples(st.tuples(st.just(2.0), st.floats(-100, 100)), st.tuples(st.just(30.0), st.floats(-100, 100))),
    hold_premium=st.booleans(),
)


@settings(max_examples=8, deadline=None)
@given(shock=moves, more=st.floats(0.0, 200.0))
def test_under_any_shock_higher_rates_or_spreads_lower_no_gap_mark_or_roll(shock: Shock, more: float) -> None:
    never_falls(shock, replace(shock, par_bp=shock.par_bp + more))
    never_falls(shock, replace(shock, spread_bp=shock.spread_bp + more))


@settings(max_examples=6, deadline=None)
@given(shock=moves, further=st.integers(1, 6))
def test_under_any_shock_a_worse_rating_tightens_nothing(shock: Shock, further: int) -> None:
    held = replace(shock, spread_bp=max(shock.spread_bp, 0.0))
    never_falls(held, replace(held, notches=held.notches + further))


@settings(max_examples=8, deadline=None)
@given(shock=moves)
def test_no_tightening_takes_a_spread_below_nothing(shock: Shock) -> None:
    assert min(figures("spread_pct", replace(shock, spread_bp=-5_000.0))) == 0.0


@settings(max_examples=6, deadline=None)
@given(shock=moves)
def test_a_premium_is_held_to_the_basis_point_or_gone_as_told(shock: Shock) -> None:
    for hold in (True, False):
        told = replace(shock, hold_premium=hold)
        parts = zip(*(figures(c, told) for c in ("market_pct", "par_pct", "spread_pct", "premium_pct")), strict=True)
        for (market, base, spread, premium), before in zip(parts, figures("premium_pct"), strict=True):
            assert premium == pytest.approx(before)
            assert market == pytest.approx(base + spread + (before if hold else 0.0))


def test_a_parallel_move_of_the_curve_moves_every_fixed_gap_by_as_much() -> None:
    moved = gaps(Shock("up", par_bp=100.0))
    assert [after - before for before, after in zip(gaps(), moved, strict=True)] == pytest.approx([100.0] * len(RATED))


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


ERA = (date(2007, 6, 1), date(2009, 12, 31))


def triple_a(first: date, last: date, level: float = 1.0, high: float = 4.0) -> pl.DataFrame:
    spike = date(2009, 3, 1)
    rows = [(AAA, day, high if day.replace(day=1) == spike else level) for day in weekdays(first, last)]
    return stored_means(vintages(rows), TODAY)


def test_the_aaa_peak_is_the_highest_month_of_what_the_user_has_stored() -> None:
    means = triple_a(*ERA)
    assert dict(era_peaks(means, *ERA)) == {1: pytest.approx(4.0)}
    assert set(dict(era_peaks(pl.concat([baselines().monthly.select(means.columns), means]), *ERA))) == {1, 7, 9, 14}


def test_a_history_that_reaches_only_part_of_the_era_has_no_peak() -> None:
    assert era_peaks(triple_a(date(2008, 6, 1), date(2009, 12, 31)), *ERA) == ()


def test_a_month_of_a_few_prints_is_no_mean() -> None:
    assert triple_a(date(2009, 3, 2), date(2009, 3, 13)).is_empty()


def test_each_peak_is_reached_at_its_own_notch_and_between_them_in_logarithms() -> None:
    targets = ((1, 4.0), (7, 6.0), (9, 8.0), (14, 20.0))
    shelf = book(*({"sp_at_issue": rating} for rating in ("AAA", "A-", "BBB", "B+", "A")))
    plain, moved = (built(shelf, each).refinancing.tranches for each in (None, Shock("era", peaks=targets)))
    ratios = dict(zip(moved["rating"], (moved["spread_pct"] / plain["spread_pct"]).to_list(), strict=True))
    index = {each.notch: each.oas_pct for each in built(shelf).market.oas}
    assert ratios["AAA"] == pytest.approx(4.0 / index[1])
    assert ratios["BBB"] == pytest.approx(8.0 / index[9])
    assert ratios["A-"] > ratios["A"] > ratios["AAA"] or ratios["A-"] < ratios["A"] < ratios["AAA"]
    assert ratios["A"] == pytest.approx(ratios["AAA"] ** (1 / 6) * ratios["A-"] ** (5 / 6))


def test_the_screens_say_which_peaks_stand_and_why_another_does_not() -> None:
    shock = Shock("era", peaks=((7, 6.0), (9, 8.0), (14, 20.0)), present=((7, 0.8), (14, 3.0)))
    told = " ".join(peak_words(shock, nothing_quoted()))
    assert "IG 600, HY 2,000" in told
    assert "without AAA (none ships, and its history is not stored); BBB (no spread of today" in told
    assert peak_words(Shock("up", par_bp=100.0), nothing_quoted()) == ()
    assert "not moved" in peak_words(replace(shock, present=()), nothing_quoted())[0]


@given(rise=st.floats(-300, 300), short=st.floats(-100, 100))
def test_what_floats_pays_over_a_base_that_moves_as_the_short_end_does(rise: float, short: float) -> None:
    shock = Shock("twist", par_bp=rise, tenor_bp=((2.0, short), (30.0, 0.0)))
    at_overnight = float(pl.select(curve_move_pct(pl.lit(0.0), shock)).item())
    assert floating_base_pct(4.0, shock) == pytest.approx(4.0 + at_overnight)
    assert floating_base_pct(4.0, None) == 4.0
    assert floating_base_pct(None, shock) is None


def test_a_loan_s_base_rises_on_both_sides_of_its_gap() -> None:
    loan = {"coupon_type": "floating", "coupon_pct": None, "margin_bp": 250.0, "sp_at_issue": "BB"}
    plain, moved = (
        built(book(loan), each).refinancing.tranches.row(0, named=True) for each in (None, Shock("up", par_bp=100.0))
    )
    assert moved["rate_paid_pct"] == pytest.approx(plain["rate_paid_pct"] + 1.0)
    assert moved["market_pct"] == pytest.approx(plain["market_pct"] + 1.0)
    assert moved["gap_bp"] == pytest.approx(plain["gap_bp"])
