"""Thanksgiving of 2025, replayed from Wednesday to Saturday: real server, real store, every series, every ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from debtwatch.analysis.freshness import freshness, memory_of
from debtwatch.config.paths import shipped
from debtwatch.demo import DemoServer, wind
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.settings import NetworkSettings, PollingSettings
from debtwatch.feeds import build_feeds
from debtwatch.feeds.transport.client import Client
from debtwatch.polling import Poller, Sources
from debtwatch.polling.scheduler import Listeners, Scheduler
from debtwatch.store import Election
from polling.examples import CALENDARS, new_york
from polling.town import DECLARED, Hands, open_town_store, settings_for

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from debtwatch.polling import FetchReport

DAYS = 3
STEP = timedelta(minutes=10)
GRACE = timedelta(minutes=20)
FEEDS = ("treasury", "nyfed", "fred", "ofr", "ebp", "coinbase")


async def test_over_a_holiday_nothing_is_shown_fresher_or_later_than_it_is(tmp_path: Path) -> None:
    hands = Hands(datetime(2025, 11, 26, 11, 0, tzinfo=UTC))
    polling = PollingSettings(jitter_seconds=90.0)
    tape = wind(DECLARED, CALENDARS, shipped("fixtures", "recorded"))
    reports: list[FetchReport] = []
    late: set[str] = set()
    checked: set[tuple[str, date]] = set()
    closed_on_thanksgiving: set[str] = set()
    with DemoServer(tape, hands) as server, open_town_store(tmp_path / "week.sqlite", DECLARED) as store:
        settings = settings_for(server.base, polling, FEEDS)
        async with Client(NetworkSettings()) as client:
            poller = Poller(
                Sources(settings, DECLARED, build_feeds(settings), CALENDARS, seed="x"), store, client, hands
            )
            running = Scheduler(
                poller, Election(tmp_path / "lock"), polling, hands, Listeners(reported=reports.append),
                monotonic=hands.monotonic,
            )  # fmt: skip
            start = hands.now
            while hands.now < start + timedelta(days=DAYS):
                await running.tick()
                await running.idle()
                latest, memories = store.observations.latest(), store.fetches.all()
                for series in DECLARED.values():
                    age = freshness(series, latest.get(series.id), memory_of(series, memories), hands.now, CALENDARS)
                    assert age.state not in {FreshnessState.FAILED, FreshnessState.NEVER}, (
                        series.id,
                        hands.now,
                        age.cause,
                    )
                    assert age.seen_at is not None
                    assert age.seen_at <= hands.now
                    assert age.observed_on is not None
                    if (series.id, age.observed_on) not in checked:
                        checked.add((series.id, age.observed_on))
                        assert age.observed_on <= max(tape.published(series.id, hands.now, age.observed_on))
                    just_due = CALENDARS.expected_on(series, hands.now - GRACE) != age.expected_on
                    if age.state in {FreshnessState.DELAYED, FreshnessState.STALE} and not just_due:
                        late.add(f"{series.id} {age.state} at {hands.now}")
                    if age.state is FreshnessState.CLOSED and hands.now == new_york("2025-11-27 12:00"):
                        closed_on_thanksgiving.add(series.id)
                hands.pass_(STEP)
            await running.stop()
    assert late == set()
    assert {"UST_10Y", "SOFR", "NASDAQCOM", "BAMLH0A0HYM2"} <= closed_on_thanksgiving
    assert "BTC-USD" not in closed_on_thanksgiving
    assert all(not report.failures and not report.cause for report in reports)
    assert len(reports) < DAYS * 40
