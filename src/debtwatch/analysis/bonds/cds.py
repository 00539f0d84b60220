"""Par spreads from the prices credit default swaps settle at (ISDA standard model, flat hazard, 40 % recovery)."""

from __future__ import annotations

import math

RECOVERY = 0.4
_STEPS = 60
_QUARTERS = 4
_HIGHEST_HAZARD = 20.0


def _legs(hazard: float, years: float, rate: float) -> tuple[float, float]:
    """Return the worth of one a year of premium and of the protection, quarter by quarter, accrual at half."""
    count = max(1, math.ceil(years * _QUARTERS))
    step, premium, protection = years / count, 0.0, 0.0
    alive = 1.0
    for place in range(1, count + 1):
        survived = math.exp(-hazard * place * step)
        paid, midway = math.exp(-rate * place * step), math.exp(-rate * (place - 0.5) * step)
        died = alive - survived
        premium += step * (survived * paid + died / 2 * midway)
        protection += (1 - RECOVERY) * died * midway
        alive = survived
    return premium, protection


def par_spread_bp(price: float, coupon_bp: float, years: float, rate_pct: float) -> float | None:
    """Return the running spread in bp at which a contract quoted at a price per 100 would cost nothing.

    The price is 100 less the upfront. Rate is flat, continuously compounded, in percent. None where no
    hazard gives the price, as far as two thousand percent a year.
    """
    if years <= 0 or not price > 0:
        return None
    upfront, coupon, rate = (100 - price) / 100, coupon_bp / 10_000, rate_pct / 100

    def owed(hazard: float) -> float:
        premium, protection = _legs(hazard, years, rate)
        return protection - coupon * premium

    low, high = 0.0, _HIGHEST_HAZARD
    if not owed(low) <= upfront <= owed(high):
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if owed(middle) < upfront else (low, middle)
    premium, protection = _legs((low + high) / 2, years, rate)
    return protection / premium * 10_000
