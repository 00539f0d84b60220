"""Weighted average life of a repayment profile, in closed form."""

from __future__ import annotations

import polars as pl

_FLAT = 1e-7


def _discounted_away(rate: pl.Expr, periods: pl.Expr) -> pl.Expr:
    """Return 1 - v^n without the cancellation of small rates: 2 e^(-x/2) sinh(x/2), x = n ln(1 + i)."""
    x = periods * rate.log1p()
    return 2 * (-x / 2).exp() * (x / 2).sinh()


def equal_instalments_periods(periods: pl.Expr) -> pl.Expr:
    """Return the average life, in periods, of equal instalments."""
    return (periods + 1) / 2


def level_pay_periods(rate: pl.Expr, periods: pl.Expr) -> pl.Expr:
    """Return the average life, in periods, of level payments at a rate a period.

    Interest paid in all is the rate times the sum of balances, so the life is n/(1 - v^n) - 1/i;
    at a rate of zero it is (n + 1)/2, the life of equal instalments.
    """
    life = periods / _discounted_away(rate, periods) - 1 / rate
    return pl.when(rate.abs() < _FLAT).then(equal_instalments_periods(periods)).otherwise(life)


def balloon_life(life_years: pl.Expr, balloon_pct: pl.Expr, maturity_years: pl.Expr) -> pl.Expr:
    """Return the average life where a share of the principal waits for maturity."""
    share = balloon_pct / 100
    return (1 - share) * life_years + share * maturity_years


def level_pay_balance(rate: pl.Expr, periods: pl.Expr, paid: pl.Expr) -> pl.Expr:
    """Return the share of principal left after `paid` of `periods` level payments."""
    left = (periods - paid).clip(0)
    discounted = _discounted_away(rate, left) / _discounted_away(rate, periods)
    return pl.when(rate.abs() < _FLAT).then(left / periods).otherwise(discounted)
