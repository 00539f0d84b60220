"""Two real processes on one store: one collects, the other takes over when it dies."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hostile.server import reply, silence
from polling.collector import TICK_SECONDS
from polling.town import FEEDS, OFR, Town, ofr

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


class Collector:
    """One child process and the lines it has said."""

    def __init__(self, process: Process, heard: asyncio.Condition) -> None:
        self.process = process
        self.said: list[str] = []
        self._heard = heard
        self._listening = asyncio.create_task(self._listen())

    async def end(self) -> None:
        """Ask it to stop and hear it out; a killed one has nothing more to say."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._listening
            await self.process.wait()

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            async with self._heard:
                self.said.append(line.decode().strip())
                self._heard.notify_all()


class Troupe:
    """The children of one test."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.all: list[Collector] = []
        self._heard = asyncio.Condition()

    async def start(self) -> Collector:
        """Start a child and wait until it runs."""
        paths = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
        script = Path(__file__).with_name("collector.py")
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), str(self.town.store_path), self.town.server.base,
            stdin=PIPE, stdout=PIPE, env=os.environ | {"PYTHONPATH": paths},
        )  # fmt: skip
        collector = Collector(process, self._heard)
        self.all.append(collector)
        await self.until(lambda: "running" in collector.said)
        return collector

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until what the children said makes it true."""
        async with asyncio.timeout(PATIENCE), self._heard:
            await self._heard.wait_for(holds)

    def polled(self) -> Counter[str]:
        """How often each feed was polled, by whomever."""
        return Counter(line.split()[1] for each in self.all for line in each.said if line.startswith("polled"))

    def troubles(self) -> list[str]:
        return [line for each in self.all for line in each.said if line.startswith("trouble")]


@pytest.fixture
async def troupe(town: Town) -> AsyncIterator[Troupe]:
    troupe = Troupe(town)
    yield troupe
    for each in troupe.all:
        await each.end()


async def test_two_processes_ask_each_source_once(troupe: Troupe) -> None:
    first, second = await asyncio.gather(troupe.start(), troupe.start())
    await troupe.until(lambda: set(troupe.polled()) == set(FEEDS))
    await first.end()
    await second.end()
    assert troupe.polled() == dict.fromkeys(FEEDS, 1)
    assert troupe.town.asked(OFR) == [OFR]
    assert troupe.troubles() == []


async def test_a_killed_collector_is_succeeded_within_a_tick(troupe: Troupe) -> None:
    first = await troupe.start()
    await troupe.until(lambda: set(troupe.polled()) == set(FEEDS))
    second = await troupe.start()
    assert "seated" not in second.said
    await first.kill()
    killed_at = asyncio.get_running_loop().time()
    await troupe.until(lambda: "seated" in second.said)
    assert asyncio.get_running_loop().time() - killed_at < 20 * TICK_SECONDS
    await second.end()
    assert troupe.polled() == dict.fromkeys(FEEDS, 1)


async def test_a_poll_cut_short_by_a_kill_is_done_by_the_successor(troupe: Troupe) -> None:
    troupe.town.server.at(OFR, silence(), reply(200, ofr("2026-11-18", "2026-11-19")))
    first = await troupe.start()
    await troupe.until(lambda: len(troupe.polled()) == len(FEEDS) - 1)
    await first.kill()
    second = await troupe.start()
    await troupe.until(lambda: "polled ofr ok 2" in second.said)
    await second.end()
    assert troupe.troubles() == []
    assert troupe.town.newest("OFR_FSI") is not None
    assert troupe.town.store.health().sound


async def test_collectors_killed_again_and_again_lose_nothing_and_break_nothing(troupe: Troupe) -> None:
    for word in ("running", "seated") * 3:
        victim = await troupe.start()
        await troupe.until(lambda word=word, victim=victim: word in victim.said)  # type: ignore[misc]
        await victim.kill()
    last = await troupe.start()
    await troupe.until(lambda: "seated" in last.said)
    await troupe.until(lambda: set(troupe.town.store.observations.newest_on()) == set(troupe.town.watched))
    await last.end()
    assert troupe.troubles() == []
    health = troupe.town.store.health()
    assert health.sound
    assert health.vintages == health.observations
