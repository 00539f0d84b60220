"""Year fractions and day counts over columns."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

DAYS_A_YEAR = 365.25
DAYS_365, DAYS_360 = 365.0, 360.0
"""Years of zero curves, and of money markets."""


class DayCount(StrEnum):
    """How days are counted between two dates for accrual."""

    THIRTY_360_US = "30/360 US"
    """US corporates: the 31st counts as the 30th where the period starts on the 30th or 31st."""
    THIRTY_360_ISDA = "30E/360 ISDA"
    """Every month end counts as the 30th."""
    ACT_ACT_ICMA = "act/act ICMA"
    """Treasuries: actual days over the actual days of the coupon period."""


def years(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return act/365.25 years between two dates: the tenors on the screens."""
    return (end - start).dt.total_days() / DAYS_A_YEAR


def _is_month_end(day: pl.Expr) -> pl.Expr:
    return day == day.dt.month_end()


def is_february_end(day: pl.Expr) -> pl.Expr:
    """Return whether a day is the last of February."""
    return (day.dt.month() == 2) & _is_month_end(day)  # noqa: PLR2004 -- February


def days_360(start: pl.Expr, end: pl.Expr, count: DayCount = DayCount.THIRTY_360_US) -> pl.Expr:
    """Return the days between two dates in months of thirty days."""
    d1, d2 = start.dt.day().cast(pl.Int32), end.dt.day().cast(pl.Int32)
    if count is DayCount.THIRTY_360_ISDA:
        d1 = pl.when(_is_month_end(start) & (d1 != 30) | (d1 == 31)).then(30).otherwise(d1)  # noqa: PLR2004
        d2 = pl.when(_is_month_end(end) & (d2 != 30) | (d2 == 31)).then(30).otherwise(d2)  # noqa: PLR2004
    else:
        d2 = pl.when(is_february_end(start) & is_february_end(end)).then(30).otherwise(d2)
        d1 = pl.when(is_february_end(start) | (d1 == 31)).then(30).otherwise(d1)  # noqa: PLR2004
        d2 = pl.when((d2 == 31) & (d1 == 30)).then(30).otherwise(d2)  # noqa: PLR2004
    months = (end.dt.year() - start.dt.year()) * 12 + end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)
    return months * 30 + d2 - d1
