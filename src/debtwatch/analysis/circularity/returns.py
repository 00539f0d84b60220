"""The share of a dollar that comes back to whoever paid it.

Row-normalise the flows to G. The share back within n steps is the first-return probability
Σ f_ii(k), k = 1..n; in the limit it is 1 - 1/N_ii with N = (I - G)^-1 (Finn's cycling index, 1976).
"""

from __future__ import annotations

from debtwatch.analysis.circularity.graph import Graph, reaching

_SETTLED = 1e-15
Shares = dict[str, dict[str, float]]
"""Payer to payee to the share of the payer's flows, summing to one a payer."""


def shares(graph: Graph) -> Shares:
    """Return each party's flows as shares of what it pays; parties that pay nothing are left out."""
    totals = {payer: sum(payees.values()) for payer, payees in graph.items()}
    return {
        payer: {payee: weight / totals[payer] for payee, weight in payees.items() if weight > 0}
        for payer, payees in graph.items()
        if totals[payer] > 0
    }


def returned_within(flows: Shares, party: str, steps: int) -> float:
    """Return the share of a party's dollar that is back for the first time within `steps` payments."""
    back = 0.0
    held = {party: 1.0}
    for _ in range(steps):
        moved: dict[str, float] = {}
        for payer, money in held.items():
            for payee, share in flows.get(payer, {}).items():
                moved[payee] = moved.get(payee, 0.0) + money * share
        back += moved.pop(party, 0.0)
        held = moved
    return min(back, 1.0)


def returned_in_the_limit(flows: Shares, party: str) -> float:
    """Return the share of a party's dollar that ever comes back: 1 - 1/N_ii.

    Solved as the chance of reaching the party from each of those who can: that system always has
    one answer, while I - G has no inverse where a ring leaks nothing.
    """
    able = sorted(reaching(flows, party))
    column = {name: place for place, name in enumerate(able)}
    rows = []
    for name in able:
        row = [0.0] * (len(able) + 1)
        row[column[name]] = 1.0
        for payee, share in flows[name].items():
            if payee == party:
                row[-1] += share
            elif payee in column:
                row[column[payee]] -= share
        rows.append(row)
    chance = dict(zip(able, _solved(rows), strict=True))
    paid = flows.get(party, {})
    back = sum(share * (1.0 if payee == party else chance.get(payee, 0.0)) for payee, share in paid.items())
    return min(max(back, 0.0), 1.0)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve a small linear system given as rows with the right side last (Gauss, with pivoting)."""
    size = len(rows)
    for step in range(size):
        pivot = max(range(step, size), key=lambda place: abs(rows[place][step]))
        rows[step], rows[pivot] = rows[pivot], rows[step]
        lead = rows[step][step]
        if abs(lead) < _SETTLED:
            continue
        rows[step] = [value / lead for value in rows[step]]
        for place in range(size):
            factor = rows[place][step]
            if place != step and factor:
                rows[place] = [value - factor * above for value, above in zip(rows[place], rows[step], strict=True)]
    return [row[-1] for row in rows]
