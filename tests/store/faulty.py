"""A store whose k-th call to SQLite or to the system fails."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest


class Fault:
    """Counts calls while armed, and fails the one it was armed for."""

    def __init__(self) -> None:
        self.left = -1
        self.struck = False

    def arm(self, call: int) -> None:
        """Let the `call`-th call from now fail."""
        self.left, self.struck = call, False

    def disarm(self) -> None:
        """Let every call through."""
        self.left = -1

    def due(self) -> bool:
        """Count one call and say whether it is the one to fail."""
        self.left -= 1
        if self.left != 0:
            return False
        self.struck = True
        return True


class FaultyConnection(sqlite3.Connection):
    """Fails before a statement reaches SQLite, or after it took effect."""

    fault: Fault
    afterwards: bool

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        failing = self.fault.due()
        if failing and not self.afterwards:
            raise sqlite3.OperationalError("injected")
        cursor = super().execute(*arguments)
        if failing:
            raise sqlite3.OperationalError("injected")
        return cursor

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        if self.fault.due():
            raise sqlite3.OperationalError("injected")
        return super().executemany(*arguments)


def opener(fault: Fault, *, afterwards: bool) -> Any:
    """Return what opens connections that fail where `fault` says."""
    kind = type("Connection", (FaultyConnection,), {"fault": fault, "afterwards": afterwards})

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return sqlite3.connect(*arguments, factory=kind, **options)

    return connect


def harass_the_system(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system calls under a commit fail where `fault` says."""

    def failing(real: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            if fault.due():
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*arguments, **options)

        return call

    monkeypatch.setattr(fcntl, "flock", failing(fcntl.flock))
    for name in ("pwrite", "fstat", "open", "fsync"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    for name in ("stat", "replace"):
        monkeypatch.setattr(Path, name, failing(getattr(Path, name)))
