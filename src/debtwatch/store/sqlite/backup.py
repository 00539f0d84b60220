"""Whole copies of a store: made, checked, and put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreDamaged, StoreError
from debtwatch.store.files import make_private_directory, scratch_beside, settle
from debtwatch.store.locks import FileLock
from debtwatch.store.sqlite.connection import connect
from debtwatch.store.sqlite.failures import told
from debtwatch.store.sqlite.places import BACKUP_SUFFIX, backup_directory, backups, companions, lock_path
from debtwatch.store.sqlite.schema import new_identity, recognise, schema_version

if TYPE_CHECKING:
    from pathlib import Path

_FINDINGS = 20


def write_backup(connection: sqlite3.Connection, target: Path) -> None:
    """Write a compact copy of what the connection sees to a path that does not exist; StoreError where it does."""
    if target.exists():
        raise StoreError("a file is there already", where=str(target), expected="a path that does not exist yet")
    with told(target):
        make_private_directory(target.parent)
        with scratch_beside(target) as scratch:
            connection.execute("VACUUM INTO ?", (str(scratch),))
            settle(scratch)
            scratch.replace(target)
        settle(target)


def backup_before_migration(connection: sqlite3.Connection, path: Path) -> Path:
    """Write the backup a migration is undone with, and return where it is."""
    name = f"{path.stem}.schema-{schema_version(connection)}"
    directory = backup_directory(path)
    numbered = (directory / f"{name}.{number}{BACKUP_SUFFIX}" for number in count(1))
    target = next(candidate for candidate in numbered if not candidate.exists())
    write_backup(connection, target)
    return target


def routine_backup(
    connection: sqlite3.Connection, path: Path, today: date, *, every_days: int, keep: int
) -> Path | None:
    """Write the backup of a day where the last routine one is `every_days` old, and keep the newest `keep`.

    Returns None where none was due. Backups of migrations, and those with other names, are left alone.
    """
    dated = _dated_backups(path)
    if dated and (today - max(dated)).days < every_days:
        return None
    target = backup_directory(path) / f"{path.stem}.{today.isoformat()}{BACKUP_SUFFIX}"
    write_backup(connection, target)
    for day in sorted(dated)[: max(len(dated) + 1 - keep, 0)]:
        dated[day].unlink(missing_ok=True)
    return target


def _dated_backups(path: Path) -> dict[date, Path]:
    dated = {}
    for backup in backups(path):
        with suppress(ValueError):
            dated[date.fromisoformat(backup.stem.removeprefix(f"{path.stem}."))] = backup
    return dated


def damage_in(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what the integrity check finds; empty is sound."""
    try:
        rows = connection.execute(f"PRAGMA quick_check({_FINDINGS})").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return (str(error),)
    return tuple(str(row[0]) for row in rows if row[0] != "ok")


def restore(backup: Path, path: Path, *, lock_seconds: float) -> Path | None:
    """Put a backup in the place of a store; return where the old file now lies, None where there was none.

    The backup is checked first: StoreDamaged, StoreNewer or StoreError leave everything as it was. The
    restored store gets a new identity, so nothing cached from the old one is read again. Processes that
    still have the old file open say so at their next transaction.
    """
    with told(backup), closing(connect(backup, "ro", lock_seconds)) as connection:
        recognise(connection, backup)
        findings = damage_in(connection)
    if findings:
        raise StoreDamaged(f"the backup is damaged: {findings[0]}", where=str(backup), next_step="use an older backup")
    lock = FileLock(lock_path(path))
    with told(path):
        make_private_directory(path.parent)
        try:
            with lock.held(lock_seconds), scratch_beside(path) as scratch:
                scratch.write_bytes(backup.read_bytes())
                _give_new_identity(scratch, lock_seconds)
                settle(scratch)
                aside = _set_aside(path)
                scratch.replace(path)
                settle(path)
        finally:
            lock.close()
    return aside


def _give_new_identity(path: Path, seconds: float) -> None:
    with closing(connect(path, "rw", seconds)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("UPDATE identity SET store = ?", (new_identity(),))
        connection.execute("PRAGMA journal_mode = WAL")


def _set_aside(path: Path) -> Path | None:
    """Rename a store and its log together, so that nothing of the old one is mixed with the new."""
    if not path.exists():
        for orphan in companions(path):
            orphan.unlink(missing_ok=True)
        return None
    numbered = (path.with_name(f"{path.name}.replaced-{number}") for number in count(1))
    aside = next(candidate for candidate in numbered if not candidate.exists())
    for old, new in zip((*companions(path), path), (*companions(aside), aside), strict=True):
        if old.exists():
            old.replace(new)
    return aside
