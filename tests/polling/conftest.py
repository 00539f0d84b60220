from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from polling.town import Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path / "debtwatch.sqlite") as open_town:
        yield open_town
