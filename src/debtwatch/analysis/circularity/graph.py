"""Loops of a small directed graph: which parties can pay each other back, and by which ways.

A graph is a mapping from a party to the parties it pays, with a weight each. Plain Python: the book
has some two hundred edges, and no library earns its import for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtwatch.analysis.circularity.results import LoopCounts

Graph = Mapping[str, Mapping[str, float]]
"""Payer to payee to weight; a party that pays nobody may be absent."""
Loop = tuple[str, ...]
"""Parties in paying order; the last pays the first."""


def parties(graph: Graph) -> list[str]:
    """Return every party of a graph in alphabetical order."""
    return sorted(set(graph) | {payee for payees in graph.values() for payee in payees})


def reaching(graph: Graph, target: str) -> set[str]:
    """Return the parties whose money can reach a target along positive weights, the target left out."""
    payers: dict[str, set[str]] = {}
    for payer, payees in graph.items():
        for payee, weight in payees.items():
            if weight > 0:
                payers.setdefault(payee, set()).add(payer)
    found: set[str] = set()
    open_ends = [target]
    while open_ends:
        for payer in payers.get(open_ends.pop(), ()):
            if payer not in found:
                found.add(payer)
                open_ends.append(payer)
    return found - {target}


def strong_components(graph: Graph) -> list[frozenset[str]]:
    """Return the sets of parties that can all pay each other back, largest first (Tarjan 1972).

    A party alone is a component only where it pays itself.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    standing: set[str] = set()
    found: list[frozenset[str]] = []

    def enter(party: str) -> Iterator[str]:
        order[party] = low[party] = len(order)
        stack.append(party)
        standing.add(party)
        return iter(sorted(graph.get(party, ())))

    def close(party: str) -> None:
        members = set()
        while True:
            member = stack.pop()
            standing.discard(member)
            members.add(member)
            if member == party:
                break
        if len(members) > 1 or party in graph.get(party, ()):
            found.append(frozenset(members))

    for root in parties(graph):
        if root in order:
            continue
        # The walk keeps its own stack: a chain of deals may be longer than Python recurses.
        walk = [(root, enter(root))]
        while walk:
            party, payees = walk[-1]
            payee = next(payees, None)
            if payee is None:
                walk.pop()
                if walk:
                    parent = walk[-1][0]
                    low[parent] = min(low[parent], low[party])
                if low[party] == order[party]:
                    close(party)
            elif payee not in order:
                walk.append((payee, enter(payee)))
            elif payee in standing:
                low[party] = min(low[party], order[payee])
    return sorted(found, key=lambda members: (-len(members), min(members)))


def independent_loops(graph: Graph) -> int:
    """Return how many loops every other one is made of: edges - parties + 1, added over the strong components.

    The number of simple loops explodes with every edge that becomes known; this one grows by one.
    """
    return sum(
        sum(payee in members for payer in members for payee in graph.get(payer, ())) - len(members) + 1
        for members in strong_components(graph)
    )


def counts(graph: Graph, over: str, *, longest: int) -> LoopCounts:
    """Return the loops of a graph counted three ways; `over` says which edges it holds."""
    groups = strong_components(graph)
    return LoopCounts(
        over=over,
        simple=len(loops(graph, longest=longest)),
        longest=longest,
        groups=len(groups),
        parties=sum(len(members) for members in groups),
        independent=independent_loops(graph),
    )


def loops(graph: Graph, *, longest: int) -> list[Loop]:
    """Return every simple loop of at most `longest` parties, each once, from its first name."""
    return [
        loop
        for members in strong_components(graph)
        for start in sorted(members)
        for loop in _loops_from(graph, members, start, longest)
    ]


def _loops_from(graph: Graph, members: frozenset[str], start: str, longest: int) -> Iterator[Loop]:
    """Yield the loops in which `start` is the first name of the alphabet."""
    paths: list[Loop] = [(start,)]
    while paths:
        path = paths.pop()
        for payee in sorted(graph.get(path[-1], ()), reverse=True):
            if payee == start:
                yield path
            elif payee > start and payee in members and payee not in path and len(path) < longest:
                paths.append((*path, payee))
