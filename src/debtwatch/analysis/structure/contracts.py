"""What of a lease or offtake is firm, and whether the debt outlives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.kinds import Status

if TYPE_CHECKING:
    from datetime import date

_DAYS = 365
_PAYS_FOR = ("lease", "purchase_commitment")
_SEPARATOR = " | "


def contracts(commitments: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the leases and offtakes signed by the day, with what cannot be cancelled.

    Where notice ends a contract its firm amount is notice x run-rate and it is never take-or-pay; a
    contract of which nothing says that it is firm has no firm amount.
    """
    signed = pl.coalesce("issued_on", "source_date").fill_null(as_of) <= as_of
    live = commitments.filter(signed & ~pl.col("status").is_in([Status.RUMOURED.value, Status.REPAID.value]))
    notice = pl.col("notice_days").is_not_null()
    by_notice = pl.col("annual_payment_usd_m") * pl.col("notice_days") / _DAYS
    ends = pl.lit(as_of) + pl.duration(days=pl.col("notice_days"))
    firm = pl.when(notice).then(by_notice).otherwise(pl.col("firm_usd_m"))
    return live.with_columns(
        firm_usd_m=firm,
        firm_basis=pl.when(notice & by_notice.is_not_null())
        .then(pl.lit("notice x run-rate"))
        .when(~notice & pl.col("firm_usd_m").is_not_null())
        .then(pl.lit("stated"))
        .otherwise(pl.lit("not published")),
        firm_until=pl.when(notice).then(pl.min_horizontal(ends.cast(pl.Date), "ends_on")).otherwise("firm_until"),
        cancellable=notice,
        take_or_pay=~notice & (pl.col("firm_usd_m").is_not_null() | pl.col("firm_until").is_not_null()),
        aggregate=pl.col("aggregate").fill_null(value=False),
    ).sort("amount_usd_m", "commitment_id", descending=[True, False], nulls_last=True)


def tails(paid: pl.DataFrame, live: pl.DataFrame, edges: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return debt maturity less contract end for every tranche with a contract behind it.

    A contract stands behind the debt of its own deal and of the deals it names as containing; of
    several the latest end counts. Debt without one is read beside the edges from who pays it to who
    owes it (`with_payers`): which of several leases is its own is not known, so the earliest end counts.
    """
    backing = _backing(live)
    dated = paid.filter(pl.col("matures_on").is_not_null())
    own = dated.join(backing, on="deal_id", maintain_order="left")
    rest = dated.filter(pl.col("pays") != pl.col("owes")).join(backing, on="deal_id", how="anti", maintain_order="left")
    told = rest.join(_between(edges, as_of), on=["pays", "owes"], maintain_order="left").select(own.columns)
    return (
        pl.concat([own, told])
        .with_columns(tail_years=years(pl.col("contract_ends_on"), pl.col("matures_on")))
        .sort("tail_years", "tranche_id", descending=[True, False])
    )


_SOURCES = ("confidence", "source_url", "source_date", "note")


def _between(edges: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the earliest end of the leases and purchases running between two parties, by `pays` and `owes`."""
    agreed = pl.coalesce("starts_on", "source_date").fill_null(as_of) <= as_of
    running = edges.filter(
        pl.col("kind").is_in(_PAYS_FOR) & (pl.col("standing") == "counted") & agreed & (pl.col("ends_on") > as_of)
    )
    cancellable = pl.col("cancellable") == "yes"
    return (
        running.sort("ends_on", maintain_order=True)
        .group_by(pays=party(pl.col("payer")), owes=party(pl.col("payee")), maintain_order=True)
        .agg(
            commitment_id=pl.format("edge: {} → {}", pl.col("payer").first(), pl.col("payee").first()),
            contract_ends_on=pl.col("ends_on").first(),
            end_basis=pl.when(cancellable.first())
            .then(pl.lit("edge; the payer may cancel before"))
            .when(pl.len() > 1)
            .then(pl.format("edge, the earliest of {}: firmness not published", pl.len()))
            .otherwise(pl.lit("edge: firmness not published")),
            **{f"contract_{name}": pl.col(name).first() for name in _SOURCES},
        )
    )


def _backing(live: pl.DataFrame) -> pl.DataFrame:
    """Return the contract whose end counts for each deal, by `deal_id`."""
    dated = live.filter(~pl.col("aggregate")).with_columns(
        contract_ends_on=pl.coalesce("firm_until", "ends_on"),
        end_basis=pl.when(pl.col("cancellable"))
        .then(pl.lit("end of notice"))
        .when(pl.col("firm_until").is_not_null())
        .then(pl.lit("firm until"))
        .otherwise(pl.lit("end of the contract: firmness not published")),
        _backs=pl.concat_list("deal_id", pl.col("overlaps").fill_null("").str.split(_SEPARATOR)),
    )
    return (
        dated.filter(pl.col("contract_ends_on").is_not_null())
        .select(
            "commitment_id",
            "contract_ends_on",
            "end_basis",
            deal_id="_backs",
            **{f"contract_{name}": name for name in _SOURCES},
        )
        .explode("deal_id")
        .filter(pl.col("deal_id") != "")
        .sort("contract_ends_on")
        .unique("deal_id", keep="last", maintain_order=True)
    )
