"""The market part of a snapshot: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Curve:
    """Par yields by tenor, all of one day."""

    name: str
    """`treasury` or `hqm`."""
    tenors_years: tuple[float, ...]
    """Ascending."""
    yields_pct: tuple[float, ...]
    """Percent a year, one a tenor."""
    series: tuple[str, ...]
    """The series each point comes from."""
    observed_on: date
    """The day (of HQM: the first of the month it averages) of every point."""
    recorded: bool
    """Whether any point shipped with the program."""


@dataclass(frozen=True, slots=True)
class IndexSpread:
    """One index option-adjusted spread, and the rating bucket it stands for."""

    bucket: str
    """AAA, AA, A, BBB, BB, B or CCC."""
    notch: int
    """The notch at the bucket's centre, 1 for AAA."""
    series: str
    """The series it comes from."""
    oas_pct: float
    """Percent a year."""
    observed_on: date
    """The day of the print; weekend rows stand under their Friday."""
    recorded: bool
    """Whether it shipped with the program."""


@dataclass(frozen=True, slots=True)
class TenorFactor:
    """How much of the investment-grade index spread one maturity bucket pays (analytics F12)."""

    tenor_years: float
    """Mid-point of the maturity bucket."""
    factor: float
    """Bucket OAS over the master index OAS of the same day."""
    series: str
    """The maturity bucket's series."""
    observed_on: date
    """The day of both prints."""


@dataclass(frozen=True, slots=True)
class Market:
    """Everything a price is built from, each with its day and its series.

    A part that is not known at the moment asked about is None or empty. The newest print stands,
    its day beside it, until it is 180 days old; on an issue date only prints of ten days count.
    """

    par: Curve | None
    """The Treasury par curve."""
    hqm: Curve | None
    """Treasury's high quality corporate par curve, a monthly mean."""
    oas: tuple[IndexSpread, ...]
    """Index spreads by rating, best first."""
    factors: tuple[TenorFactor, ...]
    """Tenor factors, shortest first."""
    sofr_pct: float | None
    """The SOFR average floaters are read on."""
    sofr_series: str
    """Which average that is; empty where there is none."""
    sofr_on: date | None
    """Its day."""


AAA_NOTCH = 1
PEAK_NAMES = {AAA_NOTCH: "AAA", 7: "IG", 9: "BBB", 14: "HY"}
"""What the peak at a notch is called."""


@dataclass(frozen=True, slots=True)
class Shock:
    """A move of the market: the Treasury curve by tenor, spreads to named peaks or by a factor, ratings by notches.

    Between the peaks' notches the ratio of peak to present is interpolated in logarithms, flat
    outside; the tenor factor stays and each tranche's own premium is held unless told otherwise. What
    floats pays over a base that moves with the short end: it stands on both sides of the gap.
    """

    name: str
    """What the screens call it."""
    par_bp: float = 0.0
    """Added to every government yield, in basis points."""
    peaks: tuple[tuple[int, float], ...] = ()
    """(notch, index OAS in percent) of each peak, best rating first."""
    spread_factor: float = 1.0
    """Every spread is multiplied by this where no peaks are named."""
    tenor_bp: tuple[tuple[float, float], ...] = ()
    """(tenor in years, basis points) added to the Treasury curve besides: linear between, flat outside."""
    spread_bp: float = 0.0
    """Added to every spread after peaks or factor, in basis points."""
    notches: int = 0
    """Every rating in force falls by so many."""
    hold_premium: bool = True
    """Whether a tranche's own premium over the index stays; if not it is gone."""
    present: tuple[tuple[int, float], ...] = ()
    """(notch, index OAS in percent) the peaks are set against where no index print is in reach."""
    words: str = ""
    """What it moves, as the settings or the reader told it."""
