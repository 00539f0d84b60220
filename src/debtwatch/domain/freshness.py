"""How old a number is, and what its feed last did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class FreshnessState(StrEnum):
    """Where a number stands against what its source should have published by now."""

    LIVE = "live"
    """The newest print expected by now is here."""
    DELAYED = "delayed"
    """Less than one period late."""
    STALE = "stale"
    """One period or more late; three for weekly and slower series."""
    CLOSED = "closed"
    """None is expected today, and the newest expected print is here."""
    FAILED = "failed"
    """The last try failed; the cause stands beside it."""
    NEVER = "never"
    """Nothing has ever been seen."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The age of one series' newest print."""

    series: str
    state: FreshnessState
    """The state to show: `failed` where the last try failed, else the state of the data."""
    data_state: FreshnessState
    """The state of the data itself, whatever the last try did."""
    observed_on: date | None
    expected_on: date | None
    """The newest day whose print should be here by now."""
    published_on: date | None
    published_assumed: bool
    seen_at: datetime | None
    recorded: bool
    """Whether the newest print is one that shipped with the program."""
    cause: str = ""
    """Why the last try failed, cleaned for display."""
    changes_at: datetime | None = None
    """The next moment at which the state may change without any new data."""


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """What one feed last did, and will do next."""

    feed: str
    last_try: datetime | None
    last_success: datetime | None
    failures: int
    """Consecutive failures."""
    cause: str
    """Why the last try failed, cleaned for display; empty after a success."""
    next_try: datetime | None
    state: FreshnessState
    """The worst state of its series, `failed` where the last try failed."""
    enabled: bool = True
    note: str = ""
    """What the user must do first: accept terms, give a key, switch it on."""


def memory_name(feed: str, series: str) -> str:
    """Return the name under which the fetch log remembers a series that failed while its feed answered."""
    return f"{feed}/{series}"
