"""Figures of both eras that ship: monthly means and quantiles, derived or public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Monthly:
    """One month of one baseline series."""

    series: str
    month: date
    """Its first day."""
    value: float
    """Mean of the month's observations, or the month's one print."""
    n: int
    """Observations behind it."""
    unit: str
    rights: str
    """`derived`, `attribution` or `public`."""
    source: str
    """How it was made, and whose data it rests on."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """One percentile of one series in one window."""

    series: str
    window: str
    """`full`, `2003-07..2007-06` or `2016-01..2018-01`."""
    percentile: float
    value: float
    n: int
    """Observations in the window."""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class BaselineRows:
    """Both tables, in the order of their files."""

    monthly: tuple[Monthly, ...]
    quantiles: tuple[Quantile, ...]
