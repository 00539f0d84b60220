from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pytest

from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.snapshot import Inputs, Snapshot, baselines_of, build_snapshot, changed_parts, rebuild
from debtwatch.analysis.structure.assumptions import LeaseAssumptions
from debtwatch.book import read_book
from debtwatch.book.book import BookFrames
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from markets import SERIES, made_up
from snapshots import assert_same

if TYPE_CHECKING:
    from debtwatch.analysis.issuers.results import Issuers

DAY = date(2026, 6, 30)
MOMENT = datetime(2026, 7, 1, tzinfo=UTC)


@cache
def shelf() -> BookFrames:
    return read_book(shipped("config"), None, largest_bytes=16_000_000).frames()


@cache
def given() -> Inputs:
    baselines = baselines_of(read_baselines(shipped("fixtures", "baselines")))
    return Inputs(book=shelf(), observations=made_up(), series=SERIES, baselines=baselines)


@cache
def whole() -> Snapshot:
    return build_snapshot(given(), as_of=DAY, moment=MOMENT)


def test_a_snapshot_of_the_whole_book_holds_every_part() -> None:
    snapshot = whole()
    assert snapshot.structure is not None
    assert snapshot.hurdle is not None
    assert snapshot.circularity is not None
    assert snapshot.issuers is not None
    assert snapshot.structure.totals.committed_usd_m == pytest.approx(snapshot.refinancing.totals.total_usd_m)


def test_who_owes_most_answers_for_a_deal_s_headroom_and_it_ranks() -> None:
    deals = whole().refinancing.deals
    known = deals.drop_nulls("headroom_bp")
    assert known.height > 0
    assert known["headroom_issuer"].null_count() == 0
    assert deals["rank_parts"].max() >= 4  # type: ignore[operator]


def test_hyperion_s_uncovered_expiry_is_a_part_of_its_rank() -> None:
    row = whole().refinancing.deals.filter(deals_of("Hyperion")).row(0, named=True)
    assert row["cover_shortfall"] is not None
    assert 0.0 <= row["cover_shortfall"] <= 1.0


def deals_of(name: str) -> pl.Expr:
    return pl.col("deal").str.contains(name)


def test_cover_after_refinancing_adds_what_rolls_within_two_years() -> None:
    issuers = whole().issuers
    assert issuers is not None
    rows = issuers.table.drop_nulls("icr_after")
    assert rows.height > 0
    for row in rows.iter_rows(named=True):
        before = row["icr_ebitda"] if row["icr_ebitda"] is not None else row["icr_ebit"]
        added = row["added_interest_usd_m_y"]
        assert row["icr_after"] == pytest.approx(before * row["interest_usd_m"] / (row["interest_usd_m"] + added))


def test_while_book_day_and_sofr_stand_the_next_snapshot_keeps_what_the_book_decides() -> None:
    again = build_snapshot(given(), as_of=DAY, moment=MOMENT, previous=whole())
    assert again.standing is whole().standing
    later = build_snapshot(given(), as_of=date(2026, 6, 29), moment=MOMENT, previous=whole())
    assert later.standing is not whole().standing


def test_what_moved_the_marked_bonds_is_kept_while_the_data_stand_and_made_anew_with_them() -> None:
    kept = build_snapshot(given(), as_of=DAY, moment=MOMENT, previous=whole()).spreads.attribution
    assert kept is whole().spreads.attribution
    newer = replace(given(), version=1)
    assert build_snapshot(newer, as_of=DAY, moment=MOMENT, previous=whole()).spreads.attribution is not kept


def test_another_haircut_moves_lease_cliffs_and_ranks_and_nothing_else_of_the_structure() -> None:
    before = whole()
    harder = replace(given(), leases=LeaseAssumptions(haircut_pct=80.0))
    again = rebuild(before, harder, changed=changed_parts(given(), harder), as_of=DAY, moment=MOMENT)
    fresh = build_snapshot(harder, as_of=DAY, moment=MOMENT)
    assert again.structure is not None
    assert fresh.structure is not None
    assert before.structure is not None
    assert again.structure.cliffs.equals(fresh.structure.cliffs)
    assert again.refinancing.deals.equals(fresh.refinancing.deals)
    assert again.structure.exposure is before.structure.exposure
    moved = again.structure.cliffs["cover"] - before.structure.cliffs["cover"]
    assert (moved <= 0).all()
    assert (moved < 0).any()
    shortfalls = [one.refinancing.deals.filter(deals_of("Hyperion"))["cover_shortfall"][0] for one in (before, again)]
    assert shortfalls[0] < shortfalls[1]


@cache
def under(shock: Shock) -> Snapshot:
    return rebuild(whole(), given(), changed=(), as_of=DAY, moment=MOMENT, shock=shock)


UP = Shock("up", par_bp=300.0, words="government yields +300 bp")


def test_a_shock_moves_what_refinancing_costs_and_the_cover_after_it() -> None:
    winter = date(2026, 12, 15)
    plain = build_snapshot(given(), as_of=winter, moment=MOMENT.replace(month=12, day=16))
    moved = rebuild(plain, given(), changed=(), as_of=winter, moment=plain.moment, shock=UP)
    assert plain.issuers is not None
    assert moved.issuers is not None
    both = plain.issuers.table.join(moved.issuers.table, on="issuer", suffix="_up").drop_nulls("icr_after")
    paying = both.filter(pl.col("icr_after") > 0)
    assert (paying["icr_after_up"] <= paying["icr_after"]).all()
    assert (paying["icr_after_up"] < paying["icr_after"]).any()
    assert moved.refinancing.totals.mark_usd_m_y > plain.refinancing.totals.mark_usd_m_y


def test_a_shock_moves_the_chips_that_secure_floating_loans_and_no_other_table_of_the_structure() -> None:
    before, after = whole().structure, under(UP).structure
    assert before is not None
    assert after is not None
    loans = before.collateral.join(after.collateral, on="tranche_id", suffix="_up")
    floating = loans.filter(pl.col("rate_pct_up") != pl.col("rate_pct"))
    assert floating.height > 0
    assert (floating["rate_pct_up"] - floating["rate_pct"]).to_list() == pytest.approx([3.0] * floating.height)
    assert (floating["peak_ltv_declining_up"] >= floating["peak_ltv_declining"]).all()
    for name in ("sheets", "exposure", "cliffs", "stacks", "tails"):
        assert getattr(after, name).equals(getattr(before, name)), name


def test_what_has_no_market_rate_in_it_stands_under_a_shock_as_it_is() -> None:
    moved = under(UP)
    assert moved.hurdle is whole().hurdle
    assert moved.circularity is whole().circularity
    assert moved.spreads.table.equals(whole().spreads.table)
    assert moved.spreads.attribution is whole().spreads.attribution
    assert moved.refinancing.wall.equals(whole().refinancing.wall)


def test_a_shock_taken_back_leaves_everything_as_it_was() -> None:
    back = rebuild(under(UP), given(), changed=(), as_of=DAY, moment=MOMENT)
    assert back.refinancing.tranches.equals(whole().refinancing.tranches)
    before = whole().structure
    assert before is not None
    assert back.structure is not None
    assert back.structure.collateral.equals(before.collateral)


def capped(issuers: Issuers) -> Inputs:
    """Return the inputs with the largest floating loan capped a half above what it pays now."""
    loan = issuers.floating.drop_nulls("balance_usd_m").row(0, named=True)
    cap = {"tranche_id": loan["tranche_id"], "kind": "cap", "hedged_pct": 100.0, "rate_pct": 4.5}
    hedges = pl.DataFrame([cap], schema_overrides=shelf().hedges.schema)
    return replace(given(), book=replace(shelf(), hedges=pl.concat([shelf().hedges, hedges], how="diagonal")))


def test_what_floating_debt_pays_follows_a_move_of_its_base_and_nothing_else_is_read_again() -> None:
    issuers, up = whole().issuers, Shock("up", par_bp=100.0)
    assert issuers is not None
    held = capped(issuers)
    before = build_snapshot(held, as_of=DAY, moment=MOMENT)
    moved = build_snapshot(held, as_of=DAY, moment=MOMENT, shock=up, previous=before)
    assert moved.hurdle is before.hurdle
    assert moved.circularity is before.circularity
    assert moved.issuers is not None
    assert before.issuers is not None
    assert moved.issuers.cash_flows is before.issuers.cash_flows
    assert moved.issuers.floats.rise_100bp_usd_m_y < before.issuers.floats.rise_100bp_usd_m_y
    assert_same(moved, build_snapshot(held, as_of=DAY, moment=MOMENT, shock=up))
