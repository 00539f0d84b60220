"""Chips against the loan they secure, month by month (analytics F18).

V_SL(t) = C (1 - t / L), V_DB(t) = C (1 - δ)^t, LTV = B / V, crossover = min{t: B > V}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.life import level_pay_balance
from debtwatch.analysis.bonds.schedule import months_between
from debtwatch.analysis.structure.assumptions import CollateralAssumptions
from debtwatch.domain.kinds import Security

if TYPE_CHECKING:
    from datetime import date

_A_YEAR = 12


def straight_line(cost: pl.Expr, month: pl.Expr, life_years: float) -> pl.Expr:
    """Return V_SL: straight from cost to nothing over its life."""
    return cost * (1 - month / (_A_YEAR * life_years)).clip(lower_bound=0.0)


def declining(cost: pl.Expr, month: pl.Expr, decline_pct: float) -> pl.Expr:
    """Return V_DB: the same percentage of what is left each year."""
    return cost * (1 - decline_pct / 100) ** (month / _A_YEAR)


def monthly_balance(loan: pl.Expr, rate_pct: pl.Expr, months: pl.Expr, paid: pl.Expr) -> pl.Expr:
    """Return the balance of a level-pay loan after `paid` of `months` payments."""
    return loan * level_pay_balance(rate_pct / 100 / _A_YEAR, months.cast(pl.Float64), paid.cast(pl.Float64))


def with_path(frame: pl.DataFrame, assumed: CollateralAssumptions) -> pl.DataFrame:
    """Add balance, both values and both ratios on the row's `month`.

    Reads committed_usd_m, rate_pct, months, cost_usd_m and month; a ratio is null once the value is nothing.
    """
    month = pl.col("month").cast(pl.Float64)
    valued = frame.with_columns(
        balance_usd_m=monthly_balance(pl.col("committed_usd_m"), pl.col("rate_pct"), pl.col("months"), month),
        straight_line_usd_m=straight_line(pl.col("cost_usd_m"), month, assumed.life_years),
        declining_usd_m=declining(pl.col("cost_usd_m"), month, assumed.decline_pct),
    )
    return valued.with_columns(
        pl.when(pl.col(f"{curve}_usd_m") > 0)
        .then(pl.col("balance_usd_m") / pl.col(f"{curve}_usd_m"))
        .alias(f"ltv_{curve}")
        for curve in ("straight_line", "declining")
    )


def secured_on_chips(
    debt: pl.DataFrame, as_of: date, base_pct: float | None, assumed: CollateralAssumptions
) -> pl.DataFrame:
    """Return the tranches secured on chips with what a path needs, and why one has none.

    A floating rate is `base_pct` (the SOFR average, from the caller) plus margin.
    """
    floating = pl.lit(base_pct, pl.Float64) + pl.col("margin_bp") / 100
    equity = pl.col("sponsor_equity_pct")
    advance = pl.when(equity.is_not_null()).then(1 - equity / 100).otherwise(assumed.advance_pct / 100)
    months = months_between(pl.col("issued_on"), pl.col("matures_on")).cast(pl.Int64)
    return (
        debt.filter(pl.col("security") == Security.GPU.value)
        .with_columns(
            rate_pct=pl.coalesce("coupon_pct", floating),
            months=pl.when(months > 0).then(months),
            age_months=months_between(pl.col("issued_on"), pl.lit(as_of)).cast(pl.Int64).clip(lower_bound=0),
            cost_usd_m=pl.col("committed_usd_m") / advance,
            cost_basis=pl.when(equity.is_not_null())
            .then(pl.lit("published equity"))
            .otherwise(pl.lit("advance assumed")),
        )
        .with_columns(
            no_path_because=pl.when(pl.col("committed_usd_m").is_null())
            .then(pl.lit("no amount"))
            .when(pl.col("issued_on").is_null() | pl.col("matures_on").is_null())
            .then(pl.lit("no issue date or maturity"))
            .when(pl.col("rate_pct").is_null())
            .then(pl.lit("no coupon or margin"))
        )
    )


def paths(chips: pl.DataFrame, assumed: CollateralAssumptions) -> pl.DataFrame:
    """Return one row a tranche and month from issue to the month before maturity."""
    return with_path(
        chips.filter(pl.col("no_path_because").is_null())
        .select("tranche_id", "committed_usd_m", "rate_pct", "months", "cost_usd_m")
        .with_columns(month=pl.int_ranges(0, pl.col("months")))
        .explode("month"),
        assumed,
    )


def collateral(chips: pl.DataFrame, path: pl.DataFrame) -> pl.DataFrame:
    """Return one row a tranche: where it stands today, the worst of its life, and the crossovers."""

    def crossover(curve: str) -> pl.Expr:
        return pl.col("month").filter(pl.col("balance_usd_m") > pl.col(f"{curve}_usd_m")).min()

    worst = path.group_by("tranche_id").agg(
        peak_ltv_straight_line=pl.col("ltv_straight_line").max(),
        peak_ltv_declining=pl.col("ltv_declining").max(),
        crossover_straight_line=crossover("straight_line"),
        crossover_declining=crossover("declining"),
    )
    today = path.select(
        "tranche_id", "balance_usd_m", "straight_line_usd_m", "declining_usd_m", "ltv_straight_line", "ltv_declining",
        age_months="month",
    )  # fmt: skip
    return (
        chips.drop("balance_usd_m")
        .join(today, on=["tranche_id", "age_months"], how="left", maintain_order="left")
        .join(worst, on="tranche_id", how="left", maintain_order="left")
        .sort("ltv_declining", "tranche_id", descending=[True, False], nulls_last=True)
    )
