"""What the shipped edges and small ones say about who pays whom."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.circularity.build import build_circularity
from debtwatch.analysis.circularity.results import EDGE_COLUMNS, LOOP_COLUMNS, PARTY_COLUMNS, Circularity
from structure_examples import TODAY, declared, edges, shipped_frames


@pytest.fixture(scope="module")
def shipped() -> Circularity:
    return build_circularity(shipped_frames().edges, as_of=TODAY)


def loop(found: Circularity, name: str) -> dict[str, object]:
    return found.loops.row(by_predicate=pl.col("loop") == name, named=True)


def test_the_frames_have_the_columns_they_declare(shipped: Circularity) -> None:
    assert shipped.edges.schema == declared(EDGE_COLUMNS)
    assert shipped.parties.schema == declared(PARTY_COLUMNS)
    assert shipped.loops.schema == declared(LOOP_COLUMNS)


@pytest.mark.parametrize(
    ("name", "bottleneck_usd_m"),
    [
        ("Nvidia → OpenAI → Oracle → Nvidia", 30_000),
        ("Microsoft → OpenAI → Microsoft", 13_000),
        ("Anthropic → Broadcom → Anthropic", 42_000),
        ("Amazon → OpenAI → Amazon", 50_000),
        ("Amazon → Anthropic → Amazon", 33_000),
        ("Alphabet → Anthropic → Alphabet", 13_000),
    ],
)
def test_the_known_loops_are_listed_with_their_narrowest_leg(
    shipped: Circularity, name: str, bottleneck_usd_m: float
) -> None:
    assert loop(shipped, name)["bottleneck_usd_m"] == bottleneck_usd_m


def test_the_known_loops_come_first(shipped: Circularity) -> None:
    assert set(shipped.loops["loop"][:6]) == {
        "Amazon → OpenAI → Amazon",
        "Anthropic → Broadcom → Anthropic",
        "Amazon → Anthropic → Amazon",
        "Nvidia → OpenAI → Oracle → Nvidia",
        "Alphabet → Anthropic → Alphabet",
        "Microsoft → OpenAI → Microsoft",
    }
    ring = loop(shipped, "Nvidia → OpenAI → Oracle → Nvidia")
    assert ring["legs"] == "$30.0bn, $300.0bn, $40.0bn"
    assert ring["legs_usd_m"] == 370_000
    assert ring["not_firm_because"] == "Nvidia → OpenAI: stake; Oracle → Nvidia: no firm amount published"
    unsized = shipped.loops["unsized_legs"].to_list()
    assert [number > 0 for number in unsized] == sorted(number > 0 for number in unsized)


def test_why_no_firm_payment_returns_is_said_in_plain_words(shipped: Circularity) -> None:
    firm = shipped.firm
    assert not firm.closes
    assert firm.edges == shipped.coverage.flowed == 32
    assert {"OpenAI", "Anthropic", "Meta"} <= set(firm.first)
    assert {"Microsoft", "Amazon", "CoreWeave", "IREN"} == set(firm.through)
    assert [(one.payer, one.payee) for one in firm.closing] == [("IREN", "Nvidia")]
    assert firm.words().startswith("0 % of a firm dollar returns to anyone: the 32 firm payments run one way")


def test_firm_payments_that_lead_back_say_so() -> None:
    ring = edges(
        {"payer": "A", "payee": "B", "committed_usd_m": 10.0},
        {"payer": "B", "payee": "C", "committed_usd_m": 10.0},
        {"payer": "C", "payee": "A", "committed_usd_m": 10.0},
    )
    found = build_circularity(ring, as_of=TODAY)
    assert found.firm.closes
    assert found.parties["returns_pct"].to_list() == pytest.approx([100.0] * 3)
    assert [count.independent for count in found.counts] == [1, 1, 1]
    assert found.loops["not_firm_because"].to_list() == [None]


def test_loops_are_counted_over_all_money_over_payments_and_over_firm_ones(shipped: Circularity) -> None:
    money, payments, firm = shipped.counts
    assert money.simple == shipped.loops.height
    assert (money.groups, money.parties) == (1, 16)
    assert money.independent == 48 - 16 + 1, "edges between the parties of the group, less parties, plus one"
    assert payments.simple < money.simple
    assert firm.simple == firm.groups == 0


def test_a_payment_that_has_ended_would_close_nothing() -> None:
    back = {"payer": "B", "payee": "A", "committed_usd_m": 10.0, "ends_on": date(2026, 6, 1)}
    found = build_circularity(edges({"payer": "A", "payee": "B", "committed_usd_m": 10.0}, back), as_of=TODAY)
    assert found.firm.closing == ()
    assert found.counts[1].simple == 0


def test_no_loop_closes_on_firm_payments_alone(shipped: Circularity) -> None:
    assert not shipped.loops["firm"].any()
    assert (shipped.parties["returns_limit_pct"].drop_nulls() == 0).all()
    assert (shipped.parties["financed_returns_limit_pct"] > 0).any()


def test_spacex_closes_only_through_what_may_be_cancelled(shipped: Circularity) -> None:
    through = shipped.loops.filter(
        pl.col("loop").str.contains("SpaceX") & pl.col("loop").str.starts_with("Anthropic → SpaceX")
    )
    assert through.height > 0
    assert through["cancellable_legs"].min() == 1


def test_aggregates_lapsed_and_rumoured_edges_stand_in_no_sum(shipped: Circularity) -> None:
    frame = shipped_frames().edges
    left_out = {reason: count for reason, count, _ in shipped.coverage.excluded}
    assert left_out == {"aggregate": 9, "lapsed": 1, "rumoured": 2}
    assert shipped.coverage.edges + sum(left_out.values()) == frame.height


def test_every_edge_either_flows_or_says_why_not(shipped: Circularity) -> None:
    assert (shipped.edges["annual_usd_m"].is_null() == shipped.edges["no_flow_because"].is_not_null()).all()


def test_a_firm_amount_flows_evenly_over_its_years() -> None:
    found = build_circularity(edges({"payer": "A", "payee": "B", "committed_usd_m": 1_000.0}), as_of=TODAY)
    assert found.edges["annual_usd_m"].item() == pytest.approx(100, rel=1e-3)


def test_guarantees_and_stakes_are_drawn_and_not_flowed() -> None:
    found = build_circularity(
        edges(
            {"payer": "A", "payee": "B", "kind": "equity_stake", "committed_usd_m": 10.0},
            {"payer": "B", "payee": "A", "kind": "backstop", "committed_usd_m": 10.0},
        ),
        as_of=TODAY,
    )
    assert found.coverage.flowed == 0
    assert found.loops.height == 0, "a promise closes no loop of money"
    assert found.parties.filter(pl.col("party") == "B")["promised_usd_m"].item() == 10


def test_nothing_agreed_later_is_known() -> None:
    later = edges({"payer": "A", "payee": "B", "committed_usd_m": 10.0, "starts_on": date(2027, 1, 1)})
    found = build_circularity(later, as_of=TODAY)
    assert found.edges.height == 0
    assert found.coverage.excluded == (("not agreed yet", 1, 0.0),)


def test_an_ended_contract_flows_no_more() -> None:
    ended = edges({"payer": "A", "payee": "B", "committed_usd_m": 10.0, "ends_on": date(2026, 6, 1)})
    found = build_circularity(ended, as_of=TODAY)
    assert found.edges["no_flow_because"].item() == "ended"


def test_a_cancellable_contract_without_a_firm_amount_never_flows() -> None:
    given = edges({"payer": "A", "payee": "B", "amount_usd_m": 45_000.0, "cancellable": "yes"})
    found = build_circularity(given, as_of=TODAY)
    assert found.coverage.flowed == 0
    assert found.coverage.payments_unflowed_usd_m == 45_000


def test_an_unpublished_leg_is_counted_and_never_taken_for_nothing() -> None:
    found = build_circularity(
        edges({"payer": "A", "payee": "B", "committed_usd_m": 10.0}, {"payer": "B", "payee": "A"}), as_of=TODAY
    )
    only = found.loops.row(0, named=True)
    assert (only["bottleneck_usd_m"], only["unsized_legs"], only["firm"]) == (10.0, 1, False)


def test_a_book_without_edges_draws_nothing() -> None:
    found = build_circularity(shipped_frames().edges.clear(), as_of=TODAY)
    assert found.edges.height == found.parties.height == found.loops.height == 0
    assert found.edges.schema == declared(EDGE_COLUMNS)
    assert found.parties.schema == declared(PARTY_COLUMNS)
    assert found.loops.schema == declared(LOOP_COLUMNS)
