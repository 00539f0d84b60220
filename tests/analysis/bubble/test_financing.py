from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bubble.financing import circular_deals, ponzi_share
from debtwatch.analysis.bubble.funding import LOOPS, PONZI
from debtwatch.analysis.bubble.results import Colour
from debtwatch.analysis.circularity.build import build_circularity
from debtwatch.book import read_book
from debtwatch.config.paths import shipped

DAY = date(2026, 10, 1)


def deals(*pairs: tuple[str, str], **same: Any) -> pl.DataFrame:
    rows = [
        {"payer": payer, "payee": payee, "bond": "payment", "kind": "purchase_commitment", "size_usd_m": 100.0,
         "ends_on": None, **same}
        for payer, payee in pairs
    ]  # fmt: skip
    schema = {
        "payer": pl.String, "payee": pl.String, "bond": pl.String, "kind": pl.String, "size_usd_m": pl.Float64,
        "ends_on": pl.Date,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def counted(frame: pl.DataFrame) -> float | None:
    return circular_deals(frame, DAY).value


def test_a_chain_closes_nothing_and_the_deal_back_closes_one_loop() -> None:
    chain = [("Nvidia", "OpenAI"), ("OpenAI", "Oracle")]
    assert counted(deals(*chain)) == 0
    assert counted(deals(*chain, ("Oracle", "Nvidia"))) == 1


def test_two_loops_that_share_a_leg_are_two_though_every_way_round_is_more() -> None:
    """Three parties who all pay each other: five simple loops, four deals that close one."""
    everyone = list(permutations(("A", "B", "C"), 2))
    assert counted(deals(*everyone)) == 6 - 3 + 1


def test_further_contracts_of_the_same_pair_close_nothing_more() -> None:
    assert counted(deals(("A", "B"), ("A", "B"), ("B", "A"))) == 1


@pytest.mark.parametrize(
    "back",
    [
        {"size_usd_m": None},
        {"bond": "promise", "kind": "guarantee"},
        {"bond": "stake", "kind": "warrant"},
        {"ends_on": date(2026, 9, 30)},
    ],
    ids=["no amount", "a promise", "a warrant", "ended"],
)
def test_what_is_not_money_with_an_amount_that_runs_closes_no_loop(back: dict[str, Any]) -> None:
    frame = pl.concat([deals(("A", "B")), deals(("B", "A"), **back)])
    assert counted(frame) == 0


def test_before_the_book_collects_deals_none_found_says_nothing() -> None:
    found = circular_deals(deals(("A", "B"), ("B", "A")), date(2022, 12, 31))
    assert (found.value, found.note) == (
        None,
        "not reporting: the book collects deals between parties from 2023 on",
    )


def test_a_deal_without_an_amount_is_said_beside_the_count() -> None:
    frame = pl.concat([deals(("A", "B"), ("B", "A")), deals(("B", "C"), size_usd_m=None)])
    found = circular_deals(frame, DAY)
    assert found.value == 1
    assert "1 without one left out" in found.note


def test_an_empty_book_says_nothing() -> None:
    assert counted(deals()) is None


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), max_size=12), st.randoms())
def test_the_count_depends_on_no_order_and_no_deal_lowers_it(pairs: list[tuple[str, str]], random: Any) -> None:
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    shuffled = random.sample(pairs, len(pairs))
    whole = counted(deals(*pairs)) or 0
    assert (counted(deals(*shuffled)) or 0) == whole
    assert (counted(deals(*pairs[:-1])) or 0) <= whole


def test_the_shipped_book_s_count_is_its_edges_less_its_parties_in_groups() -> None:
    edges = build_circularity(
        read_book(shipped("config"), None, largest_bytes=16_000_000).frames().edges, as_of=DAY
    ).edges
    found = circular_deals(edges, DAY)
    money = edges.filter(
        pl.col("bond").is_in(["payment", "stake", "credit"])
        & (pl.col("kind") != "warrant")
        & (pl.col("size_usd_m") > 0)
        & (pl.col("ends_on").is_null() | (pl.col("ends_on") > DAY))
    )
    reach = {party: {party} for party in {*money["payer"], *money["payee"]}}
    pairs = set(zip(money["payer"], money["payee"], strict=True))
    for _ in reach:
        for payer, payee in pairs:
            reach[payer] |= reach[payee]
    closed = [(payer, payee) for payer, payee in pairs if payer in reach[payee]]
    groups = {frozenset(other for other in reach[party] if party in reach[other]) for pair in closed for party in pair}
    assert found.value == len(closed) - sum(map(len, groups)) + len(groups)
    assert LOOPS.levels.colour(found.value) is Colour.RED
    assert LOOPS.levels.published_colour(found.value) is Colour.NONE


def issuers(*rows: tuple[str, str | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*row, date(2026, 6, 30)) for row in rows],
        schema={"company": pl.String, "minsky_ebit": pl.String, "debt_usd_m": pl.Float64, "period_end": pl.Date},
        orient="row",
    )


def test_the_ponzi_share_is_of_dollars_whose_issuer_has_a_class_and_says_what_has_none() -> None:
    found = ponzi_share(
        issuers(("A", "ponzi", 30_000), ("B", "hedge", 60_000), ("C", "speculative", 10_000), ("D", None, 5_000)),
        "minsky_ebit",
    )
    assert found.value == pytest.approx(30.0)
    assert found.note == "1 of 3 issuers, $30bn of $100bn: A; 1 issuers without a class or a balance ($5bn)"
    assert ponzi_share(issuers(("D", None, 5_000)), "minsky_ebit").value is None


def test_three_cash_flows_give_three_answers_and_none_votes() -> None:
    assert set(PONZI) == {"minsky_ebit", "minsky_ocf", "minsky_fcf"}
    assert not any(gauge.votes for gauge in PONZI.values())
