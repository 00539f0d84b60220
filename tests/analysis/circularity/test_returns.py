"""The share of a dollar that comes back, against known answers and what must always hold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.circularity.graph import Graph
from debtwatch.analysis.circularity.returns import Shares, returned_in_the_limit, returned_within, shares

NAMES = ("a", "b", "c", "d")
SINK = "outside"


@st.composite
def flow_graphs(draw: st.DrawFn) -> dict[str, dict[str, float]]:
    names = (*NAMES, SINK)
    return {
        payer: payees
        for payer in NAMES
        if (payees := draw(st.dictionaries(st.sampled_from(names), st.floats(0.5, 100), max_size=4)))
    }


def ring(leak: float) -> Graph:
    kept = 1 - leak
    return {"a": {"b": kept, SINK: leak}, "b": {"c": kept, SINK: leak}, "c": {"a": kept, SINK: leak}}


def test_a_ring_of_three_returns_what_its_leaks_leave() -> None:
    flows = shares(ring(0.1))
    assert returned_within(flows, "a", 2) == 0
    assert returned_within(flows, "a", 3) == pytest.approx(0.9**3)
    assert returned_in_the_limit(flows, "a") == pytest.approx(0.9**3)


def test_a_ring_without_a_leak_returns_the_whole_dollar() -> None:
    flows = shares({"a": {"b": 5.0}, "b": {"c": 1.0}, "c": {"a": 7.0}})
    assert returned_in_the_limit(flows, "a") == pytest.approx(1.0)


def test_money_caught_in_a_ring_elsewhere_does_not_come_back() -> None:
    flows = shares({"a": {"b": 1.0}, "b": {"c": 1.0, "a": 1.0}, "c": {"d": 1.0}, "d": {"c": 1.0}})
    assert returned_in_the_limit(flows, "a") == pytest.approx(0.5)


def matrix(flows: Shares, names: tuple[str, ...]) -> npt.NDArray[np.float64]:
    return np.array([[flows.get(payer, {}).get(payee, 0.0) for payee in names] for payer in names])


@given(flow_graphs(), st.sampled_from(NAMES), st.integers(1, 7))
def test_first_returns_agree_with_powers_of_the_matrix(
    graph: dict[str, dict[str, float]], party: str, steps: int
) -> None:
    names = (*NAMES, SINK)
    flows, place = shares(graph), names.index(party)
    g = matrix(flows, names)
    visits = [np.linalg.matrix_power(g, k)[place, place] for k in range(steps + 1)]
    first: list[float] = [0.0]
    for n in range(1, steps + 1):  # a visit at n is a first return at k, then a visit n - k later
        first.append(visits[n] - sum(first[k] * visits[n - k] for k in range(1, n)))
    assert returned_within(flows, party, steps) == pytest.approx(sum(first), abs=1e-9)


@given(flow_graphs(), st.sampled_from(NAMES))
def test_the_limit_agrees_with_the_inverse_of_the_matrix(graph: dict[str, dict[str, float]], party: str) -> None:
    leaking = {payer: payees | {SINK: sum(payees.values()) / 4} for payer, payees in graph.items()}
    flows, names = shares(leaking), (*NAMES, SINK)
    n = np.linalg.inv(np.eye(len(names)) - matrix(flows, names))
    place = names.index(party)
    assert returned_in_the_limit(flows, party) == pytest.approx(1 - 1 / n[place, place], abs=1e-9)


@given(flow_graphs(), st.sampled_from(NAMES))
def test_a_share_lies_between_nothing_and_all_and_never_falls_with_more_steps(
    graph: dict[str, dict[str, float]], party: str
) -> None:
    flows = shares(graph)
    by_steps = [returned_within(flows, party, steps) for steps in range(8)]
    assert by_steps == sorted(by_steps)
    assert by_steps[0] == 0
    assert by_steps[-1] <= returned_in_the_limit(flows, party) + 1e-9 <= 1 + 2e-9


@given(flow_graphs(), st.sampled_from(NAMES), st.sampled_from(NAMES), st.floats(0.1, 50))
def test_a_leak_never_raises_what_comes_back(
    graph: dict[str, dict[str, float]], party: str, leaking: str, usd_m: float
) -> None:
    payees = graph.get(leaking, {})
    if not payees:
        return
    with_leak = graph | {leaking: payees | {SINK: payees.get(SINK, 0.0) + usd_m}}
    before, after = shares(graph), shares(with_leak)
    assert returned_in_the_limit(after, party) <= returned_in_the_limit(before, party) + 1e-9
    assert returned_within(after, party, 4) <= returned_within(before, party, 4) + 1e-9
