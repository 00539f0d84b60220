"""Loops of small graphs, against plain search."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.circularity.graph import (
    Graph,
    counts,
    independent_loops,
    loops,
    parties,
    reaching,
    strong_components,
)

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


@given(graphs())
def test_independent_loops_are_the_rank_of_all_loops(graph: Graph) -> None:
    edges = [(payer, payee) for payer, payees in graph.items() for payee in payees]
    walks = [set(zip(loop, (*loop[1:], loop[0]), strict=True)) for loop in loops(graph, longest=len(NAMES))]
    vectors = np.array([[edge in walk for edge in edges] for walk in walks], dtype=float)
    assert independent_loops(graph) == (np.linalg.matrix_rank(vectors) if walks else 0)


@given(graphs(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_one_more_edge_never_takes_a_loop_away(graph: Graph, payer: str, payee: str) -> None:
    more = {name: dict(payees) for name, payees in graph.items()}
    more.setdefault(payer, {})[payee] = 1.0
    assert independent_loops(more) >= independent_loops(graph)
    groups = counts(more, "edges", longest=5)
    assert groups.independent <= groups.simple
    assert (groups.groups == 0) == (groups.simple == 0)


def test_loops_are_counted_three_ways_and_said_in_words() -> None:
    two_rings: Graph = {"a": {"b": 1.0}, "b": {"a": 1.0, "c": 1.0}, "c": {"d": 1.0}, "d": {"c": 1.0}}
    found = counts(two_rings, "edges", longest=4)
    assert (found.groups, found.parties, found.independent, found.simple) == (2, 4, 2, 2)
    assert (
        found.words() == "over edges: 2 groups of 4 parties, 2 independent loops, 2 simple loops of at most 4 parties"
    )
    assert counts({"a": {"b": 1.0}}, "edges", longest=4).words() == "over edges: no loop"
