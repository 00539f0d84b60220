"""Gap and added interest by horizon, gains apart, with what is missing beside every figure (analytics F5, F6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.due import HORIZON_COLUMNS

if TYPE_CHECKING:
    from datetime import date

MONTHS = (12, 24, 36, 60)
ALL = "all"
_BP = 10_000


def _weighted(gap: pl.Expr, weight: pl.Expr) -> pl.Expr:
    return pl.when(weight.sum() > 0).then((gap * weight).sum() / weight.sum())


def _row(tranches: pl.LazyFrame, months: int | None, as_of: date) -> pl.LazyFrame:
    due = pl.col("due_on")
    limit = pl.lit(as_of).cast(pl.Date).dt.offset_by(f"{months}mo") if months else None
    inside = tranches if limit is None else tranches.filter((due <= limit).fill_null(value=True))
    gap, principal = pl.col("roll_gap_bp"), pl.col("roll_principal_usd_m")
    known = gap.is_not_null() & principal.is_not_null() & due.is_not_null()
    dear = gap.clip(0.0)
    return inside.with_columns(_known=known).select(
        horizon=pl.lit(f"{months} months" if months else ALL),
        months=pl.lit(months, dtype=pl.Int64),
        principal_usd_m=principal.filter(due.is_not_null()).sum(),
        priced_usd_m=principal.filter("_known").sum(),
        gap_bp=_weighted(gap.filter("_known"), principal.filter("_known")),
        positive_gap_bp=_weighted(dear.filter("_known"), principal.filter("_known")),
        interest_usd_m_y=(principal * gap).filter("_known").sum() / _BP,
        positive_interest_usd_m_y=(principal * dear).filter("_known").sum() / _BP,
        worth_usd_m=pl.col("roll_worth_usd_m").filter("_known").sum(),
        per_100bp_usd_m_y=principal.filter("_known").sum() / 100,
        missing_tranches=(~pl.col("_known")).sum().cast(pl.Int64),
        missing_usd_m=pl.col("committed_usd_m").filter(~pl.col("_known")).sum(),
    )


def horizons(tranches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `HORIZON_COLUMNS` of `TRANCHE_COLUMNS`: cumulative, nearest first.

    A tranche without a maturity is missing from every horizon, for it may fall due in any.
    """
    rows = [_row(tranches.lazy(), months, as_of) for months in (*MONTHS, None)]
    return pl.concat(rows).select(names(HORIZON_COLUMNS)).collect()
