"""A clock on which a day passes in seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGINS = datetime(2025, 9, 15, 11, 0, tzinfo=UTC)
"""Monday, seven in the morning in New York: before the first print of the day."""
ENDS = datetime(2025, 12, 20, 4, 0, tzinfo=UTC)
"""The night after the last recorded Treasury curve; there the clock stands still."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Tells the replayed time in UTC; callable like any clock of this program."""

    seconds_per_day: float = 4.0
    begins: datetime = BEGINS
    ends: datetime = ENDS
    started: float = field(default_factory=time.monotonic)
    """When it was started, on the machine's monotonic clock."""

    def __call__(self) -> datetime:
        """Return the replayed moment."""
        return self.after(time.monotonic() - self.started)

    def after(self, seconds: float) -> datetime:
        """Return the replayed moment so many seconds after the start."""
        longest = (self.ends - self.begins) / _DAY * self.seconds_per_day
        return self.begins + _DAY * (min(max(seconds, 0.0), longest) / self.seconds_per_day)
