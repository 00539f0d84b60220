"""A small town to poll in: real feeds against a real server, a real store, a clock one can set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.domain.series import IMPORTED, Series
from debtwatch.domain.settings import FeedSettings, NetworkSettings, Places, PollingSettings, Settings
from debtwatch.feeds import build_feeds
from debtwatch.feeds.transport.client import Client
from debtwatch.polling import Poller, Sources
from debtwatch.polling.poller import nothing_withheld
from debtwatch.store import open_store
from debtwatch.store.protocols import Store
from hostile.server import Behaviour, HostileServer, reply
from polling.examples import CALENDARS

FRED = "/graph/fredgraph.csv"
OFR = "/financial-stress-index/data/fsi.csv"
SOFR = "/api/rates/secured/sofr/search.json"
CURVE = "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/{year}/all"
WATCHED = ("UST_2Y", "UST_10Y", "SOFR", "BAMLH0A0HYM2", "BAMLC0A0CM", "NFCI", "OFR_FSI")
FEEDS = ("treasury", "nyfed", "fred", "ofr")
MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
DECLARED = {id_: each for id_, each in read_series(shipped("config", "series.toml")).items() if each.feed != IMPORTED}
"""What a feed of ours brings."""


@dataclass
class Hands:
    """A clock that shows what it is set to."""

    now: datetime = MONDAY_NOON
    beat: float = 1_000.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.beat

    def pass_(self, time: timedelta) -> None:
        """Let time pass, machine awake."""
        self.now += time
        self.beat += time.total_seconds()

    def sleep(self, time: timedelta) -> None:
        """Let time pass, machine suspended: the monotonic clock stands still."""
        self.now += time


@dataclass
class Town:
    """Everything a poller needs; an async context manager."""

    store_path: Path
    hands: Hands = field(default_factory=Hands)
    polling: PollingSettings = field(default_factory=lambda: PollingSettings(jitter_seconds=0.0, tick_seconds=0.05))
    withheld: Callable[[str], str | None] = nothing_withheld
    watched: tuple[str, ...] = WATCHED
    server: HostileServer = field(default_factory=HostileServer)
    fred: dict[str, Behaviour] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        self._exits = AsyncExitStack()
        await self._exits.enter_async_context(self.server)
        self.client = await self._exits.enter_async_context(
            Client(NetworkSettings(total_seconds=2.0, connect_seconds=1.0), jitter=lambda: 0.0)
        )
        self.settings = settings_for(self.server.base, self.polling)
        self.series = {name: DECLARED[name] for name in self.watched}
        self.store = open_town_store(self.store_path, self.series)
        self._exits.callback(self.store.close)
        self.poller = self.new_poller()
        self.serve_everything()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exits.aclose()

    def new_poller(self) -> Poller:
        """A poller as a fresh process would have it."""
        sources = Sources(self.settings, self.series, build_feeds(self.settings), CALENDARS, self.withheld)
        return Poller(sources, self.store, self.client, self.hands)

    def serve_everything(self) -> None:
        """Serve every feed's newest prints as of Monday noon, 23 November 2026."""
        for year in range(1990, 2026):
            self.server.at(CURVE.format(year=year), reply(200, curve(f"06/01/{year}")))
        self.server.at(CURVE.format(year=2027), reply(200, curve()))
        self.server.at(CURVE.format(year=2026), reply(200, curve("11/20/2026", "11/19/2026")))
        self.server.at(SOFR, reply(200, sofr("2026-11-20", "2026-11-19")))
        self.server.at(OFR, reply(200, ofr("2026-11-18", "2026-11-19"), etag='"one"'))
        self.server.at(FRED, self._by_id)
        for name in ("BAMLH0A0HYM2", "BAMLC0A0CM"):
            self.fred[name] = reply(200, fred(name, "2026-11-19", "2026-11-20"))
        self.fred["NFCI"] = reply(200, fred("NFCI", "2026-11-06", "2026-11-13"))

    async def _by_id(self, writer: asyncio.StreamWriter) -> None:
        name = self.server.asked[-1].query["id"][0]
        await self.fred.get(name, reply(404, b"<html>no such series</html>"))(writer)

    def asked(self, path: str) -> list[str]:
        """What was asked of one path: FRED's ids, elsewhere the path itself."""
        return [each.query.get("id", [path])[0] for each in self.server.asked if each.path == path]

    @property
    def calls(self) -> int:
        """How many requests arrived."""
        return len(self.server.asked)

    def newest(self, series: str) -> date | None:
        """The newest day stored."""
        return self.store.observations.newest_on().get(series)


def settings_for(base: str, polling: PollingSettings, feeds: tuple[str, ...] = FEEDS) -> Settings:
    """Settings that send every feed to one address."""
    nowhere = Places(Path("config"), Path("data"), Path("cache"), Path("log"))
    return Settings(nowhere, polling=polling, feeds={name: FeedSettings(base_url=base) for name in feeds})


def open_town_store(path: Path, series: dict[str, Series]) -> Store:
    """The real store, publication dates by the real calendars."""
    return open_store(path, lock_seconds=5.0, series=series, calendars=CALENDARS)


def curve(*days: str) -> bytes:
    """Treasury's CSV, newest first."""
    return ("\n".join(['Date,"2 Yr","10 Yr"', *(f"{day},4.18,4.63" for day in days)]) + "\n").encode()


def sofr(*days: str) -> bytes:
    """The New York Fed's JSON, newest first."""
    rows = [{"effectiveDate": day, "type": "SOFR", "percentRate": 3.9} for day in days]
    return json.dumps({"refRates": rows}).encode()


def ofr(*days: str) -> bytes:
    """OFR's CSV, ascending."""
    return ("\n".join(["Date,OFR FSI", *(f"{day},-2.1" for day in days)]) + "\n").encode()


def fred(name: str, *days: str, value: str = "0.81") -> bytes:
    """FRED's CSV, ascending."""
    return ("\n".join([f"observation_date,{name}", *(f"{day},{value}" for day in days)]) + "\n").encode()
