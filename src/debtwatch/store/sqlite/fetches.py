"""The fetch log and feeds' memories in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.store.moments import from_ms, from_optional_ms, to_ms, to_optional_ms
from debtwatch.store.sqlite.failures import decoding
from debtwatch.store.values import FeedMemory, FetchOutcome, FetchRecord

if TYPE_CHECKING:
    from typing import Any

    from debtwatch.store.sqlite.connection import Connections

_RECORD = """
    INSERT INTO fetch (feed, started_ms, ended_ms, outcome, http_status, bytes, sha256, etag, last_modified, cause,
      rows_in, rows_new)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_RECENT = """
    SELECT feed, started_ms, ended_ms, outcome, http_status, bytes, sha256, etag, last_modified, cause,
      rows_in, rows_new
    FROM fetch WHERE feed = ? ORDER BY no DESC LIMIT ?
"""
_REMEMBER = """
    INSERT OR REPLACE INTO feed_memory (feed, last_try_ms, last_success_ms, failures, cause, next_try_ms, etag,
      last_modified, open_until_ms, trips)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_MEMORIES = """
    SELECT feed, last_try_ms, last_success_ms, failures, cause, next_try_ms, etag, last_modified, open_until_ms, trips
    FROM feed_memory ORDER BY feed
"""


class SqliteFetches:
    """`FetchLog` over one file."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def record(self, record: FetchRecord) -> None:
        """Append one fetch."""
        row = (
            record.feed,
            to_ms(record.started_at),
            to_ms(record.ended_at),
            record.outcome.value,
            record.http_status,
            record.bytes,
            record.sha256,
            record.etag,
            record.last_modified,
            record.cause,
            record.rows_in,
            record.rows_new,
        )
        with self._connections.writing() as connection:
            connection.execute(_RECORD, row)

    def recent(self, feed: str, limit: int = 20) -> list[FetchRecord]:
        """Return a feed's last fetches, newest first."""
        with self._connections.reading() as connection:
            rows = connection.execute(_RECENT, (feed, limit)).fetchall()
        with decoding(self._connections.path):
            return [_record(row) for row in rows]

    def last(self, feed: str) -> FeedMemory:
        """Return a feed's memory; a blank one where it never ran."""
        return self.all().get(feed, FeedMemory())

    def remember(self, feed: str, memory: FeedMemory) -> None:
        """Replace a feed's memory."""
        row = (
            feed,
            to_optional_ms(memory.last_try),
            to_optional_ms(memory.last_success),
            memory.failures,
            memory.cause,
            to_optional_ms(memory.next_try),
            memory.etag,
            memory.last_modified,
            to_optional_ms(memory.open_until),
            memory.trips,
        )
        with self._connections.writing() as connection:
            connection.execute(_REMEMBER, row)

    def all(self) -> dict[str, FeedMemory]:
        """Return every feed's memory by name."""
        with self._connections.reading() as connection:
            rows = connection.execute(_MEMORIES).fetchall()
        with decoding(self._connections.path):
            return {row[0]: _memory(row) for row in rows}


def _record(row: tuple[Any, ...]) -> FetchRecord:
    feed, started_ms, ended_ms, outcome, *rest = row
    return FetchRecord(feed, from_ms(started_ms), from_ms(ended_ms), FetchOutcome(outcome), *rest)


def _memory(row: tuple[Any, ...]) -> FeedMemory:
    _, last_try, last_success, failures, cause, next_try, etag, last_modified, open_until, trips = row
    return FeedMemory(
        last_try=from_optional_ms(last_try),
        last_success=from_optional_ms(last_success),
        failures=failures,
        cause=cause,
        next_try=from_optional_ms(next_try),
        etag=etag,
        last_modified=last_modified,
        open_until=from_optional_ms(open_until),
        trips=trips,
    )
