"""What one poll of one feed did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from debtwatch.feeds.feed import Rejected
    from debtwatch.store.values import FetchOutcome


@dataclass(frozen=True, slots=True)
class SeriesFailure:
    """One series that could not be had, while its feed went on."""

    series: str
    cause: str


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What one poll of one feed did, for the screens and the log."""

    feed: str
    outcome: FetchOutcome
    started_at: datetime
    ended_at: datetime
    asked: tuple[str, ...] = ()
    """Ids of the series asked for."""
    rows_in: int = 0
    """Observations read."""
    rows_new: int = 0
    """Observations that changed the store."""
    version: int | None = None
    """The data version after the last commit; None where nothing was committed."""
    rejected: tuple[Rejected, ...] = ()
    """Values that were read and not believed."""
    failures: tuple[SeriesFailure, ...] = ()
    cause: str = ""
    """Why the poll failed or did not ask; empty after a success."""
    next_try: datetime | None = None
    """When the feed is next asked."""
