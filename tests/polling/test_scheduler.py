"""The heartbeat, with a clock the tests set and a loop that really runs."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreError
from debtwatch.polling.scheduler import Listeners, Scheduler
from debtwatch.store import Election
from debtwatch.store.values import FetchOutcome
from hostile.server import reply, silence
from polling.town import CURVE, FEEDS, OFR, Town, curve

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.polling import FetchReport


class Diary:
    """What a scheduler told its listeners."""

    def __init__(self) -> None:
        self.reports: list[FetchReport] = []
        self.resumes: list[timedelta] = []
        self.seats: list[bool] = []
        self.troubles: list[BaseException] = []
        self.written = asyncio.Event()

    @property
    def listeners(self) -> Listeners:
        return Listeners(self._report, self._resume, self._seat, self._trouble)

    async def until(self, reports: int = 0, troubles: int = 0, seats: int = 0) -> None:
        async with asyncio.timeout(10):
            while len(self.reports) < reports or len(self.troubles) < troubles or len(self.seats) < seats:
                self.written.clear()
                await self.written.wait()

    def _report(self, report: FetchReport) -> None:
        self.reports.append(report)
        self.written.set()

    def _resume(self, gap: timedelta) -> None:
        self.resumes.append(gap)

    def _seat(self, held: bool) -> None:
        self.seats.append(held)
        self.written.set()

    def _trouble(self, error: BaseException) -> None:
        self.troubles.append(error)
        self.written.set()


@pytest.fixture
def diary() -> Diary:
    return Diary()


def scheduler(town: Town, diary: Diary, seat: str = "collector.lock") -> Scheduler:
    election = Election(town.store_path.parent / seat)
    return Scheduler(
        town.new_poller(), election, town.polling, town.hands, diary.listeners, monotonic=town.hands.monotonic
    )


async def beat(running: Scheduler) -> None:
    """One tick and everything it started."""
    await running.tick()
    await running.idle()


async def test_a_running_heartbeat_fills_the_store_by_itself(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    running.start()
    await diary.until(reports=len(FEEDS))
    await running.stop()
    assert {report.feed for report in diary.reports} == set(FEEDS)
    assert set(town.store.observations.newest_on()) == set(town.watched)
    assert diary.seats == [True, False]
    assert diary.troubles == []


async def test_a_print_that_falls_due_is_fetched_at_the_next_beat(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    await beat(running)
    before = town.calls
    town.hands.pass_(timedelta(minutes=1))
    await beat(running)
    assert town.calls == before
    town.server.at(CURVE.format(year=2026), reply(200, curve("11/23/2026", "11/20/2026")))
    town.hands.pass_(datetime(2026, 11, 23, 21, 30, tzinfo=UTC) - town.hands.now)
    await beat(running)
    assert town.newest("UST_10Y") == date(2026, 11, 23)
    await running.stop()


async def test_no_run_missed_asleep_is_dropped(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    await beat(running)
    town.hands.pass_(timedelta(seconds=15))
    await beat(running)
    assert diary.resumes == []
    town.server.at(CURVE.format(year=2026), reply(200, curve("11/25/2026", "11/24/2026", "11/23/2026", "11/20/2026")))
    before = town.asked(CURVE.format(year=2026))
    town.hands.sleep(timedelta(days=3))
    town.hands.pass_(timedelta(seconds=15))
    await beat(running)
    assert diary.resumes == [timedelta(days=3)]
    assert town.newest("UST_10Y") == date(2026, 11, 25)
    assert len(town.asked(CURVE.format(year=2026))) == len(before) + 1
    await running.stop()


async def test_a_clock_set_back_is_noticed_and_stops_nothing(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    town.hands.now += timedelta(days=400)
    await beat(running)
    town.hands.sleep(-timedelta(days=400))
    before = town.calls
    await beat(running)
    assert diary.resumes == [-timedelta(days=400)]
    town.hands.pass_(datetime(2026, 11, 23, 21, 30, tzinfo=UTC) - town.hands.now)
    await beat(running)
    assert town.calls > before
    await running.stop()


async def test_a_quiet_hour_does_not_read_the_store_at_every_beat(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    await beat(running)
    await beat(running)
    town.store.close()
    for _ in range(3):
        town.hands.pass_(timedelta(seconds=15))
        await beat(running)
    assert diary.troubles == []
    town.hands.pass_(timedelta(seconds=15))
    await beat(running)
    assert [type(error) for error in diary.troubles] == [StoreError]
    await running.stop()


async def test_a_store_in_trouble_is_told_and_the_heart_beats_on(town: Town, diary: Diary) -> None:
    town.store.close()
    running = scheduler(town, diary)
    running.start()
    await diary.until(troubles=3)
    await running.stop()
    assert {type(error) for error in diary.troubles} == {StoreError}
    assert town.calls == 0


async def test_only_the_holder_of_the_seat_polls(town: Town, diary: Diary) -> None:
    other = Election(town.store_path.parent / "collector.lock")
    assert other.try_acquire()
    running = scheduler(town, diary)
    await beat(running)
    assert (town.calls, running.collecting, diary.seats) == (0, False, [])
    other.release()
    await beat(running)
    assert running.collecting
    assert diary.seats == [True]
    assert town.calls > 0
    await running.stop()


async def test_polling_switched_off_asks_for_nothing(tmp_path: Path, diary: Diary) -> None:
    async with Town(tmp_path / "s.sqlite") as town:
        town.polling = type(town.polling)(enabled=False, tick_seconds=0.05)
        running = scheduler(town, diary)
        await beat(running)
        assert town.calls == 0
        await running.stop()


async def test_a_slow_feed_delays_no_other_and_is_not_asked_twice(town: Town, diary: Diary) -> None:
    town.server.at(OFR, silence())
    running = scheduler(town, diary)
    running.start()
    await diary.until(reports=len(FEEDS) - 1)
    assert set(running.polling) == {"ofr"}
    for _ in range(3):
        await running.tick()
    assert town.asked(OFR) == [OFR]
    await running.stop(grace_seconds=0)
    assert len(running.polling) == 0


async def test_stopping_waits_for_running_fetches_then_cancels_them(town: Town, diary: Diary) -> None:
    release = asyncio.Event()

    async def held(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        await reply(200, b"Date,OFR FSI\n2026-11-19,-2.1\n")(writer)

    town.server.at(OFR, held)
    running = scheduler(town, diary)
    running.start()
    await diary.until(reports=len(FEEDS) - 1)
    stopping = asyncio.create_task(running.stop(grace_seconds=5))
    release.set()
    await stopping
    assert town.newest("OFR_FSI") == date(2026, 11, 19)
    assert {report.outcome for report in diary.reports} == {FetchOutcome.OK}


async def test_stopping_leaves_no_task_and_no_seat_behind(town: Town, diary: Diary) -> None:
    town.server.at(OFR, silence())
    running = scheduler(town, diary)
    running.start()
    await diary.until(reports=len(FEEDS) - 1)
    await running.stop(grace_seconds=0)
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("poll ")] == []
    assert Election(town.store_path.parent / "collector.lock").holder_pid() is None


async def test_a_beat_overtaken_by_the_end_starts_nothing(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    beating = asyncio.create_task(running.tick())
    await asyncio.sleep(0)
    await running.stop()
    await beating
    assert len(running.polling) == 0
    assert town.calls == 0


@pytest.mark.parametrize("grace", [5.0, 0.0])
async def test_a_beat_in_the_middle_of_its_read_is_awaited_and_never_told_as_trouble(
    town: Town, diary: Diary, monkeypatch: pytest.MonkeyPatch, grace: float
) -> None:
    reading, go_on, read = threading.Event(), threading.Event(), threading.Event()
    running = scheduler(town, diary)
    known = running._poller.known

    def slowly() -> object:
        reading.set()
        go_on.wait(10)
        found = known()
        read.set()
        return found

    monkeypatch.setattr(running._poller, "known", slowly)
    running.start()
    assert await asyncio.to_thread(reading.wait, 10)
    stopping = asyncio.create_task(running.stop(grace_seconds=grace))
    if grace:
        await asyncio.sleep(0.05)
        assert not stopping.done()
        go_on.set()
    await stopping
    assert read.is_set() == bool(grace)
    go_on.set()
    assert await asyncio.to_thread(read.wait, 10)
    assert (diary.troubles, town.calls) == ([], 0)


async def test_an_unforeseen_error_is_told_and_its_feed_rests(town: Town, diary: Diary) -> None:
    class Broken:
        async def fetch(self, request: object, *, deadline: float | None = None) -> object:
            raise ZeroDivisionError

    running = scheduler(town, diary)
    running._poller._fetcher = Broken()  # type: ignore[assignment]
    await beat(running)
    assert {type(error) for error in diary.troubles} == {ZeroDivisionError}
    assert len(diary.troubles) == len(FEEDS)
    town.hands.pass_(timedelta(minutes=4))
    await beat(running)
    assert len(diary.troubles) == len(FEEDS)
    town.hands.pass_(timedelta(minutes=1))
    await beat(running)
    assert len(diary.troubles) == 2 * len(FEEDS)
    await running.stop()


async def test_a_thousand_beats_leave_nothing_behind(town: Town, diary: Diary) -> None:
    running = scheduler(town, diary)
    await beat(running)
    tasks = len(asyncio.all_tasks())
    for _ in range(1_000):
        town.hands.pass_(timedelta(seconds=15))
        await beat(running)
    assert len(asyncio.all_tasks()) == tasks
    assert diary.troubles == []
    await running.stop()
