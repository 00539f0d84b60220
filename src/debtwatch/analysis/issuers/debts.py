"""What the book says an issuer itself owes soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.events import put_or_maturity
from debtwatch.analysis.refinancing.profiles import LEVEL, readings, with_balloon
from debtwatch.analysis.refinancing.wall import instalments
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.kinds import DRAWN_OVER_TIME

if TYPE_CHECKING:
    from datetime import date

_DRAWN_OVER_TIME = tuple(each.value for each in DRAWN_OVER_TIME)
_MONTHS = 12


def undrawn(debt: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return issuer and undrawn_usd_m: what facilities still let it draw, where the drawn balance is published."""
    ends = pl.col("draw_ends_on") if "draw_ends_on" in debt.columns else pl.lit(None, dtype=pl.Date)
    facilities = debt.filter(pl.col("instrument").is_in(_DRAWN_OVER_TIME) & (ends.is_null() | (ends > as_of)))
    left = (pl.col("committed_usd_m") - pl.col("outstanding_usd_m")).clip(0.0)
    return facilities.group_by(issuer=party(pl.col("obligor"))).agg(undrawn_usd_m=left.sum())


def principal_due(debt: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return principal due within twelve months by issuer: `principal_12m_usd_m`, `principal_basis`.

    What the wall counts: maturities, puts, and instalments of amortising paper, level ones assumed where
    no profile is published. Drawings that are not published add nothing and are counted in the basis.
    """
    read = with_balloon(readings(debt).filter("main"), as_of)
    end = pl.lit(as_of).cast(pl.Date).dt.offset_by(f"{_MONTHS}mo")
    soon = instalments(read, as_of).filter(pl.col("paid_on") <= end)
    paid = soon.group_by("tranche_id").agg(_paid=pl.col("principal_usd_m").sum())
    assumed = (pl.col("profile") == LEVEL) & (pl.col("_paid") > 0)
    unknown = pl.col("outstanding_usd_m").is_null()
    words = [
        pl.when(assumed.any()).then(pl.lit("maturities, and instalments assumed")).otherwise(pl.lit("maturities")),
        pl.when(unknown.any()).then(pl.format("; balances not published: {}", unknown.sum())).otherwise(pl.lit("")),
    ]
    return (
        read.join(paid, on="tranche_id", how="left", maintain_order="left")
        .with_columns(
            issuer=party(pl.col("obligor")),
            _due=pl.when(put_or_maturity(as_of) <= end).then(pl.col("outstanding_usd_m") * pl.col("balloon")),
        )
        .group_by("issuer")
        .agg(
            principal_12m_usd_m=pl.col("_due").sum() + pl.col("_paid").sum(),
            principal_basis=pl.concat_str(words),
        )
    )
