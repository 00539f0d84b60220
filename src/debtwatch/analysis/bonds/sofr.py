"""What a floating period pays: SOFR in arrears, simple or compounded, or a term rate with a floor (analytics F16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import DAYS_360
from debtwatch.domain.kinds import FloorOn, RateSetting

if TYPE_CHECKING:
    from datetime import date

ROUNDED_TO = 7
"""Places of the rate as a decimal: five of a percent."""


@dataclass(frozen=True, slots=True)
class SofrTerms:
    """How a loan or note reads SOFR."""

    setting: RateSetting
    """Simple, compounded or term."""
    lookback_days: int = 0
    """Business days by which each fixing is read late; of a term rate, days before the period starts."""
    shift: bool = False
    """Whether the days a fixing counts for move with it (notes); else those of the interest period count (loans)."""
    lockout_days: int = 0
    """Last business days of the period that repeat the fixing before them."""
    floor_pct: float | None = None
    """Least rate, percent."""
    floor_on: FloorOn = FloorOn.PERIOD
    """What the floor applies to."""


def _days_of(fixings: pl.DataFrame, start: date, end: date, terms: SofrTerms) -> pl.DataFrame:
    """Return rate (decimal) and days of every business day of a period; fixings has on and rate_pct, sorted."""
    read = fixings.with_columns(
        _next=pl.col("on").shift(-1),
        _rate=pl.col("rate_pct").shift(terms.lookback_days) / 100,
        _observed=(pl.col("on").shift(-1) - pl.col("on")).dt.total_days().shift(terms.lookback_days),
    )
    inside = read.filter((pl.col("_next") > start) & (pl.col("on") < end))
    own = (pl.min_horizontal("_next", pl.lit(end)) - pl.max_horizontal("on", pl.lit(start))).dt.total_days()
    rows = inside.select(rate="_rate", n=pl.col("_observed") if terms.shift else own)
    if terms.lockout_days:
        kept = max(rows.height - terms.lockout_days, 1)
        rows = rows.with_columns(rate=pl.when(pl.int_range(pl.len()) < kept).then("rate").forward_fill())
    return rows


def _term_rate(fixings: pl.DataFrame, start: date, terms: SofrTerms) -> float | None:
    """Return the term rate of the last fixing at or before the start, so many business days earlier."""
    known = fixings.filter(pl.col("on") <= start)
    if known.height <= terms.lookback_days:
        return None
    fixed = known["rate_pct"][-1 - terms.lookback_days]
    if fixed is None:
        return None
    return float(fixed) if terms.floor_pct is None else max(float(fixed), terms.floor_pct)


def period_rate(
    fixings: pl.DataFrame, start: date, end: date, terms: SofrTerms, *, spread_pct: float = 0.0
) -> float | None:
    """Return the annualised act/360 rate in percent of an interest period.

    `fixings` has on (business days, sorted, one beyond the period) and rate_pct; of a term rate the one
    fixed on the last day at or before the start is taken. `spread_pct` is compounded with each day's rate,
    above any floor; a margin added after the period is the caller's to add. None where a day's fixing is missing.
    """
    if terms.setting is RateSetting.TERM:
        return _term_rate(fixings, start, terms)
    floor = None if terms.floor_pct is None else terms.floor_pct / 100
    days = _days_of(fixings, start, end, terms)
    if days.is_empty() or days["rate"].null_count() or days["n"].null_count():
        return None
    rate = pl.col("rate")
    if floor is not None and terms.floor_on is FloorOn.DAY:
        rate = pl.max_horizontal(rate, pl.lit(floor))
    accrued = (rate + spread_pct / 100) * pl.col("n") / DAYS_360
    grown = (1 + accrued).product() - 1 if terms.setting is RateSetting.COMPOUNDED else accrued.sum()
    annual = days.select(grown * DAYS_360 / pl.col("n").sum()).item()
    if floor is not None and terms.floor_on is FloorOn.PERIOD:
        annual = max(annual, floor + spread_pct / 100)
    return float(annual) * 100


def as_paid(rate_pct: float) -> float:
    """Return a period's rate as agents publish it: percent, five places."""
    return round(rate_pct, ROUNDED_TO - 2)
