"""Private files, whole files: what anything that writes beside a store needs."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def make_private_directory(path: Path) -> None:
    """Make the directory and its missing parents, each for this user alone whatever the umask."""
    missing = [parent for parent in (path, *path.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        parent.chmod(0o700)


@contextmanager
def scratch_beside(path: Path) -> Iterator[Path]:
    """Give an empty private file in the directory of `path`, removed at the end unless it was renamed away."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.fchmod(descriptor, 0o600)
    os.close(descriptor)
    scratch = Path(name)
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
