"""Every payment of a whole book of bonds, one row a payment: what spreads over a zero curve need.

A bond pays interest on its balance; how the balance falls is its repayment: bullet, level payments,
equal instalments, nothing before the end (zero), or a schedule of its own. Balances have closed
forms, so no payment waits for the one before it.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from debtwatch.analysis.bonds.conventions import Clock
from debtwatch.analysis.bonds.schedule import SEMIANNUAL, coupon_day, months_between, payments_from
from debtwatch.analysis.bonds.time import DAYS_365

_FLAT = 1e-9
_MONTHS = 12
_PAR = 100.0
BOND = "bond"
"""The column that names a bond; flows of one bond stand together, first to last."""


class Repayment(StrEnum):
    """How principal comes back."""

    BULLET = "bullet"
    LEVEL = "level"
    LINEAR = "linear"
    ZERO = "zero"


def balance_after(paid: pl.Expr, instalments: pl.Expr, rate: pl.Expr, balloon_pct: pl.Expr) -> pl.Expr:
    """Return what is left of 100 after `paid` level instalments at a rate a period, down to a balloon."""
    growth = (1 + rate) ** paid
    level = (_PAR - balloon_pct * (1 + rate) ** (-instalments)) * rate / (1 - (1 + rate) ** (-instalments))
    equal = _PAR - (_PAR - balloon_pct) * paid / instalments
    return pl.when(rate.abs() < _FLAT).then(equal).otherwise(_PAR * growth - level * (growth - 1) / rate)


def _balance(place: pl.Expr, frequency: int) -> pl.Expr:
    """Return the balance after the payment at a place, 0 for today; before any repayment it is 100."""
    rate = pl.col("coupon_pct") / 100 / frequency
    waiting = pl.col("interest_only").fill_null(0.0)
    instalments = (pl.col("periods") - waiting - pl.col("rests").fill_null(0.0)).clip(1.0)
    paid = pl.min_horizontal((place - waiting).clip(0.0), instalments)
    balloon = pl.col("balloon_pct").fill_null(0.0)
    linear = _PAR - (_PAR - balloon) * paid / instalments
    level = balance_after(paid, instalments, rate, balloon)
    kind = pl.col("repayment")
    before_last = (
        pl.when(kind == Repayment.LEVEL.value)
        .then(level)
        .when(kind == Repayment.LINEAR.value)
        .then(linear)
        .otherwise(_PAR)
    )
    return pl.when(place >= pl.col("periods")).then(0.0).otherwise(before_last)


def waiting(first: pl.Expr, settle: pl.Expr, maturity: pl.Expr, *, frequency: int = SEMIANNUAL) -> pl.Expr:
    """Return the payments before the first instalment, 0 where that is unknown or past; reads `periods`."""
    instalments = payments_from(first, maturity, pl.lit(_MONTHS // frequency))
    return pl.when(first > settle).then((pl.col("periods") - instalments).clip(0.0)).otherwise(0.0)


def resting(last: pl.Expr, maturity: pl.Expr, *, frequency: int = SEMIANNUAL) -> pl.Expr:
    """Return the payments after the last instalment; none where no day of it is known."""
    return (months_between(last, maturity) // (_MONTHS // frequency)).clip(0).cast(pl.Float64)


def flows(bonds: pl.DataFrame, *, frequency: int = SEMIANNUAL) -> pl.DataFrame:
    """Return every payment per 100 owed: bond, place, periods_to, paid_on, interest, principal, amount.

    `bonds` has bond, maturity, coupon_pct, repayment (`Repayment`), balloon_pct, interest_only (periods
    before the first instalment) and rests (periods from the last instalment to maturity), all three
    nullable, and the periods and to_next of `with_coupon_position`; a bond without a position has no
    payments. Dates are unadjusted.
    """
    step = _MONTHS // frequency
    place = pl.col("place").cast(pl.Float64)
    back = ((pl.col("periods") - place) * step).cast(pl.Int64)
    month = pl.col("maturity").dt.truncate("1mo").dt.offset_by(pl.format("-{}mo", back))
    before, after = _balance(place - 1, frequency), _balance(place, frequency)
    zero = pl.col("repayment") == Repayment.ZERO.value
    return (
        bonds.lazy()
        .filter(pl.col("periods") > 0)
        .with_columns(place=pl.int_ranges(1, pl.col("periods").cast(pl.Int64) + 1))
        .explode("place")
        .select(
            BOND,
            "place",
            periods_to=place - 1 + pl.col("to_next"),
            paid_on=coupon_day(month, pl.col("maturity")),
            interest=pl.when(zero).then(0.0).otherwise(before * pl.col("coupon_pct") / 100 / frequency),
            principal=before - after,
        )
        .with_columns(amount=pl.col("interest") + pl.col("principal"))
        .collect()
    )


def scheduled_flows(bonds: pl.DataFrame, schedule: pl.DataFrame, *, frequency: int = SEMIANNUAL) -> pl.DataFrame:
    """Return the payments of bonds that repay by a table of their own, in the shape of `flows`.

    `schedule` has bond, place (1 for the next coupon date) and principal, in percent of what is owed now;
    what it leaves unpaid falls due at maturity. `bonds` as `flows` takes them; their repayment is not read.
    """
    bullet = bonds.with_columns(repayment=pl.lit(Repayment.BULLET.value))
    empty = flows(bullet, frequency=frequency).drop("interest", "principal", "amount")
    rate = pl.col("coupon_pct") / 100 / frequency
    last = pl.col("place") == pl.col("place").max().over(BOND)
    paid_before = pl.col("principal").cum_sum().over(BOND) - pl.col("principal")
    return (
        empty.join(schedule.select(BOND, pl.col("place").cast(pl.Int64), "principal"), on=[BOND, "place"], how="left", maintain_order="left")
        .join(bonds.select(BOND, "coupon_pct"), on=BOND, maintain_order="left")
        .with_columns(pl.col("principal").fill_null(0.0))
        .with_columns(_before=_PAR - paid_before)
        .with_columns(
            interest=pl.col("_before") * rate, principal=pl.when(last).then("_before").otherwise("principal")
        )
        .with_columns(amount=pl.col("interest") + pl.col("principal"))
        .drop("_before", "coupon_pct")
    )  # fmt: skip


def sculpted_principal(
    cash: pl.DataFrame, *, coupon_pct: float, cover: float, frequency: int = SEMIANNUAL
) -> pl.DataFrame:
    """Return bond, place and principal of debt sculpted to a cover: each payment is cash flow over cover.

    `cash` has bond, place and cfads (cash available for debt service, per 100 owed), in order (analytics F9).
    """
    i = coupon_pct / 100 / frequency
    discounted = pl.col("cfads") / cover * (1 + i) ** (-pl.col("place"))
    owed = (1 + i) ** pl.col("place") * (_PAR - discounted.cum_sum().over(BOND))
    paid = pl.col("owed").shift(1).over(BOND).fill_null(_PAR) - pl.col("owed")
    return cash.with_columns(owed=owed).select(BOND, "place", principal=paid)


def with_times(payments: pl.DataFrame, settle: pl.Expr, clock: Clock, *, frequency: int = SEMIANNUAL) -> pl.DataFrame:
    """Add t, the years from settlement to each payment, by the clock named."""
    days = (pl.col("paid_on") - settle).dt.total_days() / DAYS_365
    return payments.with_columns(t=pl.col("periods_to") / frequency if clock is Clock.SCHEDULE else days)


def average_lives(payments: pl.DataFrame, *, frequency: int = SEMIANNUAL) -> pl.DataFrame:
    """Return bond and life_years: the time of principal weighted by its amount."""
    weighted = (pl.col("principal") * pl.col("periods_to")).sum() / pl.col("principal").sum() / frequency
    return payments.group_by(BOND, maintain_order=True).agg(life_years=weighted)
