"""What is tested: one basket against the market, month by month, and why it may be refused."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

PATHS = 9_999
SEED = 20_150_814
LEAST_MONTHS = 36
ABSURD_FACTOR = 4.0
"""No basket's monthly mean ever moved by more in a month: such a step is a unit change or a wrong print."""
_METHOD = b"psy 3"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """One series and how it is tested; equal subjects have equal results."""

    basket: str
    months: tuple[date, ...]
    """First days, consecutive."""
    ratios: tuple[float, ...]
    """Basket over market; the test is on its logarithm."""
    lag: int = 0
    paths: int = PATHS
    seed: int = SEED

    @property
    def window(self) -> int:
        """The shortest window, in regression rows: ⌊T·(0.01 + 1.8/√T)⌋."""
        length = len(self.ratios)
        return math.floor(length * (0.01 + 1.8 / math.sqrt(length)))

    @property
    def key(self) -> str:
        """A hash of (values, lag, window, seed) and the number of paths, in hex."""
        packed = struct.pack(f"<{len(self.ratios)}d4q", *self.ratios, self.lag, self.window, self.seed, self.paths)
        return hashlib.sha256(_METHOD + packed).hexdigest()[:32]


def refusal(months: Sequence[date], ratios: Sequence[float | None]) -> str | None:
    """Return why a series is not tested, None where it may be: an unknown never warns.

    Refused: under 36 months, a month missing, a value that is no positive number, no variation, or a
    step by more than a factor of four in a month.
    """
    if len(ratios) < LEAST_MONTHS:
        return f"{len(ratios)} months, {LEAST_MONTHS} are the least"
    place = [month.year * _MONTHS + month.month for month in months]
    gap = next(
        (month for month, at, before in zip(months[1:], place[1:], place, strict=False) if at != before + 1), None
    )
    if gap is not None:
        return f"a gap before {gap:%Y-%m}"
    values: list[float] = []
    for month, ratio in zip(months, ratios, strict=True):
        if ratio is None or not math.isfinite(ratio) or ratio <= 0:
            return f"{month:%Y-%m} is {ratio}, not a positive number"
        values.append(ratio)
    if len(set(values)) == 1:
        return "it never moves"
    for month, now, before in zip(months[1:], values[1:], values, strict=False):
        if max(now / before, before / now) > ABSURD_FACTOR:
            return f"{month:%Y-%m} is {now / before:.3g} times the month before: another unit, or a wrong print"
    return None
