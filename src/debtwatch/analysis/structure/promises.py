"""Guarantees, backstops and contingent promises by who would have to pay them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.structure.parties import party
from debtwatch.domain.kinds import Status

if TYPE_CHECKING:
    from datetime import date

_GONE = [Status.RUMOURED.value, Status.REPAID.value]
_KINDS = {"guarantee": "full", "backstop": "backstop", "residual_value_guarantee": "residual_value"}
_SEPARATOR = " | "
BOOK, EDGES = "book", "edges"


def _known_by(as_of: date) -> pl.Expr:
    """Keep what was given by the day; an undated promise counts from the day of its source."""
    return pl.coalesce("issued_on", "source_date").fill_null(as_of) <= as_of


def _of_book(guarantees: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the book's promises, those inside an aggregate of the same guarantor marked."""
    live = guarantees.filter(~pl.col("status").is_in(_GONE) & _known_by(as_of)).with_columns(
        guarantor=party(pl.col("guarantor")), aggregate=pl.col("aggregate").fill_null(value=False)
    )
    inside = (
        live.filter("aggregate")
        .select("guarantor", deal_id=pl.col("overlaps").str.split(_SEPARATOR))
        .explode("deal_id")
        .drop_nulls()
        .unique()
        .with_columns(contained=pl.lit(value=True))
    )
    return live.join(inside, on=["guarantor", "deal_id"], how="left", maintain_order="left").select(
        "guarantor",
        "kind",
        "name",
        "deal_id",
        "beneficiary",
        "covers",
        status=pl.col("status"),
        cap_usd_m=pl.coalesce("cap_usd_m", "threshold_usd_m"),
        cap_basis=pl.when(pl.col("cap_usd_m").is_not_null())
        .then(pl.lit("cap"))
        .when(pl.col("threshold_usd_m").is_not_null())
        .then(pl.lit("threshold"))
        .otherwise(pl.lit("not published")),
        carried_usd_m=pl.col("carried_usd_m"),
        aggregate=pl.col("aggregate"),
        contained=pl.col("contained").fill_null(value=False) & ~pl.col("aggregate"),
        told_by=pl.lit(BOOK),
        ends_on=pl.col("ends_on"),
        confidence=pl.col("confidence"),
        second_hand=pl.col("second_hand"),
        source_url=pl.col("source_url"),
        source_date=pl.col("source_date"),
        note=pl.col("note"),
    )


def _of_edges(edges: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the contingent edges as promises; they tell the same guarantees another way."""
    agreed = pl.coalesce("starts_on", "source_date").fill_null(as_of) <= as_of
    running = pl.col("ends_on").is_null() | (pl.col("ends_on") > as_of)
    live = edges.filter(
        pl.col("kind").is_in(list(_KINDS)) & pl.col("standing").is_in(["counted", "aggregate"]) & agreed & running
    )
    return live.select(
        guarantor=party(pl.col("payer")),
        kind=pl.col("kind").replace_strict(_KINDS, return_dtype=pl.String),
        name=pl.col("kind").str.replace_all("_", " "),
        deal_id=pl.lit(None, pl.String),
        beneficiary=pl.col("payee"),
        covers=pl.col("note"),
        status=pl.col("standing"),
        cap_usd_m=pl.coalesce("committed_usd_m", "amount_usd_m"),
        cap_basis=pl.when(pl.coalesce("committed_usd_m", "amount_usd_m").is_not_null())
        .then(pl.lit("headline"))
        .otherwise(pl.lit("not published")),
        carried_usd_m=pl.lit(None, pl.Float64),
        aggregate=pl.col("standing") == "aggregate",
        contained=pl.lit(value=False),
        told_by=pl.lit(EDGES),
        ends_on=pl.col("ends_on"),
        confidence=pl.col("confidence"),
        second_hand=pl.col("second_hand"),
        source_url=pl.col("source_url"),
        source_date=pl.col("source_date"),
        note=pl.col("note"),
    )


def promises(guarantees: pl.DataFrame, edges: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return every promise of the day; `counted` ones add up to what a guarantor has promised."""
    return (
        pl.concat([_of_book(guarantees, as_of), _of_edges(edges, as_of)])
        .with_columns(counted=(pl.col("told_by") == BOOK) & ~pl.col("contained"))
        .sort("guarantor", "told_by", "aggregate", "cap_usd_m", descending=[False, False, True, True], nulls_last=True)
    )


def stacks(given: pl.DataFrame) -> pl.DataFrame:
    """Sum promises by guarantor: an aggregate is never added to the rows it contains, nor edges to the book."""
    book, edges = pl.col("told_by") == BOOK, pl.col("told_by") == EDGES
    cap, announced = pl.col("cap_usd_m"), pl.col("status") == Status.ANNOUNCED.value

    def summed(kept: pl.Expr) -> pl.Expr:
        """Sum the published caps; null, not nothing, where none is."""
        known = cap.filter(kept & cap.is_not_null())
        return pl.when(known.len() > 0).then(known.sum())

    return (
        given.group_by("guarantor")
        .agg(
            promises=book.sum().cast(pl.Int64),
            in_force_usd_m=summed(pl.col("counted") & ~announced),
            announced_usd_m=summed(pl.col("counted") & announced),
            aggregate_usd_m=summed(book & pl.col("aggregate") & ~announced),
            contained_usd_m=summed(pl.col("contained")),
            carried_usd_m=pl.when(pl.col("carried_usd_m").count() > 0).then(pl.col("carried_usd_m").sum()),
            without_cap=(pl.col("counted") & cap.is_null()).sum().cast(pl.Int64),
            edges_usd_m=summed(edges & ~pl.col("aggregate")),
            edges_aggregate_usd_m=summed(edges & pl.col("aggregate")),
        )
        .sort(
            pl.max_horizontal("in_force_usd_m", "announced_usd_m"),
            "edges_usd_m",
            "guarantor",
            descending=[True, True, False],
            nulls_last=True,
        )
    )
