"""Small facts in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from debtwatch.store.sqlite.connection import Connections


class SqliteNotes:
    """`NoteStore` over one file."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, key: str) -> str | None:
        """Return a note's text."""
        with self._connections.reading() as connection:
            return read_note(connection, key)

    def put(self, key: str, value: str) -> None:
        """Write or replace a note."""
        with self._connections.writing() as connection:
            write_note(connection, key, value)

    def delete(self, key: str) -> None:
        """Forget a note."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM note WHERE key = ?", (key,))


def read_note(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a note's text inside a transaction."""
    row = connection.execute("SELECT value FROM note WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def write_note(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Write or replace a note inside a transaction."""
    connection.execute("INSERT OR REPLACE INTO note (key, value) VALUES (?, ?)", (key, value))
