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
_READ = ("due_on", "roll_gap_bp", "roll_principal_usd_m", "roll_worth_usd_m", "committed_usd_m")
_BP = 10_000


def _weighted(gap: pl.Expr, weight: pl.Expr) -> pl.Expr:
    return pl.when(weight.sum() > 0).then((gap * weight).sum() / weight.sum())


def _inside(tranches: pl.DataFrame, months: int | None, as_of: date) -> pl.DataFrame:
    """Keep what is due within so many months, or on no known day."""
    if months is None:
        return tranches
    limit = pl.lit(as_of).cast(pl.Date).dt.offset_by(f"{months}mo")
    return tranches.filter((pl.col("due_on") <= limit).fill_null(value=True))


def _row(tranches: pl.DataFrame, months: int | None, as_of: date) -> pl.DataFrame:
    inside = _inside(tranches, months, as_of)
    known = pl.all_horizontal(pl.col("roll_gap_bp", "roll_principal_usd_m", "due_on").is_not_null())
    gap, principal, dear = pl.col("roll_gap_bp"), pl.col("roll_principal_usd_m"), pl.col("roll_gap_bp").clip(0.0)
    missing = inside.filter(~known)
    return inside.filter(known).select(
        horizon=pl.lit(_name(months)),
        months=pl.lit(months, dtype=pl.Int64),
        principal_usd_m=pl.lit(inside.filter(pl.col("due_on").is_not_null())["roll_principal_usd_m"].sum()),
        priced_usd_m=principal.sum(),
        gap_bp=_weighted(gap, principal),
        positive_gap_bp=_weighted(dear, principal),
        interest_usd_m_y=(principal * gap).sum() / _BP,
        positive_interest_usd_m_y=(principal * dear).sum() / _BP,
        worth_usd_m=pl.col("roll_worth_usd_m").sum(),
        per_100bp_usd_m_y=principal.sum() / 100,
        missing_tranches=pl.lit(missing.height, dtype=pl.Int64),
        missing_usd_m=pl.lit(missing["committed_usd_m"].sum()),
    )


def _name(months: int | None) -> str:
    return f"{months} months" if months else ALL


def due_within(tranches: pl.DataFrame, horizon: str, as_of: date) -> pl.DataFrame:
    """Return the `TRANCHE_COLUMNS` one row of `horizons` stands on, nearest first, without a maturity last."""
    months = next(months for months in (*MONTHS, None) if _name(months) == horizon)
    return _inside(tranches, months, as_of).sort("due_on", "tranche_id", nulls_last=True)


def horizons(tranches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `HORIZON_COLUMNS` of `TRANCHE_COLUMNS`: cumulative, nearest first.

    A tranche without a maturity is missing from every horizon, for it may fall due in any.
    """
    read = tranches.select(_READ)
    rows = [_row(read, months, as_of) for months in (*MONTHS, None)]
    return pl.concat(rows).select(names(HORIZON_COLUMNS))
