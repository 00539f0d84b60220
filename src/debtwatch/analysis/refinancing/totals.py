"""The book's totals, with what is priced of what and why the rest is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.groups import weighted_gap
from debtwatch.analysis.refinancing.results import Counted, RatingBasis, RefinancingTotals
from debtwatch.domain.kinds import BalanceSheet

if TYPE_CHECKING:
    from collections.abc import Iterable


def _counted(tranches: pl.DataFrame, by: str) -> tuple[Counted, ...]:
    groups = (
        tranches.group_by(by)
        .agg(pl.len(), pl.col("committed_usd_m").sum())
        .sort("committed_usd_m", by, descending=[True, False])
    )
    return tuple(Counted(*row) for row in groups.rows())


def _in_order(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    found = {each.what: each for each in counted}
    return tuple(found.get(basis.value, Counted(basis.value, 0, 0.0)) for basis in RatingBasis)


_SUMMED = (
    "outstanding_usd_m", "rolls_12m_usd_m", "rolls_24m_usd_m", "roll_12m_usd_m_y", "roll_24m_usd_m_y", "roll_usd_m_y",
    "mark_usd_m_y", "mark_worth_usd_m", "roll_worth_usd_m",
)  # fmt: skip


def totals(tranches: pl.DataFrame, excluded: tuple[Counted, ...]) -> RefinancingTotals:
    """Sum `TRANCHE_COLUMNS`; amounts are committed $m unless the name says otherwise."""
    committed, priced, off = (
        pl.col("committed_usd_m"),
        pl.col("priced"),
        pl.col("balance_sheet") == BalanceSheet.OFF.value,
    )
    facility, unmarked = pl.col("commitment_basis"), pl.col("mark_usd_m_y").is_null()
    sums = tranches.select(
        pl.col(_SUMMED).sum(),
        weighted_gap(),
        total_usd_m=committed.sum(),
        without_amount=committed.null_count(),
        priced_tranches=priced.sum(),
        priced_usd_m=committed.filter(priced).sum(),
        on_usd_m=committed.filter(~off).sum(),
        off_usd_m=committed.filter(off).sum(),
        priced_on_usd_m=committed.filter(priced & ~off).sum(),
        priced_off_usd_m=committed.filter(priced & off).sum(),
        commitment_basis_tranches=facility.sum(),
        commitment_basis_usd_m=committed.filter(facility).sum(),
        commitment_basis_mark_usd_m_y=(committed * pl.col("gap_bp")).filter(facility).sum() / 10_000,
        mark_missing_tranches=unmarked.sum(),
        mark_missing_usd_m=committed.filter(unmarked).sum(),
    ).row(0, named=True)
    basis = pl.when(priced).then("rating_basis").otherwise(pl.lit(RatingBasis.NONE.value))
    read = tranches.select("committed_usd_m", "priced", "unpriced_because", rating_basis=basis)
    by_basis = _in_order(_counted(read, "rating_basis"))
    rated, implied, unpriced = (each.usd_m for each in by_basis)
    return RefinancingTotals(
        **sums,
        tranches=tranches.height,
        rated_usd_m=rated,
        implied_usd_m=implied,
        unpriced_usd_m=unpriced,
        by_rating_basis=by_basis,
        unpriced=_counted(read.filter(~priced), "unpriced_because"),
        excluded=excluded,
    )
