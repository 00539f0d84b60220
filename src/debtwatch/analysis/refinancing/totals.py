"""The book's totals, with what is priced of what and why the rest is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.groups import weighted_gap
from debtwatch.analysis.refinancing.results import Counted, RatingBasis, RefinancingTotals
from debtwatch.domain.kinds import BalanceSheet

if TYPE_CHECKING:
    from collections.abc import Iterable


def _sum(tranches: pl.DataFrame, column: str, where: pl.Expr | None = None) -> float:
    amount = pl.col(column) if where is None else pl.col(column).filter(where)
    return float(tranches.select(amount.sum()).item())


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


def totals(tranches: pl.DataFrame, excluded: tuple[Counted, ...]) -> RefinancingTotals:
    """Sum `TRANCHE_COLUMNS`; amounts are committed $m unless the name says otherwise."""
    priced, off = pl.col("priced"), pl.col("balance_sheet") == BalanceSheet.OFF.value
    on_commitment = pl.col("commitment_basis")
    basis = pl.when(priced).then(pl.col("rating_basis")).otherwise(pl.lit(RatingBasis.NONE.value)).alias("rating_basis")
    by_basis = _in_order(_counted(tranches.with_columns(basis), "rating_basis"))
    rated, implied, unpriced = (each.usd_m for each in by_basis)
    facilities = tranches.filter(on_commitment)
    unmarked = tranches.filter(pl.col("mark_usd_m_y").is_null())
    gap = tranches.select(weighted_gap())["gap_bp"]
    return RefinancingTotals(
        tranches=tranches.height,
        total_usd_m=_sum(tranches, "committed_usd_m"),
        outstanding_usd_m=_sum(tranches, "outstanding_usd_m"),
        without_amount=int(tranches["committed_usd_m"].null_count()),
        priced_tranches=int(tranches["priced"].sum()),
        priced_usd_m=_sum(tranches, "committed_usd_m", priced),
        rated_usd_m=rated,
        implied_usd_m=implied,
        unpriced_usd_m=unpriced,
        on_usd_m=_sum(tranches, "committed_usd_m", ~off),
        off_usd_m=_sum(tranches, "committed_usd_m", off),
        priced_on_usd_m=_sum(tranches, "committed_usd_m", priced & ~off),
        priced_off_usd_m=_sum(tranches, "committed_usd_m", priced & off),
        commitment_basis_tranches=facilities.height,
        commitment_basis_usd_m=_sum(facilities, "committed_usd_m"),
        commitment_basis_mark_usd_m_y=float(
            facilities.select((pl.col("committed_usd_m") * pl.col("gap_bp")).sum() / 10_000).item()
        ),
        rolls_12m_usd_m=_sum(tranches, "rolls_12m_usd_m"),
        rolls_24m_usd_m=_sum(tranches, "rolls_24m_usd_m"),
        roll_12m_usd_m_y=_sum(tranches, "roll_12m_usd_m_y"),
        roll_24m_usd_m_y=_sum(tranches, "roll_24m_usd_m_y"),
        roll_usd_m_y=_sum(tranches, "roll_usd_m_y"),
        mark_usd_m_y=_sum(tranches, "mark_usd_m_y"),
        mark_worth_usd_m=_sum(tranches, "mark_worth_usd_m"),
        roll_worth_usd_m=_sum(tranches, "roll_worth_usd_m"),
        mark_missing_tranches=unmarked.height,
        mark_missing_usd_m=_sum(unmarked, "committed_usd_m"),
        gap_bp=None if gap.is_empty() else gap[0],
        by_rating_basis=by_basis,
        unpriced=_counted(tranches.filter(~priced), "unpriced_because"),
        excluded=excluded,
    )
