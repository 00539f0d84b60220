"""The whole program, from loopback HTTP to a published snapshot, on the replay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtwatch.analysis.snapshot.results import Snapshot
from debtwatch.demo import DemoServer, Fault, demo_settings
from debtwatch.desk.live import LiveDesk
from debtwatch.desk.permission import accept
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.series import Origin
from debtwatch.domain.settings import Places, Settings

WAIT_SECONDS = 40.0
HYPERION = date(2025, 10, 16)


@pytest.fixture
async def desk(server: DemoServer) -> AsyncIterator[LiveDesk]:
    own = Path("/nowhere")
    settings = demo_settings(Settings(Places(own, own, own, own)), server)
    settings = replace(settings, polling=replace(settings.polling, tick_seconds=0.05))
    live = LiveDesk(settings, server.clock)
    await live.start()
    accept("fred", live.desk.ground.store.notes, server.clock())
    yield live
    await live.stop()


async def published(desk: LiveDesk, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait for the first snapshot of which `holds` is true."""
    found: asyncio.Future[Snapshot] = asyncio.get_running_loop().create_future()

    def look(snapshot: Snapshot) -> None:
        if not found.done() and holds(snapshot):
            found.set_result(snapshot)

    unsubscribe = desk.subscribe(look)
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await found
    finally:
        unsubscribe()


def state_of(snapshot: Snapshot, feed: str) -> FreshnessState:
    return next(each.state for each in snapshot.feeds if each.feed == feed)


async def test_the_replay_reaches_the_snapshot_and_a_broken_source_is_shown_and_mended(
    desk: LiveDesk, server: DemoServer
) -> None:
    complete = await published(
        desk, lambda found: all(state_of(found, each) is FreshnessState.LIVE for each in ("treasury", "fred", "nyfed"))
    )
    assert complete.market.par is not None
    assert complete.market.par.observed_on == HYPERION
    curve = desk.desk.ground.store.observations.latest()["UST_10Y"]
    assert (curve.value, curve.origin) == (3.99, Origin.FEED)

    server.fail("fred", Fault.GARBAGE)
    server.clock.moment = datetime(2025, 10, 17, 23, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    broken = await published(desk, lambda found: state_of(found, "fred") is FreshnessState.FAILED)
    cause = next(each.cause for each in broken.feeds if each.feed == "fred")
    assert "an HTML page" in cause

    server.fail("fred", Fault.NONE)
    server.clock.moment = datetime(2025, 10, 20, 23, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    mended = await published(desk, lambda found: state_of(found, "fred") is FreshnessState.LIVE)
    assert mended.market.par is not None
    assert mended.market.par.observed_on == date(2025, 10, 20)
