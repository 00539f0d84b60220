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
class Issuance:
    """One published total of what an era's boom sector borrowed or raised, beside the total it is set against."""

    era: str
    """`2008`, `2017` or `AI`."""
    kind: str
    """`pace`: a year against an earlier one; `stop`: a quarter against the one before."""
    first: date
    last: date
    known_on: date
    """From when it counts as known."""
    usd_bn: float
    against_usd_bn: float
    against: str
    """Which total that is, in words."""
    basis: str
    """`exact`, or `at least` where a part of a year is set against a whole one."""
    source: str
    """Whose count, of what."""
    confidence: str

    @property
    def change_pct(self) -> float:
        """How much more it is than what it is set against, percent."""
        return (self.usd_bn / self.against_usd_bn - 1) * 100


@dataclass(frozen=True, slots=True)
class Measured:
    """What a line of the warnings (gauge, lamp or rule) did in the replay that shipped."""

    line: str
    false_per_decade: float | None
    """False alarms at its upper level in ten years of reporting."""
    text: str
    """Its record in one sentence."""
    last: date
    """The last month replayed, its first day."""

    def known_on(self, day: date) -> bool:
        """Return whether that replay had ended by a day."""
        return (day.year, day.month) > (self.last.year, self.last.month)

    def whose(self, as_of: date) -> str:
        """Return which replay it is from, and that it was not known on a day before that replay's end."""
        later = "" if self.known_on(as_of) else ", not known then"
        return f"in the replay that shipped, to {self.last:%Y-%m}{later}"


@dataclass(frozen=True, slots=True)
class EraFact:
    """One fact of an era that stands beside a gauge."""

    gauge: str
    era: str
    """`2008`, `2017` or `AI`."""
    what: str
    value: float | None
    """None where the fact is a day."""
    unit: str
    first: date
    last: date
    """The day, or the last of the span it is measured over."""
    rights: str
    """`derived`, `attribution` or `public`."""
    source: str

    @property
    def text(self) -> str:
        """The fact in one line."""
        days = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        if self.value is None:
            return f"{self.era}: {self.what}: {days}"
        unit = " %" if self.unit == "percent" else f" {self.unit}" if self.unit == "bp" else ""
        return f"{self.era}: {self.what} {self.value:,g}{unit}, {days}"


@dataclass(frozen=True, slots=True)
class BaselineRows:
    """The tables, in the order of their files."""

    monthly: tuple[Monthly, ...]
    quantiles: tuple[Quantile, ...]
    issuance: tuple[Issuance, ...] = ()
    records: tuple[Measured, ...] = ()
    facts: tuple[EraFact, ...] = ()
