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
_SHORTEST_WAIT = 0.0002
_LONGEST_WAIT = 0.002


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
    """One writer at a time, among the threads of this process and among processes.

    Who waits holds the next turn, a second lock beside the first, so that a process which writes without
    pause cannot keep another waiting for longer than one of its blocks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.Lock()
        self._turn = _Flock(path.with_name(f"{path.name}.turn"))
        self._lock = _Flock(path)

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Hold the lock for a block; StoreBusy names the holder after `seconds` of waiting."""
        deadline = time.monotonic() + seconds
        if not self._threads.acquire(timeout=max(seconds, 0)):
            raise self._busy(seconds, os.getpid())
        try:
            if not self._taken(deadline):
                raise self._busy(seconds, locked_by(self.path))
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._threads.release()

    def close(self) -> None:
        """Let go of the files."""
        with self._threads:
            self._turn.close()
            self._lock.close()

    def _taken(self, deadline: float) -> bool:
        if not self._turn.acquire(deadline):
            return False
        try:
            return self._lock.acquire(deadline)
        finally:
            self._turn.release()

    def _busy(self, seconds: float, pid: int | None) -> StoreBusy:
        holder = f"process {pid}" if pid is not None else "another process"
        return StoreBusy(
            f"{holder} has held the write lock for {seconds:g} s",
            where=str(self.path),
            next_step="try again, raise [store].lock_seconds, or end that process",
        )


class _Flock:
    """An exclusive lock on one file that is waited for; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __del__(self) -> None:
        # a lock made for one block is let go with it
        self.close()

    def acquire(self, deadline: float) -> bool:
        """Lock by `deadline`, a time of the monotonic clock, and say whether it was done."""
        wait = _SHORTEST_WAIT
        while not self._tried():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(wait, left))
            wait = min(wait * 2, _LONGEST_WAIT)
        return True

    def release(self) -> None:
        """Unlock; what the lock guarded has been done, so this does not fail."""
        if self._descriptor is not None:
            try:
                unlock(self._descriptor)
            except OSError:
                # closing lets go for certain
                self.close()

    def close(self) -> None:
        """Let go of the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            unlock(descriptor, close=True)

    def _tried(self) -> bool:
        if self._descriptor is None:
            self._descriptor = lock_file(self._path)
        locked = False
        try:
            locked = try_lock(self._descriptor, self._path)
            if locked:
                write_pid(self._descriptor)
            return locked
        finally:
            # a file that was removed and made again must be opened again
            if not locked:
                self.close()


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
