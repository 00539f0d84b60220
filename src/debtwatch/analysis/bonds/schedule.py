"""Where a settlement date stands between coupons, over a whole book at once."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.time import DayCount, days_360, is_february_end

SEMIANNUAL = 2
_MONTHS = 12
_THIRTY, _LONGEST_DAY = 30, 31


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return whole calendar months from one date's month to the other's."""
    years = end.dt.year() - start.dt.year()
    return years * _MONTHS + end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)


def payments_from(since: pl.Expr, last: pl.Expr, step: pl.Expr, *, after: bool = False) -> pl.Expr:
    """Count the payments from a day on, or only those after it: every `step` months, counted back from the last."""
    months = months_between(since, last)
    whole = (months + step - 1) // step
    aligned = last.dt.offset_by(pl.format("-{}mo", months.clip(0)))
    meets = (months >= 0) & (months % step == 0) & (aligned > since if after else aligned >= since)
    return (whole + meets.cast(pl.Int32)).clip(0).cast(pl.Float64)


def coupon_day(month: pl.Expr, maturity: pl.Expr, *, month_ends: bool = False) -> pl.Expr:
    """Return the coupon date in a month (given by its first day): the maturity's day, or the month's last.

    `month_ends`: what matures on the last day of a month pays on the last day of every month (Treasuries).
    """
    last = month.dt.month_end()
    wanted = month + pl.duration(days=maturity.dt.day().cast(pl.Int64) - 1)
    own = pl.min_horizontal(wanted, last)
    return pl.when(maturity == maturity.dt.month_end()).then(last).otherwise(own) if month_ends else own


def _days_gone(when: pl.Expr, last: pl.Expr, maturity: pl.Expr) -> pl.Expr:
    """Return the 30/360 days since a coupon date, counted from the bond's own day of the month.

    The end of February counts as the 30th only where it stands in for a later day: a bond of the 28th
    pays on 28 February as on any other 28th, and owes two days more by the 30th.
    """
    counted = pl.when((last.dt.day() == _LONGEST_DAY) | is_february_end(last)).then(_THIRTY).otherwise(last.dt.day())
    own = maturity.dt.day().clip(upper_bound=_THIRTY)
    return days_360(last, when) + counted.cast(pl.Int32) - own.cast(pl.Int32)


def _share_gone(
    period: tuple[pl.Expr, pl.Expr, pl.Expr], maturity: pl.Expr, frequency: int, count: DayCount
) -> pl.Expr:
    """Return the share of a coupon period (last coupon, day asked about, next coupon) that has passed."""
    last, when, following = period
    if count is DayCount.ACT_ACT_ICMA:
        return (when - last).dt.total_days() / (following - last).dt.total_days()
    days = _days_gone(when, last, maturity) if count is DayCount.THIRTY_360_US else days_360(last, when, count)
    return days * frequency / 360


def with_coupon_position(
    frame: pl.DataFrame,
    *,
    settle: str,
    maturity: str,
    frequency: int = SEMIANNUAL,
    count: DayCount = DayCount.THIRTY_360_US,
    month_ends: bool = False,
) -> pl.DataFrame:
    """Add `periods` (coupons left) and `to_next` (share of a period to the next coupon).

    Coupons fall on the maturity's day of the month, unadjusted; where the month is shorter, on its
    last day; with `month_ends`, see `coupon_day`. A bond at or past maturity has null. `count` measures
    accrual (analytics A2, A4).
    """
    step = _MONTHS // frequency
    when, end = pl.col(settle), pl.col(maturity)
    guess = (months_between(when, end) // step).clip(0).cast(pl.Int32)
    first = end.dt.truncate("1mo")
    live = frame.lazy().with_columns(_guess=guess, _first=first)
    back = pl.col("_first").dt.offset_by(pl.format("-{}mo", pl.col("_guess") * step))
    live = live.with_columns(_at=coupon_day(back, end, month_ends=month_ends))
    # The guess counts months; the coupon in that month may lie at or before settlement.
    live = live.with_columns(
        periods=pl.when(when >= end)
        .then(None)
        .otherwise(pl.col("_guess") + pl.when(pl.col("_at") > when).then(1).otherwise(0))
        .cast(pl.Float64)
    )
    ago = (pl.col("periods") * step).cast(pl.Int64)
    live = live.with_columns(
        _last=coupon_day(pl.col("_first").dt.offset_by(pl.format("-{}mo", ago)), end, month_ends=month_ends),
        _next=coupon_day(pl.col("_first").dt.offset_by(pl.format("{}mo", step - ago)), end, month_ends=month_ends),
    )
    share = _share_gone((pl.col("_last"), when, pl.col("_next")), end, frequency, count).clip(0.0, 1.0)
    known = pl.when(pl.col("periods").is_not_null()).then(1.0 - share)
    return live.with_columns(to_next=known).drop("_guess", "_first", "_at", "_last", "_next").collect()
