"""The desk that keeps going, over a real store and a real server on loopback."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from debtwatch.analysis.snapshot.results import Snapshot
from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.demo import DemoServer, demo_settings, wind
from debtwatch.demo.tape import Tape
from debtwatch.desk.alarms import acknowledgements, states
from debtwatch.desk.desk import Desk
from debtwatch.desk.live import LiveDesk
from debtwatch.domain.errors import UsageError
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.settings import Places, Settings, ShockSettings

EVENING = datetime(2025, 10, 16, 23, 30, tzinfo=UTC)
"""Of the day Hyperion was priced, its Treasury curve published."""


class HandClock:
    """A clock a test sets by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class Seen:
    """Every snapshot a desk publishes, and a way to wait for one."""

    def __init__(self, live: LiveDesk) -> None:
        self.all: list[Snapshot] = []
        self._arrived = asyncio.Event()
        live.subscribe(self._take)

    def _take(self, snapshot: Snapshot) -> None:
        self.all.append(snapshot)
        self._arrived.set()

    async def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """Return the first snapshot, published already or not, of which something holds."""
        async with asyncio.timeout(60):
            while True:
                for snapshot in self.all:
                    if holds(snapshot):
                        return snapshot
                self._arrived.clear()
                await self._arrived.wait()


@pytest.fixture(scope="module")
def tape() -> Tape:
    series = read_series(shipped("config", "series.toml"))
    return wind(series, read_calendars(shipped("config", "calendars.toml")), shipped("fixtures", "recorded"))


@pytest.fixture
def clock() -> HandClock:
    return HandClock(EVENING)


@pytest.fixture
def server(tape: Tape, clock: HandClock) -> Iterator[DemoServer]:
    with DemoServer(tape, clock) as running:
        yield running


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose store holds the recorded days."""
    folder = tmp_path_factory.mktemp("filled")
    places = Places(config=folder / "config", data=folder / "data", cache=folder / "cache", log=folder / "log")
    with Desk.open(Settings(places=places), HandClock(EVENING)):
        return places.data


@pytest.fixture
def every_feed(server: DemoServer, tmp_path: Path, filled: Path) -> Settings:
    base = Settings(places=Places(config=tmp_path, data=tmp_path, cache=tmp_path, log=tmp_path))
    replayed = demo_settings(base, server)
    shutil.copytree(filled, replayed.places.data)
    return replace(replayed, polling=replace(replayed.polling, tick_seconds=0.1))


@pytest.fixture
def settings(every_feed: Settings) -> Settings:
    """Two quick feeds: what a desk does is the same with any."""
    feeds = {name: replace(feed, enabled=name in {"ofr", "ebp"}) for name, feed in every_feed.feeds.items()}
    return replace(every_feed, feeds=feeds)


@asynccontextmanager
async def started(settings: Settings, clock: HandClock) -> AsyncIterator[tuple[LiveDesk, Seen]]:
    live = LiveDesk(settings, clock)
    seen = Seen(live)
    await live.start()
    try:
        yield live, seen
    finally:
        await live.stop()


def all_live(snapshot: Snapshot) -> bool:
    return all(feed.last_success is not None and not feed.cause for feed in snapshot.feeds if feed.enabled)


async def test_the_first_snapshot_is_the_stored_one_and_the_feeds_follow(settings: Settings, clock: HandClock) -> None:
    async with started(settings, clock) as (live, seen):
        first = await seen.until(lambda _: True)
        assert first.freshness["OFR_FSI"].recorded
        later = await seen.until(all_live)
        assert not later.freshness["OFR_FSI"].recorded
        assert later.freshness["OFR_FSI"].state is FreshnessState.LIVE
        assert live.role == "collecting"


async def test_nothing_is_published_where_nothing_changed(settings: Settings, clock: HandClock) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        await live.at(None)
        before = len(seen.all)
        published_for = clock.moment
        clock.moment += timedelta(seconds=1)
        await live.at(date(2025, 10, 1))
        await seen.until(lambda snapshot: snapshot.as_of == date(2025, 10, 1))
        assert len(seen.all) - before <= 2
        assert seen.all[-1].moment < published_for


async def test_a_past_day_shows_what_was_known_then_and_the_present_comes_back(
    settings: Settings, clock: HandClock
) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        await live.at(date(2025, 10, 2))
        then = await seen.until(lambda snapshot: snapshot.as_of == date(2025, 10, 2))
        assert then.market.par is not None
        assert then.market.par.observed_on <= date(2025, 10, 2)
        assert "meta-hyperion-2025" not in then.refinancing.deals["deal_id"].to_list()
        await live.at(None)
        now = await seen.until(lambda snapshot: snapshot is not then and snapshot.as_of == date(2025, 10, 16))
        assert "meta-hyperion-2025" in now.refinancing.deals["deal_id"].to_list()


async def test_on_its_issue_date_the_model_returns_hyperions_coupon(every_feed: Settings, clock: HandClock) -> None:
    async with started(every_feed, clock) as (_, seen):
        now = await seen.until(lambda snapshot: all_live(snapshot) and len(snapshot.market.oas) == 7)
    hyperion = next(
        row
        for row in now.refinancing.tranches.iter_rows(named=True)
        if row["deal_id"] == "meta-hyperion-2025" and row["priced"]
    )
    assert hyperion["market_pct"] == pytest.approx(6.581, abs=1e-6)
    assert hyperion["gap_bp"] == pytest.approx(0.0, abs=1e-4)
    assert hyperion["par_pct"] + hyperion["spread_pct"] + hyperion["premium_pct"] == pytest.approx(6.581)


async def test_two_desks_on_one_store_elect_one_collector_and_the_survivor_takes_over(
    settings: Settings, clock: HandClock
) -> None:
    async with started(settings, clock) as (follower, seen_by_follower):
        await seen_by_follower.until(all_live)
        async with started(settings, clock) as (second, seen_by_second):
            await seen_by_second.until(all_live)
            assert follower.role == "collecting"
            assert second.role.startswith("following pid ")
            await follower.stop()
            await until(lambda: second.role == "collecting")


async def test_a_second_desk_asks_no_source_again(settings: Settings, clock: HandClock) -> None:
    async with started(settings, clock) as (_, seen):
        await seen.until(all_live)
    fetched = fetches(settings)
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        await until(lambda: live.role == "collecting")
    assert fetches(settings) == fetched


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what no event tells."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 -- another process's lock and a dead store send no event
            await asyncio.sleep(0.02)


async def test_one_feed_turned_to_garbage_shows_its_cause_while_the_others_live_on(
    settings: Settings, server: DemoServer, clock: HandClock
) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        server.fail("ofr")
        clock.moment += timedelta(minutes=1)
        await live.refresh(["ofr", "ebp"])
        broken = await seen.until(lambda snapshot: any(feed.cause for feed in snapshot.feeds))
        health = {feed.feed: feed for feed in broken.feeds}
        assert health["ofr"].state is FreshnessState.FAILED
        assert health["ofr"].cause
        assert not health["ebp"].cause
        assert broken.freshness["OFR_FSI"].data_state is FreshnessState.LIVE
        assert broken.freshness["OFR_FSI"].observed_on == seen.all[-1].freshness["OFR_FSI"].observed_on


async def test_a_rule_that_cannot_be_read_keeps_no_number_from_the_screen(settings: Settings, clock: HandClock) -> None:
    settings.places.config.mkdir(parents=True, exist_ok=True)
    (settings.places.config / "rules.toml").write_text("[rule.mine]\nmetric = 'weather'\n")
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        assert "rule.mine.op: missing" in live.alert_trouble


async def test_a_deal_edited_on_disk_is_on_the_screen_at_the_next_look(settings: Settings, clock: HandClock) -> None:
    deals = settings.places.config / "deals"
    async with started(settings, clock) as (_, seen):
        before = await seen.until(all_live)
        deals.mkdir(parents=True)
        (deals / "mine.toml").write_text(
            '[[deal]]\nid = "mine"\nname = "Mine"\nsponsor = "Me"\nstatus = "closed"\nbalance_sheet = "on"\n'
            'source_url = "https://example.org"\nsource_date = "2025-10-01"\nconfidence = "high"\n'
            '[[deal.tranche]]\nname = "Notes"\nobligor = "Me"\ninstrument = "senior_unsecured"\ncommitted_usd_m = 100\n'
            'coupon_type = "fixed"\ncoupon_pct = 5\nissued_on = "2025-10-01"\nmatures_on = "2030-10-01"\n'
        )
        after = await seen.until(lambda snapshot: "mine" in snapshot.refinancing.deals["deal_id"].to_list())
        assert after.book.total_usd_m == pytest.approx(before.book.total_usd_m + 100)


async def test_a_store_that_vanishes_is_a_trouble_with_a_cause_and_the_last_numbers_stand(
    settings: Settings, clock: HandClock, tmp_path: Path
) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        troubles: list[str] = []
        live.subscribe_trouble(troubles.append)
        store = settings.places.data / "debtwatch.sqlite"
        store.rename(tmp_path / "away.sqlite")
        clock.moment += timedelta(days=1)
        await live.at(date(2025, 10, 1))
        await until(lambda: bool(troubles))
        assert live.snapshot is not None
        assert str(store) in troubles[0] or "store" in troubles[0]


async def test_the_moment_the_reader_last_looked_is_kept_for_the_next_time(
    settings: Settings, clock: HandClock
) -> None:
    async with started(settings, clock) as (live, _):
        assert live.last_looked is None
        await live.looked()
    async with started(settings, clock) as (live, _):
        assert live.last_looked == clock.moment


async def test_a_shock_is_asked_for_by_name_and_taken_back(settings: Settings, clock: HandClock) -> None:
    shocked = replace(settings, shocks={"up-100": ShockSettings(par_bp=100.0)})
    async with started(shocked, clock) as (live, seen):
        calm = await seen.until(all_live)
        assert list(live.shocks) == ["up-100"]
        await live.shocked_by("up-100")
        moved = await seen.until(lambda snapshot: snapshot.shock is not None)
        assert (moved.refinancing.totals.gap_bp or 0.0) > (calm.refinancing.totals.gap_bp or 0.0)
        before = len(seen.all)
        await live.shocked_by(None)
        await seen.until(lambda snapshot: snapshot.shock is None and len(seen.all) > before)
        with pytest.raises(UsageError):
            await live.shocked_by("no such shock")


async def test_a_haircut_of_the_reader_s_own_is_shown_and_taken_back(settings: Settings, clock: HandClock) -> None:
    def haircut(snapshot: Snapshot) -> float | None:
        return None if snapshot.structure is None else snapshot.structure.leases.haircut_pct

    async with started(settings, clock) as (live, seen):
        first = await seen.until(lambda snapshot: snapshot.structure is not None)
        assert haircut(first) == settings.structure.haircut_pct
        await live.assume(75.0)
        await seen.until(lambda snapshot: haircut(snapshot) == 75.0)
        await live.assume(None)
        before = len(seen.all)
        await seen.until(
            lambda snapshot: haircut(snapshot) == settings.structure.haircut_pct and len(seen.all) >= before
        )


async def test_a_firing_alert_is_acknowledged_in_the_readers_name(settings: Settings, clock: HandClock) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(all_live)
        firing = next(state for state in states(live.desk.ground.store.alerts) if state.phase.active)
        await live.acknowledge(firing.fingerprint)
        [kept] = acknowledgements(live.desk.ground.store.alerts)
        assert list(await live.acknowledged()) == [kept], "the monitor marks it by this"
        assert (kept.fingerprint, kept.at) == (firing.fingerprint, clock.moment)
        assert kept.author
        with pytest.raises(UsageError):
            await live.acknowledge("no such alert")


def test_a_new_store_is_filled_with_nothing_from_the_future(settings: Settings, clock: HandClock) -> None:
    shutil.rmtree(settings.places.data)
    with Desk.open(settings, clock) as desk:
        newest = desk.ground.store.observations.newest_on()
    assert max(newest.values()) < date(2025, 10, 16)


def fetches(settings: Settings) -> int:
    with closing(sqlite3.connect(settings.places.data / "debtwatch.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM fetch").fetchone()[0])


async def test_the_record_is_replayed_beside_the_snapshots(settings: Settings, clock: HandClock) -> None:
    async with started(settings, clock) as (live, seen):
        await seen.until(lambda _: True)
        found = await live.backtest(lambda _done, _of: None)

        then = await live.backtest(lambda _done, _of: None, date(2017, 12, 16))

    assert (then.last, [each.name for each in then.breaks]) == (date(2017, 11, 1), ["2007-08"])
    assert found.last == date(2025, 9, 1)
    assert found.record("build-up") is not None


async def test_a_replay_that_is_left_ends_at_the_next_month_it_measures(
    settings: Settings, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended, told = asyncio.Event(), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def endless(_desk: Desk, *, as_of: date | None, progress: Callable[[int, int], None]) -> None:
        try:
            assert as_of is None
            for done in range(10**9):
                progress(done, 10**9)
                told.wait(timeout=0.01)
        finally:
            loop.call_soon_threadsafe(ended.set)

    async with started(settings, clock) as (live, seen):
        await seen.until(lambda _: True)
        monkeypatch.setattr(Desk, "backtest", endless)
        replaying = asyncio.create_task(live.backtest(lambda _done, _of: begun.set()))
        async with asyncio.timeout(60):
            await begun.wait()
            replaying.cancel()
            await ended.wait()
