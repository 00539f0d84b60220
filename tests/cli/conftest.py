from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import alert_homes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose store holds the recorded days and was never evaluated."""
    return alert_homes.fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def home_with(filled_home: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what makes a filled home with rules of its own."""
    return lambda rules: alert_homes.home_of(filled_home, tmp_path / "home", rules)
