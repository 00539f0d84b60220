"""Loops of small graphs, against plain search."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.circularity.graph import Graph, loops, parties, reaching, strong_components

NAMES = ("a", "b", "c", "d", "e")


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    pairs = draw(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14))
    graph: dict[str, dict[str, float]] = {}
    for payer, payee in sorted(pairs):
        graph.setdefault(payer, {})[payee] = draw(st.floats(0.1, 100))
    return graph


def walks_to(graph: Graph, start: str, goal: str) -> bool:
    open_ends, seen = list(graph.get(start, ())), set[str]()
    while open_ends:
        here = open_ends.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            open_ends += graph.get(here, ())
    return False


@given(graphs())
def test_two_parties_share_a_component_exactly_when_each_can_pay_the_other_back(graph: Graph) -> None:
    found = strong_components(graph)
    together = {(one, other) for members in found for one in members for other in members}
    expected = {
        (one, other)
        for one in parties(graph)
        for other in parties(graph)
        if walks_to(graph, one, other) and walks_to(graph, other, one)
    }
    assert together == expected


@given(graphs())
def test_every_simple_loop_is_listed_once(graph: Graph) -> None:
    expected = {
        order
        for size in range(1, len(NAMES) + 1)
        for order in permutations(NAMES, size)
        if order[0] == min(order)
        and all(payee in graph.get(payer, {}) for payer, payee in zip(order, (*order[1:], order[0]), strict=True))
    }
    listed = loops(graph, longest=len(NAMES))
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


def test_loops_longer_than_asked_for_are_left_out() -> None:
    ring: Graph = {"a": {"b": 1.0}, "b": {"c": 1.0}, "c": {"a": 1.0}}
    assert loops(ring, longest=3) == [("a", "b", "c")]
    assert loops(ring, longest=2) == []


def test_a_long_chain_of_payments_needs_no_deep_recursion() -> None:
    names = [f"p{number:05}" for number in range(5_000)]
    ring = {payer: {payee: 1.0} for payer, payee in zip(names, [*names[1:], names[0]], strict=True)}
    assert strong_components(ring) == [frozenset(names)]


def test_money_reaches_a_party_only_along_edges_that_carry_some() -> None:
    assert reaching({"a": {"b": 1.0}, "b": {"c": 0.0}, "d": {"c": 2.0}}, "c") == {"d"}
