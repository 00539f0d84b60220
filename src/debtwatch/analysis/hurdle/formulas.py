"""The hurdle's arithmetic; money in $m, rates in percent a year.

Definitions, section 6: revenue = (I r / (1 - (1 + r)^-L) + opex) / margin a year.
"""

from __future__ import annotations

import math

_MONTHS = 12


def capital_charge_rate(return_pct: float, life_years: float | None) -> float:
    """Return r / (1 - (1 + r)^-L), the yearly payment that returns one dollar at r over L years.

    Without a life it is r, for ever; at a return of nothing it is 1 / L.
    """
    r = return_pct / 100
    if life_years is None:
        return r
    if life_years <= 0:
        msg = f"a life of {life_years} years pays nothing back"
        raise ValueError(msg)
    # expm1 keeps the difference at small returns, where 1 - (1 + r)^-L would cancel.
    left = -math.expm1(-life_years * math.log1p(r))
    return r / left if left else 1 / life_years


def required_revenue(
    invested_usd_m: float, *, return_pct: float, life_years: float | None, margin_pct: float, opex_usd_m_y: float = 0.0
) -> float:
    """Return the revenue a year that earns the return on what was invested."""
    charge = invested_usd_m * capital_charge_rate(return_pct, life_years)
    return (charge + opex_usd_m_y) / (margin_pct / 100)


def per_user_month(revenue_usd_m_y: float, users_m: float) -> float:
    """Return dollars a month from every user."""
    return revenue_usd_m_y / users_m / _MONTHS


def back_solved_users_m(revenue_usd_m_y: float, usd_month: float) -> float:
    """Return the users, in millions, that make a price a month add up to a revenue a year."""
    return revenue_usd_m_y / _MONTHS / usd_month


def margin_that_holds(
    revenue_usd_m_y: float, invested_usd_m: float, *, return_pct: float, life_years: float | None
) -> float:
    """Return the margin, in percent, at which a revenue earns the return over a life; above 100 none does."""
    return invested_usd_m * capital_charge_rate(return_pct, life_years) / revenue_usd_m_y * 100


def life_that_holds(
    revenue_usd_m_y: float, invested_usd_m: float, *, return_pct: float, margin_pct: float
) -> float | None:
    """Return the shortest life in years over which a revenue earns the return; None where even for ever is too short."""
    r = return_pct / 100
    earned = revenue_usd_m_y * margin_pct / 100 / invested_usd_m
    if earned <= r:
        return None
    return 1 / earned if r == 0 else -math.log1p(-r / earned) / math.log1p(r)
