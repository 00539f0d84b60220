"""Private files, whole files: what anything that writes beside a store needs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


UNFINISHED = ".part"
"""How the name of a file ends that is not whole yet; one found later was left by a killed process."""


def make_private_directory(path: Path) -> None:
    """Make the directory and its missing parents, each for this user alone whatever the umask."""
    missing = [parent for parent in (path, *path.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        parent.chmod(0o700)


@contextmanager
def scratch_beside(path: Path) -> Iterator[Path]:
    """Give an empty private file in the directory of `path`, removed at the end unless it was renamed away."""
    scratch = path.with_name(f".{path.name}.{os.urandom(6).hex()}{UNFINISHED}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    os.close(descriptor)
    try:
        yield scratch
    finally:
        for leftover in (scratch, *path.parent.glob(f"{scratch.name}-*")):
            leftover.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Make a file and its directory entry survive a power loss."""
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
