"""Prints of series in SQLite."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from debtwatch.domain.errors import StoreError
from debtwatch.domain.series import Origin, StoredObservation
from debtwatch.store.moments import from_day, from_ms, to_day, to_ms
from debtwatch.store.sqlite.failures import decoding
from debtwatch.store.sqlite.rows import reading
from debtwatch.store.values import Commit
from debtwatch.store.vintages import Change, Vintage, dated_vintage, finite, undated_vintage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    import polars as pl

    from debtwatch.domain.series import Observation, Series
    from debtwatch.store.columnar import ColumnarCache
    from debtwatch.store.protocols import PublicationCalendar
    from debtwatch.store.sqlite.connection import Connections

_KNOWN = """
    SELECT observed_day, published_day, published_assumed, value, origin FROM observation
    WHERE series_no = ? AND observed_day BETWEEN ? AND ? ORDER BY observed_day, published_day, version
"""
_HISTORY = """
    SELECT observed_day, value, published_day, published_assumed, seen_ms, origin FROM observation
    WHERE series_no = (SELECT no FROM series WHERE id = ?) ORDER BY observed_day, published_day, version
"""
_NEWEST_FIRST = """
    SELECT observed_day, value, published_day, published_assumed, seen_ms, origin FROM observation
    WHERE series_no = ? ORDER BY observed_day DESC, published_day DESC, version DESC
"""


class SqliteObservations:
    """`ObservationStore` over one file.

    Raises StoreError for a print without a publication date whose series no file declares: nothing says
    when it was published.
    """

    def __init__(
        self,
        connections: Connections,
        *,
        series: Mapping[str, Series],
        calendars: PublicationCalendar,
        cache: ColumnarCache,
    ) -> None:
        self._connections = connections
        self._series = series
        self._calendars = calendars
        self._cache = cache

    def commit(self, observations: Iterable[Observation], *, seen_at: datetime, origin: Origin) -> Commit:
        """Add what differs from the vintage in force, all of it or none."""
        seen_ms = to_ms(seen_at)
        by_series: defaultdict[str, list[Observation]] = defaultdict(list)
        for observation in observations:
            by_series[observation.series].append(observation)
        tally = dict.fromkeys(Change, 0)
        due = _DueDates(self._series, self._calendars)
        with self._connections.writing() as connection:
            before = data_version(connection)
            for name, prints in by_series.items():
                number = _series_number(connection, name)
                with decoding(self._connections.path):
                    known = _known(connection, number, prints)
                added = _added(prints, known, due, seen_at, origin)
                for change, _, _ in added:
                    tally[change] += 1
                connection.executemany(
                    "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        (
                            number,
                            to_day(day),
                            to_day(vintage.published_on),
                            before + 1,
                            vintage.published_assumed,
                            seen_ms,
                            vintage.value,
                            vintage.origin.value,
                        )
                        for _, day, vintage in added
                    ),
                )
        return Commit(
            inserted=tally[Change.FIRST],
            revised=tally[Change.REVISION],
            version=before + any(tally.values()),
            confirmed=tally[Change.CONFIRMATION],
        )

    def version(self) -> int:
        """Return the data version."""
        with self._connections.reading() as connection:
            return data_version(connection)

    def latest(self) -> dict[str, StoredObservation]:
        """Return each series' newest day that has a value, in its current vintage."""
        with self._connections.reading() as connection:
            newest = {
                name: _newest(connection, number)
                for number, name in connection.execute("SELECT no, id FROM series ORDER BY id").fetchall()
            }
        with decoding(self._connections.path):
            return {name: _stored(name, row) for name, row in newest.items() if row is not None}

    def newest_on(self) -> dict[str, date]:
        """Return each series' newest day that has a value."""
        return {name: observation.observed_on for name, observation in self.latest().items()}

    def history(self, series: str) -> list[StoredObservation]:
        """Return every vintage of one series by day, the oldest vintage of a day first."""
        with self._connections.reading() as connection:
            rows = connection.execute(_HISTORY, (series,)).fetchall()
        with decoding(self._connections.path):
            return [_stored(series, row) for row in rows]

    def frame(self) -> pl.DataFrame:
        """Return every vintage of every series; columns as `ObservationStore.frame` states."""
        return self._cache.frame(reading(self._connections))


def data_version(connection: sqlite3.Connection) -> int:
    """Return the version the newest commit gave its rows; 0 when empty."""
    return int(connection.execute("SELECT coalesce(max(version), 0) FROM observation").fetchone()[0])


class _DueDates:
    """When prints are due, asked once for all series of one schedule."""

    def __init__(self, series: Mapping[str, Series], calendars: PublicationCalendar) -> None:
        self._series = series
        self._calendars = calendars
        self._known: dict[tuple[object, ...], datetime] = {}

    def __call__(self, name: str, observed_on: date) -> datetime:
        series = self._series.get(name)
        if series is None:
            raise StoreError(
                f"no publication date for series {name!r}",
                expected="a series that series.toml declares, or prints that carry their publication date",
                next_step="declare it in series.toml",
            )
        key = (series.calendar, series.cadence, series.lag_days, series.published_at, observed_on)
        due = self._known.get(key)
        if due is None:
            due = self._known[key] = self._calendars.publication_of(series, observed_on)
        return due


def _series_number(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT no FROM series WHERE id = ?", (name,)).fetchone()
    if found is not None:
        return int(found[0])
    number = connection.execute("INSERT INTO series (id) VALUES (?)", (name,)).lastrowid
    assert number is not None
    return number


def _known(connection: sqlite3.Connection, number: int, prints: Sequence[Observation]) -> dict[date, list[Vintage]]:
    days = [to_day(observation.observed_on) for observation in prints]
    known: defaultdict[date, list[Vintage]] = defaultdict(list)
    rows = connection.execute(_KNOWN, (number, min(days), max(days)))
    for day, published, assumed, value, origin in rows:
        known[from_day(day)].append(Vintage(from_day(published), bool(assumed), value, Origin(origin)))
    return known


def _added(
    prints: Sequence[Observation],
    known: dict[date, list[Vintage]],
    due: _DueDates,
    seen_at: datetime,
    origin: Origin,
) -> list[tuple[Change, date, Vintage]]:
    """Return the vintages the prints add; of several prints of one vintage the last counts."""
    once = {(observation.observed_on, observation.published_on): observation for observation in prints}
    added: dict[tuple[date, date], tuple[Change, date, Vintage]] = {}
    for observation in once.values():
        day, value = observation.observed_on, finite(observation.value)
        vintages = known[day]
        if observation.published_on is None:
            step = undated_vintage(vintages, value, due(observation.series, day), seen_at, origin)
        else:
            step = dated_vintage(vintages, value, observation.published_on, origin)
        if step is None:
            continue
        change, vintage = step
        # behind those of its own publication date: the newest comes last
        insort(vintages, vintage, key=lambda each: each.published_on)
        added[day, vintage.published_on] = (change, day, vintage)
    return list(added.values())


def _newest(connection: sqlite3.Connection, number: int) -> tuple[Any, ...] | None:
    skipped = None
    rows = connection.execute(_NEWEST_FIRST, (number,))
    for row in rows:
        day, value = row[0], row[1]
        if day == skipped:
            continue
        if value is not None:
            return tuple(row)
        skipped = day
    return None


def _stored(name: str, row: Sequence[Any]) -> StoredObservation:
    day, value, published, assumed, seen_ms, origin = row
    return StoredObservation(
        series=name,
        observed_on=from_day(day),
        value=None if value is None else float(value),
        published_on=from_day(published),
        published_assumed=bool(assumed),
        seen_at=from_ms(seen_ms),
        origin=Origin(origin),
    )
