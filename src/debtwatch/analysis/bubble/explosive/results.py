"""What a test of one series says; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Direction(StrEnum):
    """Which way an explosive episode went; the test itself fires on collapses too."""

    BOOM = "boom"
    COLLAPSE = "collapse"


@dataclass(frozen=True, slots=True)
class Episode:
    """Consecutive months above the critical value."""

    first: date
    last: date
    months: int
    peak: date
    """Month of the largest BSADF."""
    direction: Direction
    """The sign of the change from the month before it began to its last month."""


@dataclass(frozen=True, slots=True)
class Explosive:
    """The test of one series on its last month. `explosive` is a test's word, never a proof of a bubble."""

    key: str
    """Of the subject it belongs to."""
    statistic: float
    """BSADF of the last month."""
    critical_90: float
    critical_95: float
    """Family-wise 5 % in 24 months."""
    critical_99: float
    running: int
    """Months above the 95 % value without a break, up to the last one."""
    direction: Direction | None
    """None where it does not run."""
