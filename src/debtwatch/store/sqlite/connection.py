"""Connections to one SQLite file: one that writes under a lock, and as many readers as threads ask at once.

SQLite 3.7.0 to 3.51.2 can lose a commit when a checkpoint races it (the WAL-reset bug, fixed in 3.51.3
and in 3.44.6 and 3.50.7). Commits, the checkpoints inside them, and the writer's close therefore all run
under one `flock`. Readers are opened `mode=ro`: such a connection never checkpoints, so it may come and go.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreError
from debtwatch.store.locks import FileLock
from debtwatch.store.sqlite.failures import gone, told
from debtwatch.store.sqlite.places import lock_path

if TYPE_CHECKING:
    from pathlib import Path

Connect = Callable[..., sqlite3.Connection]
"""What opens a connection: `sqlite3.connect`, or what stands in for it in a fault test."""
_LARGEST_LOG_LEFT = 64 * 1024 * 1024


def connect(path: Path, mode: str, seconds: float, opener: Connect = sqlite3.connect) -> sqlite3.Connection:
    """Open one connection: `mode` is SQLite's `ro` or `rw`; no file is ever made."""
    connection = opener(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    if mode == "rw":
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG_LEFT}")
    return connection


class Connections:
    """Transactions on one file, from any thread.

    A reader sees one moment of the store for as long as its block lasts. A writer waits for its turn up to
    `lock_seconds`, then StoreBusy. A file that was removed or replaced is noticed before it is used again.
    """

    def __init__(
        self, path: Path, *, lock_seconds: float, read_only: bool = False, opener: Connect = sqlite3.connect
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._seconds = lock_seconds
        self._opener = opener
        self._lock = FileLock(lock_path(path))
        self._mutex = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._closed = False
        with told(path):
            self._identity = path.stat()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose every read is of one moment."""
        with told(self.path):
            connection = self._borrowed()
            sound = False
            try:
                connection.execute("BEGIN")
                yield connection
                connection.execute("COMMIT")
                sound = True
            finally:
                self._give_back(connection, sound)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the writer inside a transaction that commits at the end of the block, or leaves no trace."""
        if self.read_only:
            raise StoreError("the store was opened to read only", where=str(self.path))
        with self.alone() as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Give the writer outside a transaction, with every other writer kept out."""
        with told(self.path):
            self._require_present()
            with self._lock.held(self._seconds):
                yield self._opened_writer()

    def close(self) -> None:
        """Close every idle connection now and every borrowed one when it comes back."""
        with self._mutex:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        if self._writer is not None:
            try:
                # the last writer to close checkpoints
                with self._lock.held(self._seconds):
                    self._drop_writer()
            except StoreError:
                # whoever holds the lock has the store open, so this close is not the last; or the file is gone
                self._drop_writer()
        self._lock.close()

    def _borrowed(self) -> sqlite3.Connection:
        self._require_present()
        with self._mutex:
            if self._idle:
                return self._idle.pop()
        return connect(self.path, "ro", self._seconds, self._opener)

    def _give_back(self, connection: sqlite3.Connection, sound: bool) -> None:
        with self._mutex:
            if sound and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _opened_writer(self) -> sqlite3.Connection:
        self._require_present()
        if self._writer is None:
            self._writer = connect(self.path, "rw", self._seconds, self._opener)
        return self._writer

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            # closing an unfinished transaction rolls it back too
            self._drop_writer()

    def _drop_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _require_present(self) -> None:
        if self._closed:
            raise StoreError("the store was closed", where=str(self.path))
        try:
            here = os.path.samestat(self.path.stat(), self._identity)
        except FileNotFoundError:
            here = False
        if not here:
            raise gone(self.path)
