"""A seat that one process holds at a time, given up by the system itself when that process dies."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from debtwatch.store.locks import clear_pid, lock_file, locked_by, try_lock, unlock, write_pid

if TYPE_CHECKING:
    from pathlib import Path


class Election:
    """Who collects, or who tells alerts: the holder of an exclusive `flock` on one file.

    The lock ends with the process, `kill -9` included, so a survivor wins at its next try. The file
    itself stays and holds the holder's process id. One object may be used from several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mutex = threading.Lock()
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the seat."""
        return self._descriptor is not None

    def try_acquire(self) -> bool:
        """Take the seat if it is free and say whether it is ours; never waits.

        Raises StoreError where the file cannot be made.
        """
        with self._mutex:
            if self._descriptor is None:
                self._descriptor = self._taken()
            return self._descriptor is not None

    def holder_pid(self) -> int | None:
        """Return the process id of the holder, ours included; None where the seat is free."""
        return locked_by(self.path)

    def release(self) -> None:
        """Give the seat up; nothing where it is not ours."""
        with self._mutex:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                clear_pid(descriptor)
                unlock(descriptor, close=True)

    def _taken(self) -> int | None:
        descriptor = lock_file(self.path)
        if not try_lock(descriptor, self.path):
            unlock(descriptor, close=True)
            return None
        write_pid(descriptor)
        return descriptor
