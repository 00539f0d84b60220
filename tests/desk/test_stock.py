"""What is read and computed again, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from debtwatch.desk.desk import Desk
from debtwatch.domain.series import Observation, Origin
from debtwatch.domain.settings import Places, Settings

EVENING = datetime(2026, 9, 23, 23, 30, tzinfo=UTC)


class HandClock:
    """A clock a test sets by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("home")
    places = Places(config=home / "config", data=home / "data", cache=home / "cache", log=home / "log")
    with Desk.open(Settings(places=places), HandClock(EVENING)) as opened:
        yield opened


def test_an_hour_without_news_prices_nothing_again(desk: Desk) -> None:
    before = desk.stock.snapshot(EVENING)
    after = desk.stock.snapshot(EVENING + timedelta(minutes=20))
    assert after.moment > before.moment
    assert after.refinancing is before.refinancing
    assert after.bubble is before.bubble


def test_a_clock_set_back_is_not_answered_from_what_was_known_later(desk: Desk) -> None:
    later = desk.stock.snapshot(EVENING + timedelta(minutes=20))
    earlier = desk.stock.snapshot(EVENING)
    assert earlier.refinancing is not later.refinancing


def test_a_new_print_reaches_every_number(desk: Desk) -> None:
    before = desk.stock.snapshot(EVENING)
    day = date(2026, 9, 22)
    desk.ground.store.observations.commit([Observation("UST_10Y", day, 9.0)], seen_at=EVENING, origin=Origin.FEED)
    after = desk.stock.snapshot(EVENING + timedelta(minutes=1))
    assert after.version > before.version
    assert after.refinancing is not before.refinancing


def test_another_day_asked_about_is_built_and_the_present_comes_back(desk: Desk) -> None:
    now = EVENING + timedelta(minutes=30)
    present = desk.stock.snapshot(now)
    past = desk.stock.snapshot(now, as_of=date(2025, 10, 16))
    again = desk.stock.snapshot(now)
    assert past.as_of == date(2025, 10, 16)
    assert again.refinancing.totals == present.refinancing.totals
