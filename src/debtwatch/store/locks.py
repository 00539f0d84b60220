"""`flock` on a file that also says who holds it. The file is never removed: a lock on a removed file locks nobody out."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreBusy, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PID_WIDTH = 20
_SHORTEST_WAIT = 0.0005
_LONGEST_WAIT = 0.02


def lock_file(path: Path) -> int:
    """Open the lock file, made private where it is missing, and return its descriptor; StoreError otherwise."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"cannot open the lock file: {error.strerror}",
            where=str(path),
            expected="a directory that exists and this user may write",
        ) from error


def try_lock(descriptor: int, path: Path) -> bool:
    """Lock at once or not at all; False too where `path` is no longer the file that was opened.

    StoreError where the filesystem keeps no locks.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _still_there(descriptor, path)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreError(
            f"cannot lock the file: {error.strerror}",
            where=str(path),
            expected="a local disk whose filesystem keeps locks",
        ) from error


def unlock(descriptor: int, *, close: bool = False) -> None:
    """Let go of the lock, and of the file where `close`."""
    if close:
        os.close(descriptor)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def write_pid(descriptor: int) -> None:
    """Say that this process holds the lock; only a message, so a full disk does not matter."""
    with suppress(OSError):
        os.pwrite(descriptor, f"{os.getpid()}\n".rjust(_PID_WIDTH).encode(), 0)


def clear_pid(descriptor: int) -> None:
    """Say that nobody holds the lock."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)


def locked_by(path: Path) -> int | None:
    """Return the process that holds the lock on `path`; None where nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        pid = _written_pid(descriptor)
        # a process that was killed leaves its id behind, but not its lock
        return pid if pid is not None and _is_locked(descriptor) else None
    finally:
        os.close(descriptor)


class FileLock:
    """One writer at a time, among the threads of this process and among processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.Lock()
        self._descriptor: int | None = None

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Hold the lock for a block; StoreBusy names the holder after `seconds` of waiting."""
        deadline = time.monotonic() + seconds
        if not self._threads.acquire(timeout=max(seconds, 0)):
            raise self._busy(seconds, os.getpid())
        try:
            descriptor = self._locked(deadline, seconds)
            try:
                yield
            finally:
                self._release(descriptor)
        finally:
            self._threads.release()

    def close(self) -> None:
        """Let go of the file."""
        with self._threads:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                unlock(descriptor, close=True)

    def _release(self, descriptor: int) -> None:
        try:
            unlock(descriptor)
        except OSError:
            # closing lets go for certain, and what the lock guarded has been done
            self._descriptor = None
            unlock(descriptor, close=True)

    def _locked(self, deadline: float, seconds: float) -> int:
        wait = _SHORTEST_WAIT
        while True:
            if self._descriptor is None:
                self._descriptor = lock_file(self.path)
            if try_lock(self._descriptor, self.path):
                write_pid(self._descriptor)
                return self._descriptor
            if not _still_there(self._descriptor, self.path):
                unlock(self._descriptor, close=True)
                self._descriptor = None
            if time.monotonic() >= deadline:
                raise self._busy(seconds, locked_by(self.path))
            time.sleep(min(wait, max(deadline - time.monotonic(), 0)))
            wait = min(wait * 2, _LONGEST_WAIT)

    def _busy(self, seconds: float, pid: int | None) -> StoreBusy:
        holder = f"process {pid}" if pid is not None else "another process"
        return StoreBusy(
            f"{holder} has held the write lock for {seconds:g} s",
            where=str(self.path),
            next_step="try again, raise [store].lock_seconds, or end that process",
        )


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _written_pid(descriptor: int) -> int | None:
    text = os.pread(descriptor, _PID_WIDTH, 0).strip()
    return int(text) if text.isdigit() else None


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
