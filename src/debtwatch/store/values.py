"""The values a store and its users exchange; every moment is UTC, to the millisecond."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit of observations changed."""

    inserted: int
    """First prints of a day."""
    revised: int
    """Later vintages of a day that was there."""
    version: int
    """The data version after it; unchanged where nothing changed."""
    confirmed: int = 0
    """Recorded prints that a feed has now repeated."""

    @property
    def changed(self) -> int:
        """Rows added, of whatever kind."""
        return self.inserted + self.revised + self.confirmed


class FetchOutcome(StrEnum):
    """How a fetch ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One fetch, as the log keeps it."""

    feed: str
    started_at: datetime
    ended_at: datetime
    outcome: FetchOutcome
    http_status: int | None = None
    bytes: int = 0
    """Bytes on the wire."""
    sha256: str = ""
    """Digest of the body, hexadecimal."""
    etag: str = ""
    last_modified: str = ""
    cause: str = ""
    """Why it failed or was withheld."""
    rows_in: int = 0
    """Observations parsed."""
    rows_new: int = 0
    """Observations that changed the store."""


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """What a feed's next poll must know of its last, over restarts."""

    last_try: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    """Consecutive failures."""
    cause: str = ""
    """Why the last try failed; empty after a success."""
    next_try: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    open_until: datetime | None = None
    """The circuit breaker lets nothing through before."""
    trips: int = 0
    """How often in a row the breaker has opened."""


@dataclass(frozen=True, slots=True)
class AlertStateRow:
    """One alert's state; what `labels` and `state` hold is the alerts' own affair."""

    fingerprint: str
    rule: str
    severity: str
    labels: str
    """JSON object."""
    state: str
    """JSON object."""


@dataclass(frozen=True, slots=True)
class AlertEventRow:
    """One event before it has a sequence number. `id` is unique for ever: a repeat is not a second event."""

    id: str
    at: datetime
    document: str
    """JSON object."""


@dataclass(frozen=True, slots=True)
class StoredAlertEvent:
    """One event as the log keeps it."""

    seq: int
    id: str
    at: datetime
    document: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Someone has seen this alert."""

    fingerprint: str
    at: datetime
    author: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Alerts that match are written but not said, until it ends."""

    matchers: str
    """JSON object."""
    created_at: datetime
    until: datetime
    author: str
    reason: str
    id: int = 0
    """Given by the store."""


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """Whether a store can be trusted, and what it holds."""

    where: str
    engine: str
    """Database and its version."""
    schema_version: int
    data_version: int
    filesystem: str
    """Type of the filesystem it lies on; empty where the system does not say."""
    size_bytes: int
    """The database and its write-ahead log."""
    free_bytes: int
    """Room left on its filesystem."""
    series: int
    observations: int
    """Days of series, whatever their vintages."""
    vintages: int
    fetches: int
    alert_events: int
    newest_seen: datetime | None
    newest_observed: date | None
    newest_backup: Path | None
    damage: tuple[str, ...] = ()
    """What the integrity check found; empty is sound."""
    warnings: tuple[str, ...] = ()
    """What works today and may not tomorrow."""

    @property
    def sound(self) -> bool:
        """Whether the integrity check found nothing."""
        return not self.damage
