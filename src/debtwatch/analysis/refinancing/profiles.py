"""How each tranche repays, and the average lives that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.life import balloon_life, equal_instalments_life, level_pay_life
from debtwatch.analysis.bonds.schedule import SEMIANNUAL
from debtwatch.analysis.bonds.time import DAYS_A_YEAR, years
from debtwatch.domain.kinds import AmortizationKind, Instrument

if TYPE_CHECKING:
    from datetime import date

BULLET = "bullet"
LEVEL = "level pay assumed"
SCHEDULED = "scheduled"
_REPAID_AT_ONCE = (Instrument.CONVERTIBLE.value, Instrument.BRIDGE.value, Instrument.REVOLVER.value)
_STATED = (AmortizationKind.LEVEL.value, AmortizationKind.LINEAR.value, AmortizationKind.SCULPTED.value)
_WHOLE = 100.0


def readings(debt: pl.DataFrame) -> pl.DataFrame:
    """Return one row a tranche and way of reading its repayment, with `profile` and `main`.

    A stated profile is read once. Amortising without a profile is read as level pay, with the bullet
    as its other end; unknown amortisation as a bullet, with level pay as its other end.
    """
    bullet = (pl.col("amortization") == BULLET) | pl.col("instrument").is_in(_REPAID_AT_ONCE)
    stated = ~bullet & pl.col("amort_kind").is_in(_STATED)
    loose = ~bullet & ~stated.fill_null(value=False)
    amortizing = pl.col("amortization") == "amortizing"
    main = pl.when(bullet).then(pl.lit(BULLET)).when(stated).then(pl.lit(SCHEDULED))
    return pl.concat(
        [
            debt.with_columns(
                profile=main.when(amortizing).then(pl.lit(LEVEL)).otherwise(pl.lit(BULLET)), main=pl.lit(value=True)
            ),
            debt.filter(loose.fill_null(value=True)).with_columns(
                profile=pl.when(amortizing).then(pl.lit(BULLET)).otherwise(pl.lit(LEVEL)), main=pl.lit(value=False)
            ),
        ]
    )


def with_life(rows: pl.DataFrame, day: pl.Expr, into: str, *, tables: bool = True) -> pl.DataFrame:
    """Add the remaining average life in years on a day, by the reading's `profile`; null without a maturity.

    What is read as level pay keeps the first and last instalment and the balloon its source names. A book
    in which nothing repays by a table of its own is spared reading one (`tables`).
    """
    maturity, start, end, term = (pl.col(name) for name in ("_maturity", "_start", "_end", "_term"))
    first = years(day, pl.col("amort_first")) - 1 / SEMIANNUAL
    linear = (pl.col("amort_kind") == AmortizationKind.LINEAR.value).fill_null(value=False)
    equal = linear | pl.col("coupon_pct").is_null()
    repaying = start + pl.when(equal).then(equal_instalments_life(term)).otherwise(
        level_pay_life(pl.col("coupon_pct"), term)
    )
    scheduled = balloon_life(repaying, pl.col("amort_final_pct").fill_null(0.0), maturity)
    life = (
        pl.when(pl.col("profile") == BULLET)
        .then(maturity)
        .when(pl.col("profile") == SCHEDULED)
        .then(pl.coalesce(_table_life(day, maturity), scheduled) if tables else scheduled)
        .otherwise(scheduled)
    )
    # What stands in several places of the formula is computed once, as a column.
    return (
        rows.with_columns(
            _maturity=years(day, pl.col("matures_on")), _end=years(day, pl.coalesce("amort_last", "matures_on"))
        )
        .with_columns(_start=pl.max_horizontal(pl.lit(0.0), first.fill_null(0.0)).clip(upper_bound=end))
        .with_columns(_term=end - start)
        .with_columns(pl.when(maturity > 0).then(life).alias(into))
        .drop("_maturity", "_end", "_start", "_term")
    )


def _ahead(day: pl.Expr) -> pl.Expr:
    """Return the days to each instalment of a table, 0 for those gone."""
    left = pl.col("repayment_days").cast(pl.List(pl.Int32)) - day.to_physical()
    return left.list.eval(pl.element().clip(0)).cast(pl.List(pl.Float64))


def _left_of_table(day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return what a table still repays after a day, and what it leaves for maturity, in percent of the first amount."""
    coming = _ahead(day).list.eval((pl.element() > 0).cast(pl.Float64))
    return (coming * pl.col("repayment_pcts")).list.sum(), _WHOLE - pl.col("repayment_pcts").list.sum()


def _table_life(day: pl.Expr, maturity: pl.Expr) -> pl.Expr:
    """Return the average life of a table's instalments and of the rest at maturity; null without a table."""
    due, rest = _left_of_table(day)
    weighted = (_ahead(day) * pl.col("repayment_pcts")).list.sum() / DAYS_A_YEAR
    return (weighted + rest * maturity) / (due + rest)


def balloon_share(as_of: date, *, tables: bool = True) -> pl.Expr:
    """Return the share of what is owed on a day that falls due at maturity, by the reading's `profile`."""
    left = pl.col("amort_final_pct").fill_null(0.0) / 100
    if tables:
        due, rest = _left_of_table(pl.lit(as_of).cast(pl.Date))
        left = pl.coalesce(rest / (due + rest), left)
    return pl.when(pl.col("profile") == BULLET).then(1.0).otherwise(left)
