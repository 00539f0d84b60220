"""Bonds whose first coupon is short or long, on either stub (31 CFR 356, appendix B, II.A to II.G).

Everything follows from one measure: how many coupon periods lie between a date and maturity, each
period counted by its own days. The first coupon pays the periods from the dated date to it; interest
has accrued for the periods from the dated date to settlement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.conventions import Convention, Stub
from debtwatch.analysis.bonds.price import sum_of_powers
from debtwatch.analysis.bonds.schedule import with_coupon_position

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTLE, DATED, FIRST, MATURITY = "settle", "dated", "first_coupon", "maturity"


def _remaining(frame: pl.DataFrame, day: str, as_: Convention) -> pl.Series:
    """Return the coupon periods from a day to maturity, with their fraction."""
    placed = with_coupon_position(
        frame, settle=day, maturity=MATURITY, frequency=as_.frequency, count=as_.count, month_ends=as_.month_ends
    )
    return placed.select((pl.col("periods") - 1 + pl.col("to_next")).fill_null(0.0)).to_series()


def with_first_coupon(frame: pl.DataFrame, as_: Convention) -> pl.DataFrame:
    """Add first_periods, accrued_periods and first_place: what an odd first coupon pays, has earned, and when.

    Reads settle, dated, first_coupon (null where the first coupon has been paid) and maturity, and the
    periods and to_next of `with_coupon_position` at settlement. The place counts coupon dates from
    settlement, 1 for the next.
    """
    left: Mapping[str, pl.Series] = {day: _remaining(frame, day, as_) for day in (SETTLE, DATED, FIRST)}
    pending = pl.col(FIRST).is_not_null() & (pl.col(FIRST) > pl.col(SETTLE))
    parts = frame.with_columns(left[day].alias(f"_{day}") for day in left)
    return parts.with_columns(
        first_periods=pl.when(pending).then(pl.col(f"_{DATED}") - pl.col(f"_{FIRST}")).otherwise(1.0),
        accrued_periods=pl.when(pending)
        .then(pl.col(f"_{DATED}") - pl.col(f"_{SETTLE}"))
        .otherwise(1.0 - pl.col("to_next")),
        first_place=pl.when(pending).then(pl.col("periods") - pl.col(f"_{FIRST}").round()).otherwise(1.0),
    ).drop(f"_{day}" for day in left)


def stub_discount(yield_pct: pl.Expr, to_next: pl.Expr, as_: Convention) -> pl.Expr:
    """Return the discount factor from the next coupon date to settlement; reads periods."""
    rate = yield_pct / 100 / as_.frequency
    simple = 1 / (1 + to_next * rate)
    if as_.stub is Stub.SIMPLE:
        return simple
    return pl.when(pl.col("periods") > 1).then((1 + rate) ** (-to_next)).otherwise(simple)


def odd_accrued(coupon_pct: pl.Expr, as_: Convention) -> pl.Expr:
    """Return interest accrued per 100 from the dated date; reads accrued_periods."""
    return coupon_pct / as_.frequency * pl.col("accrued_periods")


def odd_dirty_price(yield_pct: pl.Expr, coupon_pct: pl.Expr, as_: Convention) -> pl.Expr:
    """Return the dirty price per 100 at a yield; reads the columns of `with_first_coupon`.

    Worth at the next coupon date: first coupon at its place, regular ones after it, 100 with the last.
    """
    v = 1 / (1 + yield_pct / 100 / as_.frequency)
    coupon = coupon_pct / as_.frequency
    to_first = v ** (pl.col("first_place") - 1)
    later = sum_of_powers(v, pl.col("periods") - pl.col("first_place"))
    worth = to_first * coupon * (pl.col("first_periods") + later) + 100 * v ** (pl.col("periods") - 1)
    return worth * stub_discount(yield_pct, pl.col("to_next"), as_)


def odd_price(yield_pct: pl.Expr, coupon_pct: pl.Expr, as_: Convention) -> pl.Expr:
    """Return the clean price per 100 of a bond with an odd first coupon."""
    return odd_dirty_price(yield_pct, coupon_pct, as_) - odd_accrued(coupon_pct, as_)
