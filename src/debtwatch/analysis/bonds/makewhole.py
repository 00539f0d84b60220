"""What it costs to repay early under a make-whole call (analytics F11)."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.price import accrued, dirty_price
from debtwatch.analysis.bonds.schedule import SEMIANNUAL
from debtwatch.analysis.bonds.worth import annuity_years

_PAR = 100.0
_BP = 100.0


def make_whole_price(
    treasury_pct: pl.Expr, make_whole_bp: pl.Expr, coupon_pct: pl.Expr, *, frequency: int = SEMIANNUAL
) -> pl.Expr:
    """Return the redemption price per 100, clean: the remaining payments at Treasury plus the make-whole, at least par.

    Reads the `periods` and `to_next` of `with_coupon_position`; accrued interest is paid beside it.
    """
    to_next = pl.col("to_next")
    dirty = dirty_price(
        treasury_pct + make_whole_bp / _BP,
        payment=coupon_pct / frequency,
        redemption=pl.lit(_PAR),
        periods=pl.col("periods"),
        to_next=to_next,
        frequency=frequency,
    )
    return pl.max_horizontal(pl.lit(_PAR), dirty - accrued(coupon_pct, to_next, frequency=frequency))


def saving_after_call(
    coupon_pct: pl.Expr, market_pct: pl.Expr, call_price: pl.Expr, years: pl.Expr, *, frequency: int = SEMIANNUAL
) -> pl.Expr:
    """Return the worth per 100 of refinancing now: coupons saved to maturity, discounted at the market rate, less the premium."""
    saved = (coupon_pct - market_pct) * annuity_years(market_pct, years, frequency=frequency)
    return saved - (call_price - _PAR)
