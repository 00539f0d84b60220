"""Series, observations, and where an observation came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Unit(StrEnum):
    """What one unit of a series is; rates are percent per annum throughout."""

    PERCENT = "percent"
    INDEX = "index"
    USD = "usd"
    USD_BN = "usd_bn"


class Cadence(StrEnum):
    """How often a source publishes."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Rights(StrEnum):
    """What may be done with a series outside the user's own machine."""

    PUBLIC = "public"
    ATTRIBUTION = "attribution"
    PERSONAL = "personal"


class Origin(StrEnum):
    """How an observation reached the store."""

    FEED = "feed"
    RECORDED = "recorded"
    IMPORTED = "imported"


IMPORTED = "import"
"""The `feed` of a series none of ours brings: it has only what its user imports, and nothing to be late with."""


@dataclass(frozen=True, slots=True)
class Series:
    """One published series, as `config/series.toml` declares it."""

    id: str
    """Our name for it, unique; FRED's own id where FRED serves it."""
    feed: str
    """The feed that fetches it."""
    label: str
    """What the screens call it."""
    unit: Unit
    """What one unit is."""
    cadence: Cadence
    """How often it is published."""
    calendar: str
    """The calendar of the days it is published for: a key of `config/calendars.toml`, or `always`."""
    lag_days: int
    """Days of its calendar between the observed day and its publication."""
    published_at: str
    """Time of day of publication in the calendar's zone, `HH:MM`."""
    low: float
    """Smallest plausible value, in `unit`."""
    high: float
    """Largest plausible value, in `unit`."""
    max_bytes: int
    """Largest body accepted for it, decoded."""
    rights: Rights
    """What may leave the machine."""
    attribution: str
    """The line its owner asks for."""
    code: str = ""
    """The source's own name for it: a column, field or id; empty means `id`."""
    group: str = ""
    """Where the spreads pane lists it: treasury, money, rating, maturity, hqm, stress, equity. `context` stands beside the bubble gauges only."""
    tenor_years: float | None = None
    """Maturity it stands for, in years, where it is a point of a curve or a bucket."""
    rating: str = ""
    """Rating bucket it stands for, where it is a rating index."""
    revised: bool = False
    """Whether its owner rewrites its history, so that back-filled rows are a final vintage."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One print of one series. `value` is null where the source says there is none."""

    series: str
    observed_on: date
    value: float | None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class StoredObservation:
    """An observation with the moment we first had it and how it came."""

    series: str
    observed_on: date
    value: float | None
    published_on: date
    published_assumed: bool
    seen_at: datetime
    origin: Origin
