"""When a source that keeps failing is left alone, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from debtwatch.domain.errors import FeedError, Refused

FAILURES = 5
FIRST_REST = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=6)
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Breaker:
    """A source's circuit. It is open until `open_until`; then one try decides (half open)."""

    failures: int = 0
    """Consecutive failures."""
    trips: int = 0
    """Consecutive times it opened: the n-th rest is 15 min · 2^(n-1), at most 6 h."""
    open_until: datetime | None = None

    def allows(self, now: datetime) -> bool:
        """Whether the source may be asked."""
        return self.open_until is None or now >= self.open_until

    def succeeded(self) -> Breaker:
        """Return the closed circuit."""
        return Breaker()

    def failed(self, error: FeedError, now: datetime) -> Breaker:
        """Return the circuit after a failure.

        It opens at the fifth in a row, at once when a half-open try fails, and at once on HTTP 403:
        asking on prolongs a block (SEC's lasts ten minutes).
        """
        failures = self.failures + 1
        blocked = isinstance(error, Refused) and error.status == FORBIDDEN
        if failures < FAILURES and not self.trips and not blocked:
            return Breaker(failures, 0, None)
        return Breaker(failures, self.trips + 1, now + rest(self.trips))


def rest(trips: int) -> timedelta:
    """Return how long the circuit stays open after `trips` earlier ones."""
    doubled: timedelta = FIRST_REST * 2 ** min(trips, 10)
    return min(doubled, LONGEST_REST)
