"""Opening, making and migrating one SQLite store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Self

from debtwatch.domain.errors import StoreError
from debtwatch.store.columnar import ColumnarCache
from debtwatch.store.files import make_private_directory, scratch_beside, settle
from debtwatch.store.locks import FileLock
from debtwatch.store.sqlite.alerts import SqliteAlerts
from debtwatch.store.sqlite.backup import backup_before_migration, routine_backup, write_backup
from debtwatch.store.sqlite.connection import Connections, connect
from debtwatch.store.sqlite.failures import damaged, told
from debtwatch.store.sqlite.fetches import SqliteFetches
from debtwatch.store.sqlite.health import examine
from debtwatch.store.sqlite.notes import SqliteNotes
from debtwatch.store.sqlite.observations import SqliteObservations
from debtwatch.store.sqlite.places import companions, filesystem, lock_path, refuse_shared
from debtwatch.store.sqlite.schema import STEPS, build, recognise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from debtwatch.domain.series import Series
    from debtwatch.store.protocols import PublicationCalendar
    from debtwatch.store.sqlite.connection import Connect
    from debtwatch.store.values import StoreHealth


class SqliteStore:
    """`Store` over one file; may be shared between threads, and the file between processes."""

    def __init__(
        self,
        connections: Connections,
        *,
        series: Mapping[str, Series],
        calendars: PublicationCalendar,
        cache: ColumnarCache,
        lock_seconds: float,
    ) -> None:
        self._connections = connections
        self._seconds = lock_seconds
        self.observations = SqliteObservations(connections, series=series, calendars=calendars, cache=cache)
        self.fetches = SqliteFetches(connections)
        self.alerts = SqliteAlerts(connections)
        self.notes = SqliteNotes(connections)

    def health(self) -> StoreHealth:
        """Check integrity and count what is there; slow on a large store, so not for a thread that paints."""
        return examine(self._connections.path, seconds=self._seconds)

    def backup(self, target: Path) -> None:
        """Write a whole, sound copy to a path that does not exist yet."""
        with told(self._connections.path), closing(connect(self._connections.path, "ro", self._seconds)) as connection:
            write_backup(connection, target)

    def back_up_when_due(self, today: date, *, every_days: int = 7, keep: int = 4) -> Path | None:
        """Write the routine backup where it is due and return it; None where it is not."""
        path = self._connections.path
        with told(path), closing(connect(path, "ro", self._seconds)) as connection:
            return routine_backup(connection, path, today, every_days=every_days, keep=keep)

    def close(self) -> None:
        """Let go of every connection; using the store afterwards is a StoreError."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_sqlite(
    path: Path,
    *,
    lock_seconds: float,
    series: Mapping[str, Series],
    calendars: PublicationCalendar,
    read_only: bool = False,
    cache_directory: Path | None = None,
    opener: Connect = sqlite3.connect,
    steps: Sequence[Sequence[str]] = STEPS,
) -> SqliteStore:
    """Open the store at a path, making or migrating it unless `read_only`.

    A migration writes a backup first. Raises StoreNewer, StoreDamaged, StoreBusy, or StoreError for a
    shared filesystem, another program's file, or a missing or older store opened to read only.
    """
    with told(path):
        refuse_shared(path, filesystem(path.parent))
        if not read_only:
            _make_if_missing(path, lock_seconds, steps)
        _require_store(path)
        connections = Connections(path, lock_seconds=lock_seconds, read_only=read_only, opener=opener)
        try:
            _bring_up_to_date(connections, steps)
        except BaseException:
            connections.close()
            raise
        cache = ColumnarCache(cache_directory or path.parent / "columns")
        return SqliteStore(connections, series=series, calendars=calendars, cache=cache, lock_seconds=lock_seconds)


def _make_if_missing(path: Path, seconds: float, steps: Sequence[Sequence[str]]) -> None:
    """Build a store under another name and rename it into place, so that nobody ever sees half of one."""
    if path.exists():
        return
    make_private_directory(path.parent)
    lock = FileLock(lock_path(path))
    try:
        with lock.held(seconds), scratch_beside(path) as scratch:
            if path.exists():
                return
            with closing(connect(scratch, "rw", seconds)) as connection:
                build(connection, steps=steps)
                connection.execute("PRAGMA journal_mode = WAL")
            settle(scratch)
            # the log of a store that was removed would be replayed into the new one
            for orphan in companions(path):
                orphan.unlink(missing_ok=True)
            scratch.replace(path)
            settle(path)
    finally:
        lock.close()


def _require_store(path: Path) -> None:
    if not path.exists():
        raise StoreError(
            "there is no store yet", where=str(path), next_step="let debtwatch poll once: it makes the store"
        )
    if path.stat().st_size == 0:
        raise damaged(path, "the file is empty: a store never is")


def _bring_up_to_date(connections: Connections, steps: Sequence[Sequence[str]]) -> None:
    with connections.reading() as connection:
        version = recognise(connection, connections.path, steps)
    if version == len(steps):
        return
    if connections.read_only:
        raise StoreError(
            f"the store has schema {version}",
            where=str(connections.path),
            expected=f"schema {len(steps)}",
            next_step="open it once to write: debtwatch backs it up and migrates it",
        )
    with connections.alone() as connection:
        # another process may have migrated it while this one waited for the lock
        version = recognise(connection, connections.path, steps)
        if version < len(steps):
            backup_before_migration(connection, connections.path)
            build(connection, version, steps)
