"""What is fitted: the newest daily closes of one basket, why they may be refused, and what the fits say."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LONGEST, SHORTEST, SHORTER_BY = 120, 30, 5
WINDOWS = tuple(range(LONGEST, SHORTEST - 1, -SHORTER_BY))
"""In observations; all of them end on the last one."""
LONGEST_GAP_DAYS = 7
"""The longest exchanges were shut in our eras, September 2001: a step over more days hides observations."""
_METHOD = b"lppls 1"


@dataclass(frozen=True, slots=True)
class Closes:
    """The newest 120 daily closes of one basket, none of them refused; equal closes have equal confidence."""

    basket: str
    last: date
    values: tuple[float, ...]
    """Positive; their unit means nothing."""

    @property
    def key(self) -> str:
        """A hash of the values and the method, in hex."""
        packed = struct.pack(f"<{len(self.values)}d", *self.values)
        return hashlib.sha256(_METHOD + packed).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How many of all the windows hold a positive bubble by the published filters."""

    key: str
    """Of the closes it belongs to."""
    passing: int
    windows: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.passing / self.windows


def closes_of(basket: str, days: Sequence[date], values: Sequence[float | None]) -> Closes | str:
    """Return the newest closes, or why they are not fitted: an unknown never warns.

    `days` ascend. Refused: fewer than 120, a value that is no positive number, no variation within a window, or more
    than a week between two observations.
    """
    if len(values) < LONGEST:
        return f"{len(values)} daily closes, {LONGEST} are the least"
    days, found = days[-LONGEST:], []
    for day, value in zip(days, values[-LONGEST:], strict=True):
        if value is None or not math.isfinite(value) or value <= 0:
            return f"{day} is {value}, not a positive number"
        found.append(value)
    for day, before in zip(days[1:], days, strict=False):
        if (day - before).days > LONGEST_GAP_DAYS:
            return f"no close between {before} and {day}"
    if len(set(found[-SHORTEST:])) == 1:
        return f"it has not moved in {SHORTEST} days"
    return Closes(basket, days[-1], tuple(found))
