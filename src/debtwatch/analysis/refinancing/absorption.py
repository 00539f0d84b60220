"""How much was sold against how much falls due: can the market take it again (analytics F2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.results import ABSORPTION_COLUMNS
from debtwatch.domain.rating import INVESTMENT_GRADE_FLOOR

if TYPE_CHECKING:
    from datetime import date

GRADES = ("investment grade", "below investment grade", "no rating")


def absorption(tranches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `ABSORPTION_COLUMNS` of `TRANCHE_COLUMNS`: issuance of the last 12 months over maturities ahead.

    Of this book alone, as far as it reaches; null where nothing of the grade falls due.
    """
    today = pl.lit(as_of).cast(pl.Date)
    issued = pl.col("issued_on") > today.dt.offset_by("-12mo")
    year, third = today.dt.offset_by("12mo"), today.dt.offset_by("36mo")
    principal = pl.col("roll_principal_usd_m")
    notch = pl.col("rating_notch")
    grade = (
        pl.when(notch.is_null())
        .then(pl.lit(GRADES[2]))
        .when(notch <= INVESTMENT_GRADE_FLOOR)
        .then(pl.lit(GRADES[0]))
        .otherwise(pl.lit(GRADES[1]))
    )
    due = pl.col("matures_on")
    sums = tranches.group_by(grade=grade).agg(
        issued_12m_usd_m=pl.col("committed_usd_m").filter(issued).sum(),
        due_12m_usd_m=principal.filter(due <= year).sum(),
        due_36m_usd_m=principal.filter((due > year) & (due <= third)).sum(),
        missing_tranches=(pl.col("committed_usd_m").is_null() | due.is_null()).sum().cast(pl.Int64),
    )
    order = pl.DataFrame({"grade": GRADES})
    return (
        order.join(sums, on="grade", maintain_order="left")
        .with_columns(
            absorption_1y=pl.when(pl.col("due_12m_usd_m") > 0).then(
                pl.col("issued_12m_usd_m") / pl.col("due_12m_usd_m")
            ),
            absorption_3y=pl.when(pl.col("due_36m_usd_m") > 0).then(
                pl.col("issued_12m_usd_m") / pl.col("due_36m_usd_m")
            ),
        )
        .select(names(ABSORPTION_COLUMNS))
    )
