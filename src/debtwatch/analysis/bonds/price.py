"""Price and yield of level cash flows: bullets, level pay, and level pay with a balloon.

All of them are `periods` equal payments C and a redemption R with the last, so one formula serves:
dirty = v^(w-1) [C (v + … + v^n) + R v^n], v = 1 / (1 + y/f), w the share of a period to the next
payment (street convention: the stub is compounded; analytics A2 and A4). In its last period a bond is
a bill: (C + R) / (1 + w y/f), as desks and spreadsheets quote it.
"""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.schedule import SEMIANNUAL

_NEWTON_STEPS = 8
_FLAT = 1e-7
"""Below this 1 - v the sums take their limit: at a yield of zero the closed form is 0/0."""
_LOWEST_DISCOUNT_YIELD = -0.95


def sum_of_powers(v: pl.Expr, n: pl.Expr) -> pl.Expr:
    """Return v + … + v^n."""
    return pl.when((1 - v).abs() < _FLAT).then(n).otherwise(v * (1 - v**n) / (1 - v))


def level_payment(coupon_pct: pl.Expr, periods: pl.Expr, *, balloon: pl.Expr, frequency: int = SEMIANNUAL) -> pl.Expr:
    """Return the payment a period that takes 100 down to `balloon` in `periods` (analytics F10)."""
    i = coupon_pct / 100 / frequency
    v = 1 / (1 + i)
    return (
        pl.when(i.abs() < _FLAT)
        .then((100 - balloon) / periods)
        .otherwise((100 - balloon * v**periods) * i / (1 - v**periods))
    )


def accrued(coupon_pct: pl.Expr, to_next: pl.Expr, *, frequency: int = SEMIANNUAL) -> pl.Expr:
    """Return accrued interest per 100."""
    return coupon_pct / frequency * (1 - to_next)


def dirty_price(
    yield_pct: pl.Expr,
    *,
    payment: pl.Expr,
    redemption: pl.Expr,
    periods: pl.Expr,
    to_next: pl.Expr,
    frequency: int = SEMIANNUAL,
) -> pl.Expr:
    """Return the dirty price per 100 at a yield in percent, compounded `frequency` times a year."""
    rate = yield_pct / 100 / frequency
    v = 1 / (1 + rate)
    several = v ** (to_next - 1) * (payment * sum_of_powers(v, periods) + redemption * v**periods)
    return pl.when(periods == 1).then((payment + redemption) / (1 + to_next * rate)).otherwise(several)


def price(yield_pct: pl.Expr, coupon_pct: pl.Expr, *, periods: pl.Expr, to_next: pl.Expr) -> pl.Expr:
    """Return the clean price per 100 of a semi-annual bullet."""
    dirty = dirty_price(
        yield_pct, payment=coupon_pct / SEMIANNUAL, redemption=pl.lit(100.0), periods=periods, to_next=to_next
    )
    return dirty - accrued(coupon_pct, to_next)


def with_yield(
    frame: pl.DataFrame,
    *,
    dirty: str,
    payment: str,
    redemption: str,
    into: str,
    frequency: int = SEMIANNUAL,
) -> pl.DataFrame:
    """Add the yield in percent at a dirty price, by Newton's method on the logarithm of the closed form.

    Reads the columns named, and `periods` and `to_next` of `with_coupon_position`. Converges for
    every bond that pays anything; a null in is a null out, and so is a price not above zero.
    """
    c, r, n, w, full, y = (pl.col(name) for name in ("c", "r", "n", "w", "full", "y"))
    life = (n * frequency**-1).clip(0.25)
    start = ((c * frequency + (r - full).clip(-60, 60) / life) / full).clip(0.001, 0.5)
    solved = frame.select(c=payment, r=redemption, n="periods", w="to_next", full=dirty).with_columns(y=start)
    for _ in range(_NEWTON_STEPS):
        solved = _nearer(solved, frequency)
    last = ((c + r) / full - 1) * frequency / w
    found = pl.when(full > 0).then(pl.when(n == 1).then(last).otherwise(y)) * 100
    return frame.with_columns(solved.select(found.alias(into)).to_series())


def _nearer(bonds: pl.DataFrame, frequency: int) -> pl.DataFrame:
    """Return payment c, redemption r, periods n, share w, price full and yield y with y one step of Newton's nearer.

    What stands in several places of the formula is computed once, as a column.
    """
    c, r, n, w, full, y = (pl.col(name) for name in ("c", "r", "n", "w", "full", "y"))
    v, end, short, stub = (pl.col(name) for name in ("v", "v**n", "1-v", "v**(w-1)"))
    flows, sums_slope = pl.col("flows"), pl.col("sums_slope")
    sums = pl.when(short.abs() < _FLAT).then(n).otherwise(v * (1 - end) / short)
    closed = (1 - (n + 1) * end + n * v ** (n + 1)) / short**2
    slope_v = (w - 1) * v ** (w - 2) * flows + stub * (c * sums_slope + r * n * v ** (n - 1))
    slope = -slope_v * v**2 / frequency
    value = stub * flows
    # The logarithm of the price is nearly straight in the yield, so Newton on it needs few steps.
    step = y - (value / full).log() * value / slope
    return (
        bonds.with_columns(v=1 / (1 + y / frequency))
        .with_columns((v**n).alias("v**n"), (1 - v).alias("1-v"), (v ** (w - 1)).alias("v**(w-1)"))
        .with_columns(
            flows=c * sums + r * end,
            sums_slope=pl.when(short.abs() < _FLAT * 1e3).then(n * (n + 1) / 2).otherwise(closed),
        )
        .with_columns(y=step.clip(_LOWEST_DISCOUNT_YIELD, 10.0))
    )
