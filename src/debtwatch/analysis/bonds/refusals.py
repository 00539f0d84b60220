"""Why a bond is not priced: a wrong number is worse than none."""

from __future__ import annotations

import polars as pl

_LONGEST_YEARS = 100
_LONGEST = f"{_LONGEST_YEARS + 1}y"
"""A century bond runs a little longer on its first day where only the year it ends is known."""


def refused_because(
    *, settle: pl.Expr, maturity: pl.Expr, balance: pl.Expr, dirty: pl.Expr, coupon_pct: pl.Expr
) -> pl.Expr:
    """Return the first reason a bond cannot be priced, in words; null where there is none.

    A hundred years are priced, more are taken for a slip of the date; a rate below zero is priced, a
    coupon below zero is not a coupon.
    """
    return (
        pl.when(maturity.is_null())
        .then(pl.lit("no maturity"))
        .when(maturity <= settle)
        .then(pl.lit("at or past maturity"))
        .when(maturity > settle.dt.offset_by(_LONGEST))
        .then(pl.lit(f"matures in more than {_LONGEST_YEARS} years: check the date"))
        .when(balance.is_null())
        .then(pl.lit("balance not known"))
        .when(balance <= 0)
        .then(pl.lit("nothing is owed"))
        .when(coupon_pct < 0)
        .then(pl.lit("coupon below zero"))
        .when(dirty.is_null() | dirty.is_nan())
        .then(pl.lit("no price"))
        .when(dirty <= 0)
        .then(pl.lit("price not above zero"))
    )
