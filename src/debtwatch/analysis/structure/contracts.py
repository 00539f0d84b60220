"""What of a lease or offtake is firm, and whether the debt outlives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.domain.deal import Status

if TYPE_CHECKING:
    from datetime import date

_DAYS = 365
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


def tails(debt: pl.DataFrame, live: pl.DataFrame) -> pl.DataFrame:
    """Return debt maturity less contract end for every tranche with a contract behind it.

    A contract stands behind the debt of its own deal and of the deals it names as containing; of
    several the latest end counts.
    """
    dated = live.filter(~pl.col("aggregate")).with_columns(
        contract_ends_on=pl.coalesce("firm_until", "ends_on"),
        end_basis=pl.when(pl.col("cancellable"))
        .then(pl.lit("end of notice"))
        .when(pl.col("firm_until").is_not_null())
        .then(pl.lit("firm until"))
        .otherwise(pl.lit("end of the contract: firmness not published")),
        _backs=pl.concat_list("deal_id", pl.col("overlaps").fill_null("").str.split(_SEPARATOR)),
    )
    backing = (
        dated.filter(pl.col("contract_ends_on").is_not_null())
        .select(
            "commitment_id",
            "contract_ends_on",
            "end_basis",
            deal_id="_backs",
            contract_confidence="confidence",
            contract_source_url="source_url",
            contract_source_date="source_date",
            contract_note="note",
        )
        .explode("deal_id")
        .filter(pl.col("deal_id") != "")
        .sort("contract_ends_on")
        .unique("deal_id", keep="last", maintain_order=True)
    )
    return (
        debt.filter(pl.col("matures_on").is_not_null())
        .join(backing, on="deal_id", maintain_order="left")
        .with_columns(tail_years=years(pl.col("contract_ends_on"), pl.col("matures_on")))
        .sort("tail_years", "tranche_id", descending=[True, False])
    )
