"""From the book's edges to what stands on a day and what flows a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.circularity.results import MONEY, Bond

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.circularity.graph import Graph

BONDS: tuple[tuple[str, Bond], ...] = (
    ("purchase_commitment", Bond.PAYMENT),
    ("lease", Bond.PAYMENT),
    ("revenue_share", Bond.PAYMENT),
    ("equity_stake", Bond.STAKE),
    ("warrant", Bond.STAKE),
    ("loan", Bond.CREDIT),
    ("vendor_financing", Bond.CREDIT),
    ("guarantee", Bond.PROMISE),
    ("backstop", Bond.PROMISE),
    ("residual_value_guarantee", Bond.PROMISE),
)
"""How each kind of edge in the book is drawn."""
_WARRANT = "warrant"
_SHORTEST_YEARS = 1 / 12
ENDED = "ended"
"""Why a payment whose last day has passed flows no more."""
_NOT_YET = "not agreed yet"
_MONEY = [bond.value for bond in MONEY]


def standing_edges(edges: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, tuple[tuple[str, int, float], ...]]:
    """Split the edges into those agreed by the day and never to be left out, and the rest by reason.

    The rest is aggregate, lapsed and rumoured edges and those of a later day: (reason, edges,
    headline $m). An edge without a start counts from the day of its source.
    """
    agreed = pl.coalesce("starts_on", "source_date")
    placed = edges.with_columns(
        _why=pl.when(pl.col("standing") != "counted")
        .then(pl.col("standing"))
        .when(agreed.is_null() | (agreed > as_of))
        .then(pl.lit(_NOT_YET))
    )
    left = (
        placed.filter(pl.col("_why").is_not_null())
        .group_by("_why")
        .agg(pl.len(), pl.col("amount_usd_m").sum())
        .sort("amount_usd_m", "_why", descending=[True, False])
    )
    return placed.filter(pl.col("_why").is_null()).drop("_why"), tuple(left.rows())


def _no_flow(as_of: date) -> pl.Expr:
    """Name why a payment has no annual figure on the day; null where it has one."""
    return (
        pl.when(pl.col("bond") != Bond.PAYMENT.value)
        .then(pl.lit("drawn, not flowed"))
        .when(pl.col("ends_on") <= as_of)
        .then(pl.lit(ENDED))
        .when(pl.col("committed_usd_m").is_null())
        .then(
            pl.when(pl.col("cancellable") == "yes")
            .then(pl.lit("cancellable, no firm amount"))
            .otherwise(pl.lit("no firm amount published"))
        )
        .when(pl.col("committed_usd_m") <= 0)
        .then(pl.lit("nothing firm"))
        .when(pl.col("starts_on").is_null() | pl.col("ends_on").is_null())
        .then(pl.lit("no first or last day published"))
    )


def with_flows(edges: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add bond, size, annual figure and why there is none.

    The annual figure is the firm part over the years from start to end: even payment is an
    assumption, since no contract publishes its schedule.
    """
    span = years(pl.col("starts_on"), pl.col("ends_on")).clip(lower_bound=_SHORTEST_YEARS)
    kinds = {kind: bond.value for kind, bond in BONDS}
    sized = pl.coalesce("committed_usd_m", "amount_usd_m")
    return (
        edges.with_columns(
            bond=pl.col("kind").replace_strict(kinds, default=Bond.PROMISE.value, return_dtype=pl.String),
            size_usd_m=sized,
            size_basis=pl.when(pl.col("committed_usd_m").is_not_null())
            .then(pl.lit("firm"))
            .when(pl.col("amount_usd_m").is_not_null())
            .then(pl.lit("headline")),
        )
        .with_columns(no_flow_because=_no_flow(as_of))
        .with_columns(annual_usd_m=pl.when(pl.col("no_flow_because").is_null()).then(pl.col("committed_usd_m") / span))
    )


def money_edges(edges: pl.DataFrame) -> pl.DataFrame:
    """Return the edges along which money moves when nothing goes wrong; a warrant moves none."""
    return edges.filter(pl.col("bond").is_in(_MONEY) & (pl.col("kind") != _WARRANT))


def running_payments(edges: pl.DataFrame) -> pl.DataFrame:
    """Return the payments that have not ended, firm or not."""
    ended = (pl.col("no_flow_because") == ENDED).fill_null(value=False)
    return edges.filter((pl.col("bond") == Bond.PAYMENT.value) & ~ended)


def flowing(edges: pl.DataFrame) -> pl.DataFrame:
    """Return the firm payments with an annual figure."""
    return edges.filter(pl.col("annual_usd_m").is_not_null())


def graph_of(edges: pl.DataFrame, weight: str) -> Graph:
    """Sum edges of the same two parties into a graph; a null weight makes an edge of weight zero."""
    graph: dict[str, dict[str, float]] = {}
    summed = edges.group_by("payer", "payee", maintain_order=True).agg(pl.col(weight).sum())
    for payer, payee, value in summed.rows():
        graph.setdefault(payer, {})[payee] = value
    return graph
