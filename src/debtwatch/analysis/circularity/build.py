"""Assembles the circularity of a day from the book's edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.circularity.flows import (
    flowing,
    graph_of,
    money_edges,
    running_payments,
    standing_edges,
    with_flows,
)
from debtwatch.analysis.circularity.graph import counts, parties, strong_components
from debtwatch.analysis.circularity.results import (
    EDGE_COLUMNS,
    PARTY_COLUMNS,
    Bond,
    Circularity,
    Coverage,
)
from debtwatch.analysis.circularity.returns import Shares, returned_in_the_limit, returned_within, shares
from debtwatch.analysis.circularity.ways import firm_ways, loop_rows
from debtwatch.analysis.columns import names

if TYPE_CHECKING:
    from datetime import date

STEPS = 4
"""Payments within which a dollar counts as returned: the longest published loop has four."""
LONGEST_LOOP = 4
"""Longer ways round exist on paper only: every further leg adds another use of the money."""
_PERCENT = 100.0


def build_circularity(edges: pl.DataFrame, *, as_of: date, steps: int = STEPS) -> Circularity:
    """Return who pays whom on a day, from the book's `edges` frame; nothing of a later day is read."""
    standing, excluded = standing_edges(edges, as_of)
    drawn = with_flows(standing, as_of)
    money = money_edges(drawn)
    money_graph = graph_of(money, "size_usd_m")
    payments = running_payments(drawn)
    firm_graph = graph_of(flowing(drawn), "annual_usd_m")
    groups = {party: number for number, group in enumerate(strong_components(money_graph), start=1) for party in group}
    both = pl.col("payer").replace_strict(groups, default=None, return_dtype=pl.Int64)
    other = pl.col("payee").replace_strict(groups, default=None, return_dtype=pl.Int64)
    drawn = drawn.with_columns(group=pl.when(both == other).then(both))
    return Circularity(
        as_of=as_of,
        steps=steps,
        edges=drawn.select(names(EDGE_COLUMNS)).sort("size_usd_m", "payer", descending=[True, False], nulls_last=True),
        parties=_parties(drawn, money, groups, steps),
        loops=loop_rows(money, money_graph, LONGEST_LOOP),
        coverage=_coverage(drawn, excluded),
        counts=(
            counts(money_graph, "payments, stakes and credit", longest=LONGEST_LOOP),
            counts(graph_of(payments, "size_usd_m"), "payments alone, firm or not", longest=LONGEST_LOOP),
            counts(firm_graph, "firm payments alone", longest=LONGEST_LOOP),
        ),
        firm=firm_ways(payments, firm_graph),
    )


def _coverage(drawn: pl.DataFrame, excluded: tuple[tuple[str, int, float], ...]) -> Coverage:
    payments = drawn.filter(pl.col("bond") == Bond.PAYMENT.value)
    unflowed = payments.filter(pl.col("annual_usd_m").is_null())
    return Coverage(
        edges=drawn.height,
        flowed=drawn["annual_usd_m"].count(),
        flowed_usd_m_y=float(drawn["annual_usd_m"].sum()),
        payments=payments.height,
        payments_unflowed_usd_m=float(unflowed["amount_usd_m"].sum()),
        unsized=drawn["size_usd_m"].null_count(),
        excluded=excluded,
    )


def _percent(flows: Shares, party: str, steps: int) -> tuple[float | None, float | None]:
    """Return the shares back within the steps and in the limit; null for a party with no flow to split."""
    if party not in flows:
        return None, None
    return returned_within(flows, party, steps) * _PERCENT, returned_in_the_limit(flows, party) * _PERCENT


def _parties(drawn: pl.DataFrame, money: pl.DataFrame, groups: dict[str, int], steps: int) -> pl.DataFrame:
    firm = shares(graph_of(flowing(drawn), "annual_usd_m"))
    financed = shares(graph_of(money, "size_usd_m"))
    everyone = parties(graph_of(drawn, "size_usd_m"))
    shown = pl.DataFrame(
        [
            (party, groups.get(party), *_percent(firm, party, steps), *_percent(financed, party, steps))
            for party in everyone
        ],
        schema={
            "party": pl.String,
            "group": pl.Int64,
            "returns_pct": pl.Float64,
            "returns_limit_pct": pl.Float64,
            "financed_returns_pct": pl.Float64,
            "financed_returns_limit_pct": pl.Float64,
        },
        orient="row",
    )
    sums = (
        _sum_by(drawn, "payer", "annual_usd_m", "pays_usd_m_y"),
        _sum_by(drawn, "payee", "annual_usd_m", "receives_usd_m_y"),
        _sum_by(money, "payer", "size_usd_m", "committed_out_usd_m"),
        _sum_by(money, "payee", "size_usd_m", "committed_in_usd_m"),
        _sum_by(drawn.filter(pl.col("bond") == Bond.PROMISE.value), "payer", "size_usd_m", "promised_usd_m"),
        drawn.group_by(party="payer").agg(unsized_edges=pl.col("size_usd_m").null_count().cast(pl.Int64)),
    )
    for summed in sums:
        shown = shown.join(summed, on="party", how="left", maintain_order="left")
    return (
        shown.with_columns(pl.col("unsized_edges").fill_null(0))
        .select(names(PARTY_COLUMNS))
        .sort(
            "financed_returns_limit_pct",
            "committed_out_usd_m",
            "party",
            descending=[True, True, False],
            nulls_last=True,
        )
    )


def _sum_by(edges: pl.DataFrame, party: str, value: str, into: str) -> pl.DataFrame:
    """Sum a column by party; a party without one known value has null."""
    known = edges.filter(pl.col(value).is_not_null())
    return known.group_by(party=party).agg(pl.col(value).sum().alias(into))
