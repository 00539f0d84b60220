"""How each tranche repays, and the balances and average lives that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.life import balloon_life, equal_instalments_periods, level_pay_balance, level_pay_periods
from debtwatch.analysis.bonds.schedule import payments_from
from debtwatch.analysis.bonds.time import DAYS_A_YEAR, years
from debtwatch.domain.kinds import AmortizationKind, CouponType, Instrument

if TYPE_CHECKING:
    from datetime import date

BULLET = "bullet"
LEVEL = "level pay assumed"
SCHEDULED = "scheduled"
_REPAID_AT_ONCE = (Instrument.CONVERTIBLE.value, Instrument.BRIDGE.value, Instrument.REVOLVER.value)
STATED = (AmortizationKind.LEVEL.value, AmortizationKind.LINEAR.value, AmortizationKind.SCULPTED.value)
_LOANS = (
    Instrument.TERM_LOAN.value,
    Instrument.DDTL.value,
    Instrument.REVOLVER.value,
    Instrument.BRIDGE.value,
)
_ONCE_A_YEAR = ("EUR", "GBP", "CHF")
_WHOLE = 100.0
_MONTHS = 12


def frequency() -> pl.Expr:
    """Return payments a year: as stated, of a floater as its rate is set, else as its kind and currency pay.

    Monthly for commercial mortgages, quarterly for loans and floaters, yearly for bonds in euro, sterling
    and francs, half-yearly for others.
    """
    floats = (pl.col("coupon_type") == CouponType.FLOATING.value).fill_null(value=False)
    usual = (
        pl.when(pl.col("instrument") == Instrument.CMBS.value)
        .then(12)
        .when(floats | pl.col("instrument").is_in(_LOANS))
        .then(4)
        .when(pl.col("currency").is_in(_ONCE_A_YEAR))
        .then(1)
        .otherwise(2)
    )
    return pl.coalesce("payments_a_year", pl.when(floats).then("resets_a_year"), usual).cast(pl.Int64)


def readings(debt: pl.DataFrame) -> pl.DataFrame:
    """Return one row a tranche and way of reading its repayment, with `profile` and `main`.

    A stated profile is read once. Amortising without a profile is read as level pay, with the bullet
    as its other end; unknown amortisation as a bullet, with level pay as its other end.
    """
    bullet = (pl.col("amortization") == BULLET) | pl.col("instrument").is_in(_REPAID_AT_ONCE)
    stated = ~bullet & pl.col("amort_kind").is_in(STATED)
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


def last_instalment() -> pl.Expr:
    """Return the day of the last instalment: as stated, else the maturity."""
    return pl.coalesce("amort_last", "matures_on")


def in_equal_parts() -> pl.Expr:
    """Return whether instalments are equal and not level: where the book says so or no coupon is known."""
    linear = pl.col("amort_kind") == AmortizationKind.LINEAR.value
    return linear.fill_null(value=False) | pl.col("coupon_pct").is_null()


def _with_counts(rows: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Add `_every`, the instalments from the first stated to the last, and `_ahead`, those after a day; see `with_instalments`."""
    first, last, step = pl.col("amort_first"), last_instalment(), _MONTHS // pl.col("frequency")
    return rows.with_columns(
        _every=payments_from(first, last, step).clip(1), _ahead=payments_from(day, last, step, after=True)
    )


def with_instalments(rows: pl.DataFrame, day: pl.Expr, into: str) -> pl.DataFrame:
    """Add how many instalments come after a day: counted back from the last to the first, where that is known; at least one."""
    waits = pl.col("amort_first") > day
    return (
        _with_counts(rows, day)
        .with_columns(pl.when(waits).then("_every").otherwise(pl.col("_ahead").clip(1)).alias(into))
        .drop("_every", "_ahead")
    )


def with_life(rows: pl.DataFrame, day: pl.Expr, into: str, *, tables: bool = True) -> pl.DataFrame:
    """Add the remaining average life in years on a day, by the reading's `profile`; null without a maturity.

    What is read as level pay keeps the first and last instalment and the balloon its source names. A book
    in which nothing repays by a table of its own is spared reading one (`tables`).
    """
    maturity, times, n = pl.col("_maturity"), pl.col("frequency"), pl.col("_n")
    level = level_pay_periods(pl.col("coupon_pct") / 100 / times, n)
    periods = pl.when(in_equal_parts()).then(equal_instalments_periods(n)).otherwise(level)
    repaying = years(day, last_instalment()) - (n - pl.col("_periods")) / times
    repaid = balloon_life(repaying, pl.col("_final") * _WHOLE, maturity)
    life = (
        pl.when(pl.col("profile") == BULLET)
        .then(maturity)
        .when(pl.col("profile") == SCHEDULED)
        .then(pl.coalesce(_table_life(day, maturity), repaid) if tables else repaid)
        .otherwise(repaid)
    )
    return (
        _with_final_share(with_instalments(rows, day, "_n"), day)
        .with_columns(_maturity=years(day, pl.col("matures_on")), _periods=periods)
        .with_columns(pl.when(maturity > 0).then(life).alias(into))
        .drop("_maturity", "_periods", "_final", "_n")
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
    return pl.when(due + rest > 0).then((weighted + rest * maturity) / (due + rest))


def with_share_left(rows: pl.DataFrame, day: pl.Expr, into: str, *, tables: bool = True) -> pl.DataFrame:
    """Add the share of the first amount left after a day's payment, by what its source states; null where it states nothing.

    Instalments from `amort_first` to the last, level at the coupon or equal; a table on its own days; a
    bullet keeps everything until its last day.
    """
    n, paid, kind = pl.col("_every"), pl.col("_paid"), pl.col("amort_kind")
    balloon = pl.col("amort_final_pct").fill_null(0.0) / _WHOLE
    level = level_pay_balance(pl.col("coupon_pct") / 100 / pl.col("frequency"), n, paid)
    of_table = sum(_left_of_table(day), pl.lit(0.0)) / _WHOLE if tables else pl.lit(None, pl.Float64)
    repaid = pl.when(in_equal_parts()).then((n - paid) / n).otherwise(level)
    left = (
        pl.when(day >= pl.col("matures_on"))
        .then(0.0)
        .when(kind == AmortizationKind.BULLET.value)
        .then(1.0)
        .when(kind == AmortizationKind.SCULPTED.value)
        .then(of_table)
        .when(kind.is_in([AmortizationKind.LEVEL.value, AmortizationKind.LINEAR.value]))
        .then(balloon + (1 - balloon) * repaid)
    )
    return (
        _with_counts(rows, day)
        .with_columns(_paid=n - pl.min_horizontal("_ahead", n))
        .with_columns(left.alias(into))
        .drop("_every", "_ahead", "_paid")
    )


def _with_final_share(rows: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Add `_final`: the share of what is owed on a day that waits for maturity, all of it once instalments are over."""
    stated, left = pl.col("amort_final_pct").fill_null(0.0) / _WHOLE, pl.col("_left")
    over = last_instalment() <= day
    grown = pl.when(over).then(1.0).when(left > 0).then((stated / left).clip(upper_bound=1.0)).otherwise(stated)
    return with_share_left(rows, day, "_left", tables=False).with_columns(_final=grown).drop("_left")


def with_balloon(rows: pl.DataFrame, as_of: date, *, tables: bool = True) -> pl.DataFrame:
    """Add `balloon`: the share of what is owed on a day that falls due at maturity, by the reading's `profile`."""
    today = pl.lit(as_of).cast(pl.Date)
    left = pl.col("_final")
    if tables:
        due, rest = _left_of_table(today)
        left = pl.coalesce(pl.when(due + rest > 0).then(rest / (due + rest)), left)
    balloon = pl.when(pl.col("profile") == BULLET).then(1.0).otherwise(left)
    return _with_final_share(rows, today).with_columns(balloon=balloon).drop("_final")
