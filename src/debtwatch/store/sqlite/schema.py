"""The tables, as the steps that build them; a new schema is a new step, never a changed one."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreError, StoreNewer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

APPLICATION_ID = 0x44657774
"""`Dewt` in the file's header: what tells our file from any other SQLite file."""
LEAST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""

_OBSERVATIONS = (
    """CREATE TABLE identity (
         store TEXT NOT NULL
       ) STRICT""",
    """CREATE TABLE series (
         no INTEGER PRIMARY KEY,
         id TEXT NOT NULL UNIQUE
       ) STRICT""",
    """CREATE TABLE observation (
         series_no INTEGER NOT NULL REFERENCES series (no),
         observed_day INTEGER NOT NULL,
         published_day INTEGER NOT NULL,
         version INTEGER NOT NULL,
         published_assumed INTEGER NOT NULL CHECK (published_assumed IN (0, 1)),
         seen_ms INTEGER NOT NULL,
         value REAL,
         origin TEXT NOT NULL CHECK (origin IN ('feed', 'recorded', 'imported')),
         PRIMARY KEY (series_no, observed_day, published_day, version)
       ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX observation_by_version ON observation (version)",
    """CREATE TRIGGER observation_is_never_changed BEFORE UPDATE ON observation
         BEGIN SELECT RAISE (ABORT, 'observations are append-only'); END""",
    """CREATE TRIGGER observation_is_never_removed BEFORE DELETE ON observation
         BEGIN SELECT RAISE (ABORT, 'observations are append-only'); END""",
    """CREATE TABLE fetch (
         no INTEGER PRIMARY KEY,
         feed TEXT NOT NULL,
         started_ms INTEGER NOT NULL,
         ended_ms INTEGER NOT NULL,
         outcome TEXT NOT NULL,
         http_status INTEGER,
         bytes INTEGER NOT NULL,
         sha256 TEXT NOT NULL,
         etag TEXT NOT NULL,
         last_modified TEXT NOT NULL,
         cause TEXT NOT NULL,
         rows_in INTEGER NOT NULL,
         rows_new INTEGER NOT NULL
       ) STRICT""",
    "CREATE INDEX fetch_by_feed ON fetch (feed, no)",
    """CREATE TABLE feed_memory (
         feed TEXT PRIMARY KEY,
         last_try_ms INTEGER,
         last_success_ms INTEGER,
         failures INTEGER NOT NULL,
         cause TEXT NOT NULL,
         next_try_ms INTEGER,
         etag TEXT NOT NULL,
         last_modified TEXT NOT NULL,
         open_until_ms INTEGER,
         trips INTEGER NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE note (
         key TEXT PRIMARY KEY,
         value TEXT NOT NULL
       ) STRICT, WITHOUT ROWID""",
)

_ALERTS = (
    """CREATE TABLE alert_state (
         fingerprint TEXT PRIMARY KEY,
         rule TEXT NOT NULL,
         severity TEXT NOT NULL,
         labels TEXT NOT NULL,
         state TEXT NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alert_event (
         seq INTEGER PRIMARY KEY,
         id TEXT NOT NULL UNIQUE,
         at_ms INTEGER NOT NULL,
         document TEXT NOT NULL
       ) STRICT""",
    """CREATE TABLE acknowledgement (
         fingerprint TEXT PRIMARY KEY,
         at_ms INTEGER NOT NULL,
         author TEXT NOT NULL,
         note TEXT NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE silence (
         id INTEGER PRIMARY KEY,
         matchers TEXT NOT NULL,
         created_ms INTEGER NOT NULL,
         until_ms INTEGER NOT NULL,
         author TEXT NOT NULL,
         reason TEXT NOT NULL
       ) STRICT""",
)

STEPS: tuple[tuple[str, ...], ...] = (_OBSERVATIONS, _ALERTS)
"""Step n takes a store from schema n - 1 to n."""


def new_identity() -> str:
    """Return a name no other store has, nor this one before a restore."""
    return os.urandom(8).hex()


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema a store has; 0 is an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def recognise(connection: sqlite3.Connection, path: Path, steps: Sequence[Sequence[str]] = STEPS) -> int:
    """Return the schema of a file that is ours and not newer than we are.

    Raises StoreNewer for a newer schema, StoreError for an SQLite file of another program or an SQLite
    library too old for our tables. Writes nothing.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise StoreError(
            f"this Python links SQLite {sqlite3.sqlite_version}",
            expected=f"SQLite {'.'.join(map(str, LEAST_SQLITE))} or later",
            next_step="use a newer Python build",
        )
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(
            "an SQLite file of another program",
            where=str(path),
            expected="a debtwatch store",
            next_step="set [store].url to another path",
        )
    version = schema_version(connection)
    if version > len(steps):
        raise StoreNewer(
            f"the store has schema {version}",
            where=str(path),
            expected=f"schema {len(steps)} or older",
            next_step="update debtwatch; nothing was changed",
        )
    return version


def build(connection: sqlite3.Connection, since: int = 0, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Apply the steps after schema `since`, all or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[since:]:
            for statement in step:
                connection.execute(statement)
        if since == 0:
            connection.execute("INSERT INTO identity (store) VALUES (?)", (new_identity(),))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
