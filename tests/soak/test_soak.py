"""An autumn of polls, accelerated: what runs for months must neither grow nor leave anything behind."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from debtwatch.analysis.snapshot.results import Snapshot
from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.demo import BEGINS, ENDS, DemoClock, DemoServer, demo_settings, wind
from debtwatch.demo.tape import Tape
from debtwatch.desk.live import LiveDesk
from debtwatch.desk.permission import accept
from debtwatch.domain.settings import Places, Settings

MINUTES = float(os.environ.get("DEBTWATCH_SOAK_MINUTES", "0.25"))
DAYS = (ENDS - BEGINS).days
LAST_CURVE = date(2025, 12, 19)
GROWTH = 1.05
"""Of resident memory, from the middle third of the run to the last."""
ENOUGH_TO_JUDGE = 24
"""Snapshots before memory can be judged: caches and allocator fill up first. The short form has fewer."""
PATIENCE_SECONDS = 60.0
"""For the last print to arrive once the replay's clock stands still."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def tape() -> Tape:
    series = read_series(shipped("config", "series.toml"))
    return wind(series, read_calendars(shipped("config", "calendars.toml")), shipped("fixtures", "recorded"))


@dataclass
class Run:
    """What one run of the desk left to look at."""

    resident: list[int] = field(default_factory=list)
    tasks_left: set[str] = field(default_factory=set)
    curve_days: list[date] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def resident_bytes() -> int:
    """Return this process's resident memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES


def open_files() -> list[str]:
    """Return the files this process holds open; descriptors without a name are a library's own."""
    held = Path("/proc/self/fd")
    targets = [str(each.readlink()) for each in held.iterdir() if each.is_symlink()] if held.exists() else []
    return sorted(each for each in targets if each.startswith("/") and not each.startswith(("/proc/", "/dev/")))


async def followed(settings: Settings, clock: DemoClock) -> Run:
    """Let a desk live through the replay; one measurement a snapshot."""
    run, done = Run(), asyncio.Event()
    desk = LiveDesk(settings, clock)

    def look(snapshot: Snapshot) -> None:
        run.resident.append(resident_bytes() if sys.platform == "linux" else 0)
        if snapshot.market.par is not None and snapshot.market.par.observed_on == LAST_CURVE:
            done.set()

    desk.subscribe(look)
    desk.subscribe_trouble(run.trouble.append)
    await desk.start()
    accept("fred", desk.desk.ground.store.notes, clock())
    async with asyncio.timeout(MINUTES * 60 + PATIENCE_SECONDS):
        await done.wait()
    run.curve_days = sorted({each.observed_on for each in await desk.history("UST_10Y")})
    await desk.stop()
    run.tasks_left = {task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}}
    return run


def replayed(tape: Tape, minutes: float) -> Run:
    """Run one desk over the whole replay in so many minutes, on a loop and a server of its own."""
    clock = DemoClock(minutes * 60 / DAYS)
    own = Path("/nowhere")
    with DemoServer(tape, clock) as server:
        return asyncio.run(followed(demo_settings(Settings(Places(own, own, own, own)), server), clock))


def flat(resident: list[int]) -> bool:
    """Return whether memory stayed within bounds from the middle third of a run to the last."""
    third = len(resident) // 3
    middle, last = (statistics.median(resident[start:][:third]) for start in (third, 2 * third))
    return last <= middle * GROWTH


def test_an_autumn_of_polls_neither_grows_nor_leaves_anything_behind(tape: Tape) -> None:
    before = open_files(), {thread.name for thread in threading.enumerate()}
    run = replayed(tape, MINUTES)

    assert {day for day, _ in tape.between("UST_10Y", BEGINS.date(), LAST_CURVE)} <= set(run.curve_days)
    assert run.trouble == []
    assert run.tasks_left == set()
    assert (open_files(), {thread.name for thread in threading.enumerate()}) == before
    assert len(run.resident) < ENOUGH_TO_JUDGE or flat(run.resident), [each >> 20 for each in run.resident]
