"""What the book says an issuer itself owes: principal due soon, and what floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.issuers.cover import reset_cost
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.terms import CouponType

if TYPE_CHECKING:
    from datetime import date

_SHIFT_BP = 100.0
_AMORTIZING = "amortizing"


def principal_due(debt: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return principal due within twelve months by issuer: `principal_12m_usd_m`, `principal_basis`.

    Paper that matures counts whole. Amortising paper whose profile is not published is taken to repay
    equally until its maturity, from its first instalment where one is stated.
    """
    left = years(pl.lit(as_of), pl.col("matures_on"))
    waits = years(pl.lit(as_of), pl.col("amort_first")).fill_null(0.0).clip(0.0, 1.0)
    repaying = (pl.col("amortization") == _AMORTIZING) & (left > 1)
    instalments = pl.col("balance_usd_m") * (1 - waits) / left
    due = pl.when(left <= 1).then(pl.col("balance_usd_m")).when(repaying).then(instalments).otherwise(0.0)
    assumed = (repaying & (due > 0)).any()
    return (
        debt.filter(pl.col("matures_on").is_not_null())
        .with_columns(issuer=party(pl.col("obligor")))
        .group_by("issuer")
        .agg(
            principal_12m_usd_m=due.sum(),
            principal_basis=pl.when(assumed)
            .then(pl.lit("maturities, and equal instalments assumed"))
            .otherwise(pl.lit("maturities")),
        )
    )


def floating(debt: pl.DataFrame) -> pl.DataFrame:
    """Return the floating tranches with what 100 bp cost a year; no hedge is published, so none is assumed."""
    nothing = pl.lit(None, pl.Float64)
    cost = reset_cost(
        pl.col("balance_usd_m"),
        rate_pct=pl.lit(0.0),
        shift_bp=_SHIFT_BP,
        hedged_pct=nothing,
        floor_pct=nothing,
        cap_pct=nothing,
    )
    return (
        debt.filter(pl.col("coupon_type") == CouponType.FLOATING.value)
        .select(
            "tranche_id",
            "balance_usd_m",
            "reference_rate",
            "margin_bp",
            "matures_on",
            issuer=party(pl.col("obligor")),
            rise_100bp_usd_m_y=cost,
            hedged=pl.lit("not published"),
        )
        .sort("balance_usd_m", "tranche_id", descending=[True, False], nulls_last=True)
    )
