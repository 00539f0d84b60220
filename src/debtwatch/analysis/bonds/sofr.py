"""What a floating period pays: SOFR in arrears, simple or compounded, or a term rate with a floor (analytics F16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.conventions import FloorOn, Observation, SofrStyle
from debtwatch.analysis.bonds.time import DAYS_360

if TYPE_CHECKING:
    from datetime import date

ROUNDED_TO = 7
"""Places of the rate as a decimal: five of a percent."""


@dataclass(frozen=True, slots=True)
class SofrTerms:
    """How a loan or note reads SOFR."""

    style: SofrStyle
    """Simple, compounded or term."""
    observation: Observation = Observation.LOOKBACK
    """Which days are read; loans look back, notes shift."""
    days: int = 0
    """Business days of the lookback, the shift or the lockout."""
    floor_pct: float | None = None
    """Least rate, percent."""
    floor_on: FloorOn = FloorOn.PERIOD
    """What the floor applies to."""


def _days_of(fixings: pl.DataFrame, start: date, end: date, terms: SofrTerms) -> pl.DataFrame:
    """Return rate (decimal) and days of every business day of a period; fixings has on and rate_pct, sorted."""
    back = 0 if terms.observation is Observation.LOCKOUT else terms.days
    whole = fixings.with_columns(
        _next=pl.col("on").shift(-1), _rate=pl.col("rate_pct").shift(back), _observed=pl.col("on").shift(back)
    )
    inside = whole.filter((pl.col("_next") > start) & (pl.col("on") < end))
    ends = pl.min_horizontal("_next", pl.lit(end))
    starts = pl.max_horizontal("on", pl.lit(start))
    interest_days = (ends - starts).dt.total_days()
    if terms.observation is Observation.SHIFT:
        following = (
            whole["_observed"]
            .shift(-1)
            .filter(whole.select((pl.col("_next") > start) & (pl.col("on") < end)).to_series())
        )
        inside = inside.with_columns(_until=following)
        interest_days = (pl.col("_until") - pl.col("_observed")).dt.total_days()
    rows = inside.select(rate=pl.col("_rate") / 100, n=interest_days)
    if terms.observation is Observation.LOCKOUT and terms.days:
        kept = rows.height - terms.days
        last = pl.when(pl.int_range(pl.len()) < kept).then("rate")
        rows = rows.with_columns(rate=last.forward_fill())
    return rows


def period_rate(
    fixings: pl.DataFrame, start: date, end: date, terms: SofrTerms, *, spread_pct: float = 0.0
) -> float | None:
    """Return the annualised act/360 rate in percent of an interest period, its spread not in it.

    `fixings` has on (business days, sorted, one beyond the period) and rate_pct; of a term rate the one
    fixed on the last day at or before the start is taken. `spread_pct` is compounded with each day's
    rate where it is not added after. None where a day's fixing is missing.
    """
    floor = None if terms.floor_pct is None else terms.floor_pct / 100
    if terms.style is SofrStyle.TERM:
        fixed = fixings.filter(pl.col("on") <= start).tail(1)["rate_pct"]
        if fixed.is_empty() or fixed[0] is None:
            return None
        return max(fixed[0], terms.floor_pct) if terms.floor_pct is not None else float(fixed[0])
    days = _days_of(fixings, start, end, terms)
    if days.is_empty() or days["rate"].null_count() or days["n"].null_count():
        return None
    rate = pl.col("rate") + spread_pct / 100
    if floor is not None and terms.floor_on is FloorOn.DAY:
        rate = pl.max_horizontal(rate, pl.lit(floor))
    accrued = rate * pl.col("n") / DAYS_360
    grown = (1 + accrued).product() - 1 if terms.style is SofrStyle.COMPOUNDED else accrued.sum()
    annual = days.select(grown * DAYS_360 / pl.col("n").sum()).item()
    if floor is not None and terms.floor_on is FloorOn.PERIOD:
        annual = max(annual, floor)
    return float(annual) * 100


def as_paid(rate_pct: float) -> float:
    """Return a period's rate as agents publish it: percent, five places."""
    return round(rate_pct, ROUNDED_TO - 2)
