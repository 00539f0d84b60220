"""The debt of a day with every column of the book, and the balances the structure is measured in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.structure.results import SheetTotals

if TYPE_CHECKING:
    from datetime import date

_OFF, _ON, _PARTIAL = "off", "on", "partial"


def standing_debt(tranches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the tranches that count on a day, as `debt_at` has them, with every other column of the book.

    `balance_usd_m` is what is owed where known, else what is committed.
    """
    counted, _ = debt_at(tranches, as_of)
    other = tranches.select("tranche_id", pl.exclude(counted.columns))
    return counted.join(other, on="tranche_id", maintain_order="left").with_columns(
        balance_usd_m=pl.coalesce("outstanding_usd_m", "committed_usd_m")
    )


def _committed(sheet: str) -> pl.Expr:
    return pl.col("committed_usd_m").filter(pl.col("balance_sheet") == sheet).sum()


def by_sponsor(debt: pl.DataFrame) -> pl.DataFrame:
    """Return committed dollars on and off balance sheet by sponsor, most off-balance first."""
    return (
        debt.group_by("sponsor")
        .agg(
            tranches=pl.len().cast(pl.Int64),
            committed_usd_m=pl.col("committed_usd_m").sum(),
            on_usd_m=_committed(_ON),
            partial_usd_m=_committed(_PARTIAL),
            off_usd_m=_committed(_OFF),
            without_amount=pl.col("committed_usd_m").null_count().cast(pl.Int64),
        )
        .with_columns(
            off_pct=pl.when(pl.col("committed_usd_m") > 0).then(pl.col("off_usd_m") / pl.col("committed_usd_m") * 100)
        )
        .sort("off_usd_m", "committed_usd_m", "sponsor", descending=[True, True, False])
    )


def sheet_totals(debt: pl.DataFrame) -> SheetTotals:
    """Return the book's own off-balance share; a null share for an empty book."""
    committed = float(debt["committed_usd_m"].sum())
    off = float(debt.filter(pl.col("balance_sheet") == _OFF)["committed_usd_m"].sum())
    return SheetTotals(
        tranches=debt.height,
        committed_usd_m=committed,
        off_usd_m=off,
        off_pct=off / committed * 100 if committed else None,
        without_amount=debt["committed_usd_m"].null_count(),
    )
