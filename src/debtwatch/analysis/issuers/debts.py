"""What the book says an issuer itself owes soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.kinds import DRAWN_OVER_TIME

if TYPE_CHECKING:
    from datetime import date

_AMORTIZING = "amortizing"
_DRAWN_OVER_TIME = tuple(each.value for each in DRAWN_OVER_TIME)


def undrawn(debt: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return issuer and undrawn_usd_m: what facilities still let it draw, where the drawn balance is published."""
    ends = pl.col("draw_ends_on") if "draw_ends_on" in debt.columns else pl.lit(None, dtype=pl.Date)
    facilities = debt.filter(pl.col("instrument").is_in(_DRAWN_OVER_TIME) & (ends.is_null() | (ends > as_of)))
    left = (pl.col("committed_usd_m") - pl.col("outstanding_usd_m")).clip(0.0)
    return facilities.group_by(issuer=party(pl.col("obligor"))).agg(undrawn_usd_m=left.sum())


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
