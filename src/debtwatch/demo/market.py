"""Made-up market values: smooth, deterministic, of a sensible size, and nobody's data.

Every value is a level, two slow waves and a hump of stress around 20 November 2025, with a little
noise drawn from the day's number. Nothing here was fitted to, or copied from, a published series.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType

STRESS_PEAK = date(2025, 11, 20)
_STRESS_DAYS = 15.0
_LONG_DAYS, _SHORT_DAYS = 410.0, 97.0
_ORIGIN = date(2024, 1, 1)
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Wave:
    """One made-up series: `level` ± `swing`, plus `stress` at the peak; a price grows by `growth` a year."""

    level: float
    swing: float
    stress: float
    noise: float
    growth: float = 0.0
    places: int = 2

    def on(self, day: date, name: str) -> float:
        """Return the value of a day; `name` sets its phase and noise."""
        seed = zlib.crc32(name.encode()) % 1000 / 1000
        turn = (day - _ORIGIN).days
        wave = 0.7 * math.sin(math.tau * (turn / _LONG_DAYS + 0.2 * seed))
        wave += 0.3 * math.sin(math.tau * (turn / _SHORT_DAYS + seed))
        value = self.level + self.swing * wave + self.stress * stress_on(day) + self.noise * _noise(day, name)
        return round(value * math.exp(self.growth * turn / _YEAR), self.places)


def stress_on(day: date) -> float:
    """Return the stress of a day, 0 to 1."""
    return math.exp(-(((day - STRESS_PEAK).days / _STRESS_DAYS) ** 2))


def _noise(day: date, name: str) -> float:
    return zlib.crc32(f"{name} {day}".encode()) / 2**31 - 1.0


WAVES: Mapping[str, Wave] = MappingProxyType(
    {
        "BAMLC0A0CM": Wave(0.86, 0.07, 0.14, 0.008),
        "BAMLC0A1CAAA": Wave(0.38, 0.04, 0.05, 0.006),
        "BAMLC0A2CAA": Wave(0.50, 0.05, 0.07, 0.006),
        "BAMLC0A3CA": Wave(0.72, 0.06, 0.11, 0.007),
        "BAMLC0A4CBBB": Wave(1.08, 0.09, 0.19, 0.009),
        "BAMLH0A0HYM2": Wave(3.05, 0.25, 0.62, 0.025),
        "BAMLH0A1HYBB": Wave(1.85, 0.18, 0.42, 0.020),
        "BAMLH0A2HYB": Wave(3.10, 0.27, 0.66, 0.030),
        "BAMLH0A3HYC": Wave(8.80, 0.60, 1.40, 0.060),
        "BAMLC1A0C13Y": Wave(0.50, 0.05, 0.10, 0.006),
        "BAMLC2A0C35Y": Wave(0.68, 0.06, 0.12, 0.006),
        "BAMLC3A0C57Y": Wave(0.83, 0.07, 0.14, 0.007),
        "BAMLC4A0C710Y": Wave(0.97, 0.08, 0.16, 0.008),
        "BAMLC7A0C1015Y": Wave(1.02, 0.08, 0.16, 0.008),
        "BAMLC8A0C15PY": Wave(1.07, 0.08, 0.15, 0.008),
        "BAA10Y": Wave(1.76, 0.10, 0.17, 0.010),
        "NFCI": Wave(-0.52, 0.03, 0.06, 0.004, places=3),
        "ANFCI": Wave(-0.50, 0.03, 0.07, 0.004, places=3),
        "STLFSI4": Wave(-0.60, 0.12, 0.45, 0.020, places=4),
        "VIXCLS": Wave(16.4, 1.6, 7.5, 0.700),
        "NASDAQCOM": Wave(15_100.0, 500.0, -900.0, 90.0, growth=0.22),
        "SP500": Wave(4_790.0, 120.0, -190.0, 22.0, growth=0.17),
        "TDSP": Wave(11.2, 0.15, 0.10, 0.020),
        "DRTSCILM": Wave(8.5, 5.0, 2.0, 0.800, places=1),
        "OFR_FSI": Wave(-2.30, 0.35, 1.10, 0.050, places=3),
        "EBP": Wave(-0.32, 0.15, 0.25, 0.030, places=4),
        "GZ_SPREAD": Wave(1.18, 0.12, 0.25, 0.020, places=4),
        "BTC-USD": Wave(48_000.0, 4_000.0, -9_000.0, 700.0, growth=0.47),
    }
)
"""What is made up, by series id."""

HQM_OVER_TREASURY: Mapping[float, float] = MappingProxyType({1: 0.42, 2: 0.45, 5: 0.62, 10: 0.88, 30: 1.12, 100: 1.15})
"""Made-up spread of the corporate curve over Treasury's, by years to maturity, in percent."""


def interpolated(points: Mapping[float, float], at: float) -> float:
    """Return the value at `at`: linear between the points, flat outside them."""
    places = sorted(points)
    if at <= places[0]:
        return points[places[0]]
    for left, right in pairwise(places):
        if at <= right:
            return points[left] + (points[right] - points[left]) * (at - left) / (right - left)
    return points[places[-1]]
