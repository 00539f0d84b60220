"""What the shipped facts say of each issuer."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.issuers.build import build_issuers
from debtwatch.analysis.issuers.headroom import with_headroom
from debtwatch.analysis.issuers.results import (
    CASH_FLOW_COLUMNS,
    CONFLICT_COLUMNS,
    FLOATING_COLUMNS,
    ISSUER_COLUMNS,
    Issuers,
)
from structure_examples import TODAY, declared, shipped_frames

PRICED = pl.DataFrame(
    {
        "tranche_id": ["meta/notes", "oracle/notes", "oracle/loan", "spv/notes", "oracle/unpriced"],
        "deal_id": ["meta", "oracle", "oracle", "spv", "oracle"],
        "sponsor": ["Meta", "Oracle", "Oracle", "Oracle", "Oracle"],
        "obligor": ["Meta Platforms, Inc.", "Oracle Corporation", "Oracle Corporation", "An SPV", "Oracle Corporation"],
        "outstanding_usd_m": [30_000.0, 20_000.0, 5_000.0, 9_000.0, 700.0],
        "market_pct": [5.0, 6.0, 7.0, 8.0, None],
        "rate_paid_pct": [4.5, 5.0, 6.5, 7.0, 6.0],
        "roll_24m_usd_m_y": [0.0, 200.0, 25.0, 90.0, None],
    }
)


@pytest.fixture(scope="module")
def shipped() -> Issuers:
    book = shipped_frames()
    return build_issuers(book.facts, book.tranches, as_of=TODAY, priced=PRICED)


def issuer(found: Issuers, company: str) -> dict[str, Any]:
    return found.table.row(by_predicate=pl.col("company") == company, named=True)


def test_the_frames_have_the_columns_they_declare(shipped: Issuers) -> None:
    assert shipped.table.schema == declared(ISSUER_COLUMNS)
    assert shipped.conflicts.schema == declared(CONFLICT_COLUMNS)
    assert shipped.cash_flows.schema == declared(CASH_FLOW_COLUMNS)
    assert shipped.floating.schema == declared(FLOATING_COLUMNS)


def test_one_issuer_has_three_minsky_classes(shipped: Issuers) -> None:
    coreweave = issuer(shipped, "CoreWeave")
    assert (coreweave["minsky_ebit"], coreweave["minsky_ocf"], coreweave["minsky_fcf"]) == (
        "ponzi",
        "hedge",
        "ponzi",
    )
    assert coreweave["icr_ebit"] < 0
    assert coreweave["at_risk"] == "below 1"
    assert coreweave["capex_strain"] == pytest.approx(20_566 / 6_911)


def test_a_class_on_cash_flow_is_of_the_twelve_months_shown_beside_it(shipped: Issuers) -> None:
    """Amazon's free cash flow has turned since the last year whose interest is known."""
    amazon = issuer(shipped, "Amazon")
    assert amazon["fcf_usd_m"] < 0
    assert amazon["minsky_fcf"] == "ponzi"
    for row in shipped.table.drop_nulls("fcf_usd_m").iter_rows(named=True):
        assert (row["fcf_usd_m"] < 0) == (row["minsky_fcf"] == "ponzi"), row["company"]


@pytest.mark.parametrize(
    ("company", "metric", "used", "other"),
    [
        ("Meta", "interest_expense", 1_090, 1_165),
        ("Nebius", "total_debt", 4_837, 4_127.7),
        ("CoreWeave", "interest_expense", 1_229, 1_148),
    ],
)
def test_the_known_conflicts_are_shown_as_conflicts(
    shipped: Issuers, company: str, metric: str, used: float, other: float
) -> None:
    rows = shipped.conflicts.filter((pl.col("company") == company) & (pl.col("metric") == metric))
    assert (used, other) in rows.select("chosen_usd_m", "other_usd_m").rows()


def test_cash_without_securities_says_so(shipped: Issuers) -> None:
    for company in ("Amazon", "Meta", "Nvidia"):
        assert "ONLY" in issuer(shipped, company)["cash_note"]


def test_oracle_spends_more_than_it_earns(shipped: Issuers) -> None:
    oracle = issuer(shipped, "Oracle")
    assert oracle["fcf_usd_m"] == pytest.approx(46_940 - 75_660)
    assert oracle["minsky_fcf"] == "ponzi"
    assert oracle["interest_period"] == "fiscal year to 2026-05-31", "the newest twelve months that hold interest"


def test_cover_after_refinancing_adds_the_roll(shipped: Issuers) -> None:
    oracle = issuer(shipped, "Oracle")
    assert oracle["added_interest_usd_m_y"] == 225
    assert oracle["icr_after"] == pytest.approx(20_606 / (4_599 + 225))
    assert oracle["cash_flow"].startswith("EBIT:"), "its depreciation is not in the facts"


def test_without_prices_nothing_is_said_of_cover_after() -> None:
    book = shipped_frames()
    found = build_issuers(book.facts, book.tranches, as_of=TODAY)
    assert found.table["icr_after"].null_count() == found.table.height


def test_both_sides_of_a_cover_come_from_one_window(shipped: Issuers) -> None:
    alphabet = issuer(shipped, "Alphabet")
    assert alphabet["icr_ebit"] == pytest.approx(147_628 / 2_252)
    assert alphabet["interest_period"] == "four quarters to 2026-06-30"


def test_no_cash_flow_no_figure(shipped: Issuers) -> None:
    openai = issuer(shipped, "OpenAI")
    assert openai["interest_usd_m"] is None
    assert openai["minsky_ebit"] is None
    assert "SoftBank" in shipped.without.issuers
    assert shipped.without.usd_m > 200_000


def test_only_what_was_published_by_the_day_is_used() -> None:
    book = shipped_frames()
    then = build_issuers(book.facts, book.tranches, as_of=date(2026, 3, 31))
    assert (then.table["period_end"] <= date(2026, 3, 31)).all()
    assert issuer(then, "Meta")["period_end"] == date(2025, 12, 31)


def test_floating_debt_says_that_no_hedge_is_published(shipped: Issuers) -> None:
    assert shipped.floating["hedged"].unique().to_list() == ["not published"]
    bridge = shipped.floating.row(0, named=True)
    assert (bridge["issuer"], bridge["rise_100bp_usd_m_y"]) == ("SoftBank", 400)


def test_headroom_is_break_even_less_market(shipped: Issuers) -> None:
    by_deal = with_headroom(PRICED, shipped.cash_flows, by=["deal_id"])
    oracle = by_deal.row(by_predicate=pl.col("deal_id") == "oracle", named=True)
    owed, market = 25_000, (20_000 * 6 + 5_000 * 7) / 25_000
    other = 1_428 * 4 - (20_000 * 0.05 + 5_000 * 0.065)
    assert oracle["market_pct"] == pytest.approx(market)
    assert oracle["headroom_bp"] == pytest.approx(((6_728 * 4 / 1.5 - other) / owed * 100 - market) * 100)
    assert "spv" not in by_deal["deal_id"].to_list(), "its debt is not its sponsor's interest"


def test_debt_newer_than_the_filing_has_no_headroom(shipped: Issuers) -> None:
    heavy = PRICED.with_columns(outstanding_usd_m=pl.lit(500_000.0))
    assert with_headroom(heavy, shipped.cash_flows, by=["deal_id"])["headroom_bp"].null_count() == 2


def test_a_fast_borrower_is_measured_by_its_newest_quarter(shipped: Issuers) -> None:
    coreweave = shipped.cash_flows.row(by_predicate=pl.col("sponsor") == "CoreWeave", named=True)
    assert (coreweave["window"], coreweave["period_end"]) == ("quarter x 4", date(2026, 6, 30))
    assert coreweave["cash_flow_usd_m"] == (1_393 - 49) * 4
    assert coreweave["interest_usd_m"] == 558 * 4


def test_of_several_who_owe_in_a_group_the_largest_answers(shipped: Issuers) -> None:
    mixed = PRICED.with_columns(sponsor=pl.lit("Meta"))
    assert with_headroom(mixed, shipped.cash_flows, by=["sponsor"])["issuer"].to_list() == ["Meta"]


def test_headroom_joins_by_tranche_and_by_sponsor(shipped: Issuers) -> None:
    for keys in (["tranche_id"], ["sponsor"]):
        found = with_headroom(PRICED, shipped.cash_flows, by=keys)
        assert found.select(keys).is_duplicated().sum() == 0
    assert set(with_headroom(PRICED, shipped.cash_flows, by=["sponsor"])["sponsor"]) == {"Meta", "Oracle"}


def test_a_book_without_facts_has_no_issuers() -> None:
    book = shipped_frames()
    found = build_issuers(book.facts.clear(), book.tranches, as_of=TODAY)
    assert found.table.height == found.cash_flows.height == found.conflicts.height == 0
    assert found.without.tranches == 205
    assert found.table.schema == declared(ISSUER_COLUMNS)
    assert found.conflicts.schema == declared(CONFLICT_COLUMNS)
    assert found.cash_flows.schema == declared(CASH_FLOW_COLUMNS)


def test_an_issuer_without_debt_in_the_book_says_so(shipped: Issuers) -> None:
    microsoft = issuer(shipped, "Microsoft")
    assert (microsoft["principal_12m_usd_m"], microsoft["principal_basis"]) == (0, "no debt of it in the book")
