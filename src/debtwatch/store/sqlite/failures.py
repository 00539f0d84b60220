"""What SQLite's errors mean to the reader."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreBusy, StoreDamaged, StoreError
from debtwatch.store.sqlite.places import companions, newest_backup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY = 0xFF


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system raises inside the block into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, path) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "a text in it is not UTF-8") from error
    except OSError as error:
        raise StoreError(f"the system refused: {error.strerror or error}", where=str(path)) from error


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Turn a row that holds what was never written into StoreDamaged."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise damaged(path, f"a row cannot be read: {error}") from error


def damaged(path: Path, finding: str) -> StoreDamaged:
    """Return the error for a file that is not a sound store, with the way back."""
    return StoreDamaged(finding, where=str(path), expected="a sound debtwatch store", next_step=way_back(path))


def way_back(path: Path) -> str:
    """Say how to go on after damage, with the newest backup where there is one."""
    log, index = companions(path)
    backup = newest_backup(path)
    if backup is None:
        return f"end every debtwatch and move {path.name}, {log.name} and {index.name} away: the feeds fill a new store"
    return f"end every debtwatch, remove {log.name} and {index.name}, and copy {backup} over {path}"


def gone(path: Path) -> StoreError:
    """Return the error for a store whose file was removed or replaced while it was open."""
    return StoreError(
        "the store's file was removed or replaced while it was open",
        where=str(path),
        expected="the file that was opened",
        next_step="start debtwatch again",
    )


def _translated(error: sqlite3.Error, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _BUSY:
        return StoreBusy(
            "a program outside debtwatch's lock is writing the store",
            where=str(path),
            next_step="end the other program: the sqlite3 shell does not honour debtwatch's lock",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError("no room left to write; nothing was changed", where=str(path), next_step="free some space")
    if code == sqlite3.SQLITE_READONLY:
        return StoreError("the store may not be written", where=str(path), expected="a file this user may write")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            "the disk refused a read or a write; nothing was changed",
            where=str(path),
            next_step="see that the disk has room and is sound, then try again",
        )
    return StoreError(str(error), where=str(path))
