"""How each tranche repays, and the average lives that follow."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.life import balloon_life, equal_instalments_life, level_pay_life
from debtwatch.analysis.bonds.schedule import SEMIANNUAL
from debtwatch.analysis.bonds.time import years
from debtwatch.domain.deal import Instrument
from debtwatch.domain.terms import AmortizationKind

BULLET = "bullet"
LEVEL = "level pay assumed"
SCHEDULED = "scheduled"
_REPAID_AT_ONCE = (Instrument.CONVERTIBLE.value, Instrument.BRIDGE.value, Instrument.REVOLVER.value)
_STATED = (AmortizationKind.LEVEL.value, AmortizationKind.LINEAR.value)


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


def _repaying_life(start: pl.Expr, end: pl.Expr, *, linear: pl.Expr) -> pl.Expr:
    """Return the life of instalments from `start` to `end` years: level where the coupon is known."""
    term = end - start
    level = level_pay_life(pl.col("coupon_pct"), term)
    equal = equal_instalments_life(term)
    return start + pl.when(linear | pl.col("coupon_pct").is_null()).then(equal).otherwise(level)


def life_at(day: pl.Expr) -> pl.Expr:
    """Return the remaining average life in years on a day, by the reading's `profile`; null without a maturity.

    What is read as level pay keeps the first and last instalment and the balloon its source names.
    """
    maturity = years(day, pl.col("matures_on"))
    end = years(day, pl.coalesce("amort_last", "matures_on"))
    first = years(day, pl.col("amort_first")) - 1 / SEMIANNUAL
    start = pl.max_horizontal(pl.lit(0.0), first.fill_null(0.0)).clip(upper_bound=end)
    linear = (pl.col("amort_kind") == AmortizationKind.LINEAR.value).fill_null(value=False)
    scheduled = balloon_life(
        _repaying_life(start, end, linear=linear), pl.col("amort_final_pct").fill_null(0.0), maturity
    )
    life = pl.when(pl.col("profile") == BULLET).then(maturity).otherwise(scheduled)
    return pl.when(maturity > 0).then(life)


def balloon_share() -> pl.Expr:
    """Return the share of principal due at maturity, by the reading's `profile`."""
    left = pl.col("amort_final_pct").fill_null(0.0) / 100
    return pl.when(pl.col("profile") == BULLET).then(1.0).otherwise(left)
