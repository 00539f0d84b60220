from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.domain.series import Series
from debtwatch.domain.settings import NetworkSettings
from debtwatch.feeds.transport.client import Client
from feeds_support import Asking
from hostile.server import HostileServer


@pytest.fixture(scope="session")
def series() -> dict[str, Series]:
    return read_series(shipped("config", "series.toml"))


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(NetworkSettings(total_seconds=5.0, connect_seconds=2.0), jitter=lambda: 0.0) as opened:
        yield opened


@pytest.fixture
def asking(series: dict[str, Series], server: HostileServer) -> Asking:
    return Asking(series, server, date(2026, 11, 20))
