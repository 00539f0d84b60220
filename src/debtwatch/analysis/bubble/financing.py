"""The financing mix read from the book: deals that close a loop, and debt whose issuer cannot pay its interest."""

from __future__ import annotations

from datetime import date

import polars as pl

from debtwatch.analysis.bubble.figure import Figure
from debtwatch.analysis.circularity.flows import graph_of, money_edges
from debtwatch.analysis.circularity.graph import Graph, strong_components
from debtwatch.analysis.issuers.results import Minsky

DEALS_FROM = date(2023, 1, 1)
"""The book's deals between parties are collected from then on: before, none found says nothing."""


def circular_deals(edges: pl.DataFrame, as_of: date) -> Figure:
    """Return how many deals close a loop on a day: the independent loops of money that is committed and sized.

    `edges` are `Circularity.edges`: agreed by the day, neither lapsed nor rumoured. Of them count those along which
    money moves, that have an amount and have not ended. Draw them one by one: a deal between parties who could
    not yet pay each other back joins them, every further one closes a loop. So the number is
    Σ (pairs - parties + 1) over the groups in which everyone can pay everyone back, the dimension of their cycle
    space (Veblen, Analysis Situs, 1922). It does not depend on the order, counts a pair of parties once however
    many contracts they have, and unlike the number of all loops does not multiply when two loops share a leg;
    the number of groups would count one for a whole web. An amount nobody published counts for nothing here and
    is said beside it. Before `DEALS_FROM` it does not report.
    """
    if as_of < DEALS_FROM:
        return Figure(None, None, f"not reporting: the book collects deals between parties from {DEALS_FROM.year} on")
    if edges.is_empty():
        return Figure(None, None, "not reporting: no deal between two parties in the book")
    running = money_edges(edges).filter(pl.col("ends_on").is_null() | (pl.col("ends_on") > as_of))
    sized = running.filter(pl.col("size_usd_m") > 0)
    graph = graph_of(sized, "size_usd_m")
    groups = strong_components(graph)
    loops = sum(_independent(graph, members) for members in groups)
    parties = sum(len(members) for members in groups)
    return Figure(
        float(loops),
        as_of,
        f"{loops} deals close a loop among {parties} parties in {len(groups)} groups; {sized.height} deals with an "
        f"amount counted, {running.height - sized.height} without one left out; what is not in the book is not counted",
    )


def _independent(graph: Graph, members: frozenset[str]) -> int:
    """Return the independent loops of a group in which everyone can pay everyone back."""
    pairs = sum(len(members & graph.get(party, {}).keys()) for party in members)
    return pairs - len(members) + 1


def ponzi_share(issuers: pl.DataFrame, column: str) -> Figure:
    """Return the share of debt whose issuer's cash flow does not pay its interest, percent of classed debt.

    `issuers` are `Issuers.table`, `column` one of its three Minsky classes (`minsky_ebit`, `minsky_ocf`,
    `minsky_fcf`): there is no agreed cash flow, so there are three answers. Issuers without a class or a
    balance are counted beside it, with their debt.
    """
    classed = issuers.filter(pl.col(column).is_not_null() & (pl.col("debt_usd_m") > 0))
    rest = issuers.height - classed.height
    unclassed = float(issuers.filter(pl.col(column).is_null())["debt_usd_m"].sum())
    if classed.is_empty():
        return Figure(None, None, "not reporting: no issuer has both figures")
    total = float(classed["debt_usd_m"].sum())
    ponzi = classed.filter(pl.col(column) == Minsky.PONZI.value).sort("debt_usd_m", descending=True)
    owed = float(ponzi["debt_usd_m"].sum())
    return Figure(
        100 * owed / total,
        classed["period_end"].min(),  # type: ignore[arg-type]
        f"{ponzi.height} of {classed.height} issuers, ${owed / 1000:,.0f}bn of ${total / 1000:,.0f}bn: "
        f"{', '.join(ponzi['company']) or 'none'}; {rest} issuers without a class or a balance "
        f"(${unclassed / 1000:,.0f}bn)",
    )
