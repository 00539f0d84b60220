from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN
from debtwatch.demo import BEGINS, ENDS, DemoClock, DemoServer, Fault, demo_settings
from debtwatch.demo.market import WAVES, interpolated, stress_on
from debtwatch.demo.tape import Tape, wind
from debtwatch.domain.clock import Clock
from debtwatch.domain.errors import FeedError, Refused, WrongShape
from debtwatch.domain.series import Rights
from debtwatch.domain.settings import NetworkSettings, Places, Settings, TerminalSettings
from debtwatch.feeds import build_feeds
from debtwatch.feeds.asking import ask
from debtwatch.feeds.transport.client import Client


class Reader:
    """Asks the replay as the program does: real feeds, real client, real HTTP."""

    def __init__(self, server: DemoServer, client: Client) -> None:
        home = Path("/nowhere")
        self.settings = demo_settings(Settings(Places(home, home, home, home)), server)
        self._feeds, self._client, self._series = build_feeds(self.settings), client, server.tape.series

    async def read(self, id_: str, today: date, since: date) -> dict[date, float | None]:
        series = self._series[id_]
        feed = self._feeds[series.feed]
        found: dict[date, float | None] = {}
        for request in feed.requests([series], {id_: since}, today):
            reading = await ask(feed, request, self._client.fetch)
            assert not reading.parsed.rejected
            found |= {each.observed_on: each.value for each in reading.parsed.observations if each.series == id_}
        return found


@pytest.fixture
async def reader(server: DemoServer) -> AsyncIterator[Reader]:
    async with Client(NetworkSettings(total_seconds=5), jitter=lambda: 0.0) as client:
        yield Reader(server, client)


DAY = date(2025, 10, 16)


async def test_the_curve_of_the_hyperion_day_is_the_published_one(reader: Reader) -> None:
    assert (await reader.read("UST_10Y", DAY, DAY))[DAY] == 3.99
    assert (await reader.read("UST_30Y", DAY, DAY))[DAY] == 4.58


async def test_every_declared_series_is_served_and_believed(reader: Reader, tape: Tape) -> None:
    since = {id_: date(2025, 1, 1) for id_ in tape.series}
    read = await asyncio.gather(*(reader.read(id_, DAY, since[id_]) for id_ in tape.series))
    assert all(read)


async def test_nothing_is_served_before_its_publication(reader: Reader, server: DemoServer, tape: Tape) -> None:
    moment = server.clock()
    for id_, series in tape.series.items():
        if series.feed != "coinbase":  # the exchange serves the day still forming, and the feed leaves it out
            newest = max(await reader.read(id_, DAY, date(2025, 6, 1)))
            assert tape.calendars.publication_of(series, newest) <= moment


async def test_a_curve_appears_at_its_hour(reader: Reader, server: DemoServer) -> None:
    clock = server.clock
    clock.moment = datetime(2025, 10, 16, 21, 59, tzinfo=UTC)  # type: ignore[attr-defined]
    assert DAY not in await reader.read("UST_10Y", DAY, DAY)
    clock.moment = datetime(2025, 10, 16, 22, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    assert DAY in await reader.read("UST_10Y", DAY, DAY)


async def test_a_holiday_has_no_curve(reader: Reader) -> None:
    assert date(2025, 10, 13) not in await reader.read("UST_10Y", DAY, DAY)


async def test_ice_prints_on_a_weekend_month_end(reader: Reader) -> None:
    assert date(2025, 8, 31) in await reader.read("BAMLH0A0HYM2", DAY, date(2025, 8, 1))


@pytest.mark.parametrize("id_", ["UST_10Y", "SOFR", "NFCI", "OFR_FSI", "EBP", "BTC-USD"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.GARBAGE, WrongShape), (Fault.DOWN, Refused), (Fault.LIMITED, Refused), (Fault.FORBIDDEN, Refused)],
)
async def test_one_source_fails_on_demand_and_can_be_mended(
    reader: Reader, server: DemoServer, id_: str, fault: Fault, error: type[FeedError]
) -> None:
    feed = server.tape.series[id_].feed
    server.fail(feed, fault)
    with pytest.raises(error):
        await reader.read(id_, DAY, date(2025, 8, 1))
    other = "SOFR" if feed != "nyfed" else "OFR_FSI"
    assert await reader.read(other, DAY, date(2025, 9, 1))
    server.fail(feed, Fault.NONE)
    assert await reader.read(id_, DAY, date(2025, 8, 1))


async def test_a_source_can_be_broken_from_outside(reader: Reader, server: DemoServer) -> None:
    opened, writer = await asyncio.open_connection("127.0.0.1", int(server.base.rpartition(":")[2]))
    writer.write(b"GET /_control?feed=fred&fault=down HTTP/1.0\r\n\r\n")
    assert (await opened.read()).endswith(b"fred down\n")
    writer.close()
    await writer.wait_closed()
    with pytest.raises(Refused, match="HTTP 503"):
        await reader.read("NFCI", DAY, DAY)


async def test_an_unchanged_file_is_answered_with_304(server: DemoServer, reader: Reader, tape: Tape) -> None:
    feed = build_feeds(reader.settings)["ofr"]
    request = feed.requests([tape.series["OFR_FSI"]], {}, DAY)[0]
    async with Client(NetworkSettings(total_seconds=5)) as client:
        first = await client.fetch(request)
        again = await client.fetch(replace(request, etag=first.etag))
    assert not first.unchanged
    assert again.unchanged


def test_the_replay_touches_nothing_of_the_users(server: DemoServer) -> None:
    own = Path("/home/someone")
    settings = Settings(Places(own, own, own, own), terminal=TerminalSettings(theme="mine"))
    replayed = demo_settings(settings, server)
    places = replayed.places
    assert all(place.is_relative_to(server.home) for place in (places.config, places.data, places.cache, places.log))
    assert replayed.store.url == ""
    assert replayed.terminal.theme == "mine"
    assert all(each.base_url == server.base for each in replayed.feeds.values())
    assert set(replayed.feeds) == set(build_feeds(replayed)) - set(OPT_IN)


def test_its_folder_is_gone_when_it_ends(tape: Tape, clock: Clock) -> None:
    with DemoServer(tape, clock) as running:
        home = running.home
        (home / "data").mkdir()
        (home / "data" / "debtwatch.sqlite").write_text("x")
    assert not home.exists()


def test_the_replay_is_the_same_every_time(tape: Tape) -> None:
    assert wind(tape.series, tape.calendars, shipped("fixtures", "recorded")).days == tape.days


def test_only_public_series_are_as_published(tape: Tape) -> None:
    personal = {id_ for id_, series in tape.series.items() if series.rights is Rights.PERSONAL}
    assert personal <= set(WAVES)


def test_made_up_spreads_rank_as_ratings_do(tape: Tape) -> None:
    order = ["BAMLC0A1CAAA", "BAMLC0A2CAA", "BAMLC0A3CA", "BAMLC0A4CBBB", "BAMLH0A1HYBB", "BAMLH0A2HYB", "BAMLH0A3HYC"]
    for day in (BEGINS.date() + timedelta(back) for back in range(96)):
        spreads = [WAVES[id_].on(day, id_) for id_ in order]
        assert spreads == sorted(spreads)


def test_made_up_values_move_smoothly(tape: Tape) -> None:
    for id_ in ("BAMLC0A0CM", "BAMLH0A0HYM2"):
        values = [value for _, value in tape.between(id_, date(2025, 9, 1), date(2025, 12, 19)) if value is not None]
        assert max(abs(after - before) / before for before, after in pairwise(values)) < 0.05


def test_stress_peaks_on_the_20th_of_november() -> None:
    assert stress_on(date(2025, 11, 20)) == 1.0
    assert stress_on(date(2025, 9, 15)) < 0.001


def test_sofr_averages_compound_the_published_fixings(tape: Tape) -> None:
    """30 calendar days to 2025-10-16, compounded here the long way."""
    fixings = dict(tape.between("SOFR", date(2025, 9, 1), date(2025, 10, 16)))
    start, end = date(2025, 9, 16), date(2025, 10, 16)
    growth, day = 1.0, start
    while day < end:
        following = min(each for each in fixings if each > day)
        growth *= 1 + (fixings[day] or 0) / 100 * (min(following, end) - day).days / 360
        day = following
    expected = (growth - 1) * 360 / 30 * 100
    assert dict(tape.between("SOFR30DAYAVG", end, end))[end] == pytest.approx(expected, abs=2e-4)


@given(st.floats(0.5, 60), st.floats(0, 10_000))
def test_the_clock_never_runs_back_and_stops_at_the_end(seconds_per_day: float, passed: float) -> None:
    clock = DemoClock(seconds_per_day, started=0.0)
    assert BEGINS <= clock.after(passed) <= clock.after(passed + 1) <= ENDS


def test_a_day_passes_in_the_seconds_asked_for() -> None:
    clock = DemoClock(4.0, started=0.0)
    assert clock.after(0) == BEGINS
    assert clock.after(4) == BEGINS + timedelta(days=1)


@given(st.floats(-10, 200))
def test_interpolation_stays_between_its_points(at: float) -> None:
    value = interpolated({2: 4.0, 10: 4.5, 30: 5.0}, at)
    assert 4.0 <= value <= 5.0
    assert math.isfinite(value)
