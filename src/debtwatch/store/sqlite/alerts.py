"""Alert states, events, acknowledgements and silences in SQLite."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from debtwatch.store.moments import from_ms, to_ms
from debtwatch.store.sqlite.failures import decoding
from debtwatch.store.sqlite.notes import read_note, write_note
from debtwatch.store.values import Acknowledgement, AlertStateRow, Silence, StoredAlertEvent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from debtwatch.store.sqlite.connection import Connections
    from debtwatch.store.values import AlertEventRow

_EVALUATION = "alerts.evaluation"
_PRINTED = "alerts.printed_seq"
_ALL = -1
"""SQLite's LIMIT for no limit."""


class SqliteAlerts:
    """`AlertStore` over one file."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def states(self) -> list[AlertStateRow]:
        """Return every state, by fingerprint."""
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT fingerprint, rule, severity, labels, state FROM alert_state ORDER BY fingerprint"
            ).fetchall()
        return [AlertStateRow(*row) for row in rows]

    def commit(
        self, states: Iterable[AlertStateRow], events: Sequence[AlertEventRow], evaluation: str | None = None
    ) -> list[int]:
        """Replace all states, append the events and keep the evaluation, in one transaction."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM alert_state")
            connection.executemany(
                "INSERT INTO alert_state (fingerprint, rule, severity, labels, state) VALUES (?, ?, ?, ?, ?)",
                (astuple(state) for state in states),
            )
            numbers = [_numbered(connection, event) for event in events]
            if evaluation is not None:
                write_note(connection, _EVALUATION, evaluation)
        return numbers

    def evaluation(self) -> str | None:
        """Return the evaluation committed last."""
        with self._connections.reading() as connection:
            return read_note(connection, _EVALUATION)

    def events(self, since_seq: int = 0, limit: int | None = None) -> list[StoredAlertEvent]:
        """Return events after `since_seq`, oldest first."""
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT seq, id, at_ms, document FROM alert_event WHERE seq > ? ORDER BY seq LIMIT ?",
                (since_seq, _ALL if limit is None else limit),
            ).fetchall()
        with decoding(self._connections.path):
            return [StoredAlertEvent(seq, name, from_ms(at), document) for seq, name, at, document in rows]

    def recent(self, limit: int = 100) -> list[StoredAlertEvent]:
        """Return the newest events, newest first."""
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT seq, id, at_ms, document FROM alert_event ORDER BY seq DESC LIMIT ?", (limit,)
            ).fetchall()
        with decoding(self._connections.path):
            return [StoredAlertEvent(seq, name, from_ms(at), document) for seq, name, at, document in rows]

    def printed_seq(self) -> int:
        """Return the last event known to have been printed; 0 before the first."""
        with self._connections.reading() as connection:
            return _printed(connection)

    def set_printed_seq(self, seq: int) -> None:
        """Advance the printed mark; it never goes back."""
        with self._connections.writing() as connection:
            if seq > _printed(connection):
                write_note(connection, _PRINTED, str(seq))

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """Keep an acknowledgement, in place of an earlier one of the same alert."""
        row = (
            acknowledgement.fingerprint,
            to_ms(acknowledgement.at),
            acknowledgement.author,
            acknowledgement.note,
        )
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO acknowledgement (fingerprint, at_ms, author, note) VALUES (?, ?, ?, ?)", row
            )

    def withdraw(self, fingerprint: str) -> None:
        """Forget an acknowledgement."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM acknowledgement WHERE fingerprint = ?", (fingerprint,))

    def acknowledgements(self) -> dict[str, Acknowledgement]:
        """Return acknowledgements by fingerprint."""
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT fingerprint, at_ms, author, note FROM acknowledgement ORDER BY fingerprint"
            ).fetchall()
        with decoding(self._connections.path):
            return {row[0]: Acknowledgement(row[0], from_ms(row[1]), row[2], row[3]) for row in rows}

    def silence(self, silence: Silence) -> int:
        """Keep a silence and return its id."""
        row = (silence.matchers, to_ms(silence.created_at), to_ms(silence.until), silence.author, silence.reason)
        with self._connections.writing() as connection:
            number = connection.execute(
                "INSERT INTO silence (matchers, created_ms, until_ms, author, reason) VALUES (?, ?, ?, ?, ?)", row
            ).lastrowid
        assert number is not None
        return number

    def end_silence(self, silence_id: int, at: datetime) -> bool:
        """End a silence early; False where no such silence is in force."""
        with self._connections.writing() as connection:
            ended = connection.execute(
                "UPDATE silence SET until_ms = ? WHERE id = ? AND until_ms > ?", (to_ms(at), silence_id, to_ms(at))
            ).rowcount
        return ended > 0

    def silences(self, at: datetime | None = None) -> list[Silence]:
        """Return silences in force at a moment, or every one ever kept, oldest first."""
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT matchers, created_ms, until_ms, author, reason, id FROM silence ORDER BY id"
            ).fetchall()
        with decoding(self._connections.path):
            kept = [Silence(row[0], from_ms(row[1]), from_ms(row[2]), row[3], row[4], row[5]) for row in rows]
        return kept if at is None else [silence for silence in kept if silence.created_at <= at < silence.until]


def _numbered(connection: sqlite3.Connection, event: AlertEventRow) -> int:
    connection.execute(
        "INSERT INTO alert_event (id, at_ms, document) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (event.id, to_ms(event.at), event.document),
    )
    return int(connection.execute("SELECT seq FROM alert_event WHERE id = ?", (event.id,)).fetchone()[0])


def _printed(connection: sqlite3.Connection) -> int:
    return int(read_note(connection, _PRINTED) or 0)
