"""A process that collects: `python collector.py <store> <server address>`; it says what happens, a line each."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from debtwatch.domain.settings import NetworkSettings, PollingSettings
from debtwatch.feeds import build_feeds
from debtwatch.feeds.transport.client import Client
from debtwatch.polling import Poller, Sources
from debtwatch.polling.scheduler import Listeners, Scheduler
from debtwatch.store import Election
from polling.examples import CALENDARS
from polling.town import DECLARED, MONDAY_NOON, WATCHED, open_town_store, settings_for

TICK_SECONDS = 0.1


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def monday(started: float) -> datetime:
    """The time on a Monday that began when the process did."""
    return MONDAY_NOON + timedelta(seconds=time.monotonic() - started)


async def collect(path: Path, base: str) -> None:
    polling = PollingSettings(jitter_seconds=0.0, tick_seconds=TICK_SECONDS)
    settings = settings_for(base, polling)
    series = {name: DECLARED[name] for name in WATCHED}
    started = time.monotonic()
    with open_town_store(path, series) as store:
        async with Client(NetworkSettings(total_seconds=5.0)) as client:
            sources = Sources(settings, series, build_feeds(settings), CALENDARS)
            poller = Poller(sources, store, client, lambda: monday(started))
            listeners = Listeners(
                reported=lambda report: say("polled", report.feed, report.outcome, report.rows_new),
                seated=lambda held: say("seated" if held else "unseated"),
                troubled=lambda error: say("trouble", repr(error)),
            )
            running = Scheduler(
                poller, Election(path.parent / "collector.lock"), polling, lambda: monday(started), listeners
            )
            running.start()
            say("running")
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
            await running.stop()


if __name__ == "__main__":
    asyncio.run(collect(Path(sys.argv[1]), sys.argv[2]))
