from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.ground import open_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A path with a space in it, in a directory that does not exist yet."""
    return tmp_path / "user data" / "debtwatch.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with open_here(path) as opened:
        yield opened
