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
    from debtwatch.desk.desk import Desk
    from debtwatch.domain.settings import Places, Settings

    home = tmp_path_factory.mktemp("filled")
    places = Places(config=home / "config", data=home / "data", cache=home / "cache", log=home / "log")
    with Desk.open(Settings(places=places)) as desk:
        desk.ground.store.observations.frame()
        desk.stock.book().frames()
    return home


@pytest.fixture
def home_with(filled_home: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what makes a filled home with rules of its own."""
    return lambda rules: alert_homes.home_of(filled_home, tmp_path / "home", rules)
