"""What a stream of extra interest is worth today (analytics F5)."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.schedule import SEMIANNUAL

_FLAT = 1e-9


def annuity_years(rate_pct: pl.Expr, years: pl.Expr, *, frequency: int = SEMIANNUAL) -> pl.Expr:
    """Return the worth of one a year for so many years, paid and compounded `frequency` times a year."""
    rate = rate_pct / 100 / frequency
    return (
        pl.when(rate.abs() < _FLAT).then(years).otherwise((1 - (1 + rate) ** (-years * frequency)) / (rate * frequency))
    )


def worth_of_extra_interest(extra: pl.Expr, market_pct: pl.Expr, years: pl.Expr) -> pl.Expr:
    """Return the present value of interest added each year over a new term, at the new rate (F5)."""
    return extra * annuity_years(market_pct, years)
