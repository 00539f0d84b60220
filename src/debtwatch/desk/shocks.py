"""The moves of the market a user may ask for, by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.market.results import Shock
from debtwatch.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from debtwatch.domain.settings import ShockSettings

ERAS = {"2008": (date(2007, 6, 1), date(2009, 12, 31)), "2017": (date(2017, 1, 1), date(2019, 3, 31))}
"""Months whose highest spreads an era stands for."""
_SHORT_YEARS, _LONG_YEARS = 2.0, 30.0


def shock_named(name: str, shocks: Mapping[str, ShockSettings], monthly: pl.DataFrame, as_of: date) -> Shock:
    """Return a shock of the settings; UsageError names those there are. `monthly` is the shipped baseline."""
    from debtwatch.analysis.market.shocks import era_peaks, newest_means

    if name not in shocks:
        known = ", ".join(shocks) or "none"
        raise UsageError(f"no shock is called {name}", expected=known, next_step="add [shocks.NAME] to debtwatch.toml")
    told = shocks[name]
    moves = bool(told.short_bp or told.long_bp)
    return Shock(
        name=name,
        par_bp=told.par_bp,
        peaks=era_peaks(monthly, *ERAS[told.spreads_of]) if told.spreads_of else (),
        spread_factor=told.spread_factor,
        tenor_bp=((_SHORT_YEARS, told.short_bp), (_LONG_YEARS, told.long_bp)) if moves else (),
        spread_bp=told.spread_bp,
        notches=told.notches,
        hold_premium=told.hold_premium,
        present=newest_means(monthly, as_of) if told.spreads_of else (),
    )
