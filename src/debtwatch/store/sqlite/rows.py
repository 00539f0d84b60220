"""One moment of a SQLite store, read for the columnar cache."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from debtwatch.store.columnar import DataKey

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from debtwatch.store.sqlite.connection import Connections

_CHUNK = 100_000
_ALL = """
    SELECT series_no, observed_day, published_day, version, published_assumed, seen_ms, value, origin
    FROM observation
"""
_NEWER = """
    SELECT series_no, observed_day, published_day, version, published_assumed, seen_ms, value, origin
    FROM observation INDEXED BY observation_by_version WHERE version > ?
"""


class SqliteSource:
    """`columnar.Source` inside one read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._store = str(connection.execute("SELECT store FROM identity").fetchone()[0])

    def key(self) -> DataKey:
        """Return what there is to read."""
        version, seen_ms = self._connection.execute(
            "SELECT version, seen_ms FROM observation ORDER BY version DESC LIMIT 1"
        ).fetchone() or (0, 0)
        return DataKey(self._store, version, seen_ms)

    def agrees(self, key: DataKey) -> bool:
        """Say whether `key` is this store at an earlier or the same version."""
        row = self._connection.execute(
            "SELECT seen_ms FROM observation WHERE version = ? LIMIT 1", (key.version,)
        ).fetchone()
        return key.store == self._store and (key.version == 0 or (row is not None and row[0] == key.seen_ms))

    def names(self) -> dict[int, str]:
        """Return series by number."""
        return dict(self._connection.execute("SELECT no, id FROM series").fetchall())

    def rows(self, since: int) -> Iterator[list[tuple[object, ...]]]:
        """Yield chunks of rows newer than a version."""
        cursor = self._connection.execute(_ALL) if since == 0 else self._connection.execute(_NEWER, (since,))
        while chunk := cursor.fetchmany(_CHUNK):
            yield chunk


@contextmanager
def reading(connections: Connections) -> Iterator[SqliteSource]:
    """Give one moment of the store."""
    with connections.reading() as connection:
        yield SqliteSource(connection)
