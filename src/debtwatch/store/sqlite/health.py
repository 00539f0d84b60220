"""Whether a SQLite store is sound, and what it holds."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

from debtwatch.store.moments import from_day, from_optional_ms
from debtwatch.store.sqlite.backup import damage_in
from debtwatch.store.sqlite.connection import connect
from debtwatch.store.sqlite.failures import told
from debtwatch.store.sqlite.observations import data_version
from debtwatch.store.sqlite.places import companions, filesystem, is_synced, newest_backup
from debtwatch.store.sqlite.schema import schema_version
from debtwatch.store.values import StoreHealth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FIXED = (3, 51, 3)
_BACKPORTED = ((3, 44, 6), (3, 50, 7))
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def has_wal_reset_bug(version: Sequence[int]) -> bool:
    """Say whether this SQLite can lose a commit that races a checkpoint (fixed in 3.51.3, 3.44.6, 3.50.7)."""
    release = tuple(version[:3])
    return release < _FIXED and not any(release[:2] == fix[:2] and release >= fix for fix in _BACKPORTED)


def examine(path: Path, *, seconds: float) -> StoreHealth:
    """Check and count through a connection of its own; reads the whole file."""
    with told(path), closing(connect(path, "ro", seconds)) as connection:
        damage = damage_in(connection)
        return _described(path, damage) if damage else _counted(connection, path)


def _described(path: Path, damage: tuple[str, ...]) -> StoreHealth:
    """Say what can be said of a file whose tables cannot be trusted."""
    return StoreHealth(
        where=str(path),
        engine=f"SQLite {sqlite3.sqlite_version}",
        schema_version=0,
        data_version=0,
        filesystem=filesystem(path),
        size_bytes=_size(path),
        free_bytes=_room(path),
        series=0,
        observations=0,
        vintages=0,
        fetches=0,
        alert_events=0,
        newest_seen=None,
        newest_observed=None,
        newest_backup=newest_backup(path),
        damage=damage,
        warnings=_warnings(path),
    )


def _counted(connection: sqlite3.Connection, path: Path) -> StoreHealth:
    series, vintages, observations, fetches, events, newest_seen, newest_day = connection.execute(
        "SELECT (SELECT count(*) FROM series), (SELECT count(*) FROM observation),"
        " (SELECT count(*) FROM (SELECT DISTINCT series_no, observed_day FROM observation)),"
        " (SELECT count(*) FROM fetch), (SELECT count(*) FROM alert_event),"
        " (SELECT max(seen_ms) FROM observation), (SELECT max(observed_day) FROM observation)"
    ).fetchone()
    return StoreHealth(
        where=str(path),
        engine=f"SQLite {sqlite3.sqlite_version}",
        schema_version=schema_version(connection),
        data_version=data_version(connection),
        filesystem=filesystem(path),
        size_bytes=_size(path),
        free_bytes=_room(path),
        series=series,
        observations=observations,
        vintages=vintages,
        fetches=fetches,
        alert_events=events,
        newest_seen=from_optional_ms(newest_seen),
        newest_observed=None if newest_day is None else from_day(newest_day),
        newest_backup=newest_backup(path),
        warnings=_warnings(path),
    )


def _room(path: Path) -> int:
    found = os.statvfs(path.parent)
    return found.f_bavail * found.f_frsize


def _size(path: Path) -> int:
    return sum(part.stat().st_size for part in (path, companions(path)[0]) if part.exists())


def _warnings(path: Path) -> tuple[str, ...]:
    found = []
    if has_wal_reset_bug(sqlite3.sqlite_version_info):
        found.append(
            f"SQLite {sqlite3.sqlite_version} can lose a commit that races a checkpoint; debtwatch's own lock"
            " prevents it, the sqlite3 shell on an open store does not honour that lock"
        )
    if path.stat().st_mode & _OTHERS_MAY:
        found.append("other users may read the store; `chmod 600` it")
    if is_synced(path):
        found.append("the folder looks synchronised with other machines, which copies a store while it is written")
    return tuple(found)
