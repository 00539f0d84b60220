from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.demo import DemoServer
from debtwatch.demo.tape import Tape, wind


class HandClock:
    """A clock a test sets by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="session")
def tape() -> Tape:
    series = read_series(shipped("config", "series.toml"))
    return wind(series, read_calendars(shipped("config", "calendars.toml")), shipped("fixtures", "recorded"))


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2025, 10, 16, 23, 0, tzinfo=UTC))


@pytest.fixture
def server(tape: Tape, clock: HandClock) -> Iterator[DemoServer]:
    with DemoServer(tape, clock) as running:
        yield running
