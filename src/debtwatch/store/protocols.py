"""What a store is: four small protocols, exchanging `store.values`. SQLite keeps them; so can PostgreSQL.

Every moment is an aware `datetime` (a naive one is a ValueError) and comes back in UTC, to the millisecond.
Every method may be called from any thread, raises only `StoreError` and its children, and either happens
whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from types import TracebackType

    import polars as pl

    from debtwatch.domain.series import Observation, Origin, Series, StoredObservation
    from debtwatch.store.values import (
        Acknowledgement,
        AlertEventRow,
        AlertStateRow,
        Commit,
        FeedMemory,
        FetchRecord,
        Silence,
        StoredAlertEvent,
        StoreHealth,
    )


class PublicationCalendar(Protocol):
    """When a series' print of one day is due, which a store needs where the source does not say."""

    def publication_of(self, series: Series, observed_on: date) -> datetime:
        """Return the moment of publication, in the zone whose calendar day is the publication date."""
        ...


class ObservationStore(Protocol):
    """Every vintage of every print, append-only.

    The vintages of one day are ordered by publication date, then by the commit that brought them; the
    last is the current one.
    """

    def commit(self, observations: Iterable[Observation], *, seen_at: datetime, origin: Origin) -> Commit:
        """Add what differs from the vintage in force, all of it or none (rules: `store.vintages`)."""
        ...

    def version(self) -> int:
        """Return the data version: 0 when empty, larger after every commit that changed something."""
        ...

    def latest(self) -> dict[str, StoredObservation]:
        """Return each series' newest day that has a value, in its current vintage."""
        ...

    def newest_on(self) -> dict[str, date]:
        """Return each series' newest day that has a value."""
        ...

    def history(self, series: str) -> list[StoredObservation]:
        """Return every vintage of one series by day, the oldest vintage of a day first."""
        ...

    def frame(self) -> pl.DataFrame:
        """Return every vintage of every series, sorted by series and day, the oldest vintage of a day first.

        Columns: series str, observed_on date, published_on date, published_assumed bool, seen_at
        datetime[ms, UTC], value f64 (null where the source says there is none), origin str.
        """
        ...


class FetchLog(Protocol):
    """Every fetch, and each feed's memory of the last."""

    def record(self, record: FetchRecord) -> None:
        """Append one fetch."""
        ...

    def recent(self, feed: str, limit: int = 20) -> list[FetchRecord]:
        """Return a feed's last fetches, newest first."""
        ...

    def last(self, feed: str) -> FeedMemory:
        """Return a feed's memory; a blank one where it never ran."""
        ...

    def remember(self, feed: str, memory: FeedMemory) -> None:
        """Replace a feed's memory."""
        ...

    def all(self) -> dict[str, FeedMemory]:
        """Return every feed's memory by name."""
        ...


class AlertStore(Protocol):
    """Alert states, the event log, and what people said about them."""

    def states(self) -> list[AlertStateRow]:
        """Return every state, by fingerprint."""
        ...

    def commit(
        self, states: Iterable[AlertStateRow], events: Sequence[AlertEventRow], evaluation: str | None = None
    ) -> list[int]:
        """Replace all states, append the events and keep the evaluation (JSON), in one transaction.

        Returns one sequence number an event; an event id already in the log keeps the number it has.
        """
        ...

    def evaluation(self) -> str | None:
        """Return the evaluation committed last."""
        ...

    def events(self, since_seq: int = 0, limit: int | None = None) -> list[StoredAlertEvent]:
        """Return events after `since_seq`, oldest first."""
        ...

    def recent(self, limit: int = 100) -> list[StoredAlertEvent]:
        """Return the newest events, newest first."""
        ...

    def printed_seq(self) -> int:
        """Return the last event known to have been printed; 0 before the first."""
        ...

    def set_printed_seq(self, seq: int) -> None:
        """Advance the printed mark; it never goes back."""
        ...

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """Keep an acknowledgement, in place of an earlier one of the same alert."""
        ...

    def withdraw(self, fingerprint: str) -> None:
        """Forget an acknowledgement."""
        ...

    def acknowledgements(self) -> dict[str, Acknowledgement]:
        """Return acknowledgements by fingerprint."""
        ...

    def silence(self, silence: Silence) -> int:
        """Keep a silence and return its id."""
        ...

    def end_silence(self, silence_id: int, at: datetime) -> bool:
        """End a silence early; False where no such silence is in force."""
        ...

    def silences(self, at: datetime | None = None) -> list[Silence]:
        """Return silences in force at a moment, or every one ever kept, oldest first."""
        ...


class NoteStore(Protocol):
    """Small facts that outlive a process: terms accepted, when the user last looked."""

    def get(self, key: str) -> str | None:
        """Return a note's text."""
        ...

    def put(self, key: str, value: str) -> None:
        """Write or replace a note."""
        ...

    def delete(self, key: str) -> None:
        """Forget a note."""
        ...


class Store(Protocol):
    """One open store."""

    @property
    def observations(self) -> ObservationStore:
        """Prints of series."""
        ...

    @property
    def fetches(self) -> FetchLog:
        """The fetch log."""
        ...

    @property
    def alerts(self) -> AlertStore:
        """Alert states and events."""
        ...

    @property
    def notes(self) -> NoteStore:
        """Small facts."""
        ...

    def health(self) -> StoreHealth:
        """Check integrity and count what is there; slow on a large store, so not for a thread that paints."""
        ...

    def backup(self, target: Path) -> None:
        """Write a whole, sound copy to a path that does not exist yet."""
        ...

    def back_up_when_due(self, today: date, *, every_days: int = 7, keep: int = 4) -> Path | None:
        """Write the routine backup where the last is `every_days` old, keep the newest `keep`; None where not due."""
        ...

    def close(self) -> None:
        """Let go of every connection; using the store afterwards is a StoreError."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
