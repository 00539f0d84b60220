"""What a replay says; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from debtwatch.analysis.bubble.declared import Break


class Level(StrEnum):
    """Two levels of a line: a gauge's amber and red, a lamp's caution and high."""

    AMBER = "amber"
    RED = "red"


class Kind(StrEnum):
    """What a line is."""

    GAUGE = "gauge"
    LAMP = "lamp"
    RULE = "rule"


class Reading(NamedTuple):
    """A line in one month: None is not reporting, 0 calm, 1 amber or caution, 2 red or high."""

    month: date
    level: int | None
    families: int = 0
    """Families reporting, of a lamp or the rule."""


@dataclass(frozen=True, slots=True)
class History:
    """A line over all months of a replay."""

    line: str
    label: str
    kind: Kind
    revised: bool
    """Whether it rests on a final vintage, not on what was known then."""
    readings: tuple[Reading, ...]
    families: int = 0
    """Families it has, of a lamp or the rule."""


@dataclass(frozen=True, slots=True)
class Lead:
    """When a line was first lit around a break: from 24 months before to 6 after."""

    name: str
    reporting: bool = False
    """Whether it could be read in any of the 24 months before; not of a break that had not come."""
    first: date | None = None
    months: int | None = None
    """Months ahead of the break; negative is late."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line at one level, scored."""

    line: str
    label: str
    kind: Kind
    level: Level
    revised: bool
    leads: tuple[Lead, ...]
    signals: int
    """Distinct ones scored: at least twelve dark months apart, before the AI era, their horizon over."""
    hits: int
    """Those lit within 24 months before a break, or at most 6 after."""
    reporting_months: int
    """Months it could be read, before the AI era."""
    lit_months: int
    """Of those, lit."""
    era_months: int
    """Months it could be read in the AI era, which is not scored: nothing has ended."""
    era_lit: int
    first_month: date | None
    last_month: date | None
    heard: tuple[int, int] | None = None
    """Fewest and most families reporting in the months it could be read; None of a gauge."""
    families: int = 0
    """Families it has; 0 of a gauge."""

    @property
    def false_alarms(self) -> int:
        """Signals without a break."""
        return self.signals - self.hits

    @property
    def false_per_decade(self) -> float | None:
        """False alarms in ten years of reporting."""
        return self.false_alarms * 120 / self.reporting_months if self.reporting_months else None

    @property
    def hit_rate(self) -> float | None:
        """Share of signals that were right, percent."""
        return 100 * self.hits / self.signals if self.signals else None

    @property
    def lit_share(self) -> float | None:
        """Share of reporting months lit, percent."""
        return 100 * self.lit_months / self.reporting_months if self.reporting_months else None


@dataclass(frozen=True, slots=True)
class Backtest:
    """The whole record."""

    first: date
    last: date
    breaks: tuple[Break, ...]
    records: tuple[Record, ...]
    histories: tuple[History, ...]

    def record(self, line: str, level: Level = Level.RED) -> Record | None:
        """Return one line's record at a level."""
        return next((each for each in self.records if (each.line, each.level) == (line, level)), None)
