"""A small book and a made-up market put through the real calculations, and a desk that shows the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import sin
from pathlib import Path

import polars as pl

from debtwatch.analysis.bubble.backtest.results import Backtest
from debtwatch.analysis.cashflows.build import cash_flows
from debtwatch.analysis.cashflows.results import CashFlows
from debtwatch.analysis.freshness import feed_health, freshness, memory_of
from debtwatch.analysis.given import BookFrames
from debtwatch.analysis.snapshot import Baselines, Inputs, Snapshot, build_snapshot
from debtwatch.book import Book, read_book
from debtwatch.config.calendars import PublicationCalendars, read_calendars
from debtwatch.config.paths import shipped
from debtwatch.desk.permission import TERMS, Terms
from debtwatch.desk.record_table import shipped_backtest
from debtwatch.domain.alert import Acknowledgement, AlertEvent, Phase, Severity, Transition
from debtwatch.domain.freshness import FeedHealth, Freshness, FreshnessState
from debtwatch.domain.series import Cadence, Origin, Series, StoredObservation
from debtwatch.domain.settings import Places, Settings, ShockSettings, TerminalSettings
from debtwatch.store.values import FeedMemory
from debtwatch.terminal.app import DebtwatchApp
from debtwatch.terminal.chart import Symbols
from markets import SERIES, baselines, market_rows, vintages

NOW = datetime(2026, 11, 23, 21, 42, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
HISTORY_FROM = date(2025, 9, 1)
BOOK = Path(__file__).parents[1] / "golden" / "book"
SENIOR, HYPERION = "meta-senior-2025-10", "meta-hyperion-2025"
HYPERION_NOTES = f"{HYPERION}/senior-secured-amortizing-notes-6-581-2049"
LEVELS = {
    "SOFR": 3.9,
    "EFFR": 3.88,
    "NFCI": -0.52,
    "ANFCI": -0.5,
    "STLFSI4": -0.6,
    "OFR_FSI": -1.9,
    "EBP": -0.2,
    "BAA10Y": 1.7,
    "VIXCLS": 19.4,
    "SP500": 7_200.0,
    "NASDAQCOM": 25_100.0,
    "BTC-USD": 88_000.0,
}
"""Made-up levels of what the made-up market of the analysis tests leaves out."""


def _days(cadence: Cadence, calendar: str, last: date) -> list[date]:
    every = [HISTORY_FROM + timedelta(days=place) for place in range((last - HISTORY_FROM).days + 1)]
    match cadence:
        case Cadence.DAILY:
            return every if calendar == "always" else [day for day in every if day.isoweekday() < 6]
        case Cadence.WEEKLY:
            return [day for day in every if day.isoweekday() == 5]
        case Cadence.MONTHLY:
            return [day for day in every if day.day == 1]
        case _:
            return [day for day in every if day.day == 1 and day.month % 3 == 1]


def _others(told: set[str], last: date) -> list[tuple[str, date, float | None]]:
    """Return made-up prints of every declared series the made-up market leaves out."""
    return [
        (name, day, LEVELS.get(name, 1.0) * (1 + 0.0002 * place))
        for name, series in SERIES.items()
        if name not in told
        for place, day in enumerate(_days(series.cadence, series.calendar, last))
    ]


@cache
def observed(last: date, origin: Origin = Origin.FEED) -> pl.DataFrame:
    """Return a made-up market up to a day, all of one origin."""
    market = market_rows(HISTORY_FROM, last)
    rows = [*market, *_others({name for name, _, _ in market}, last + timedelta(days=1))]
    return vintages([(name, day, _shaken(value, day)) for name, day, value in rows], origin=origin.value)


def _shaken(value: float | None, day: date) -> float | None:
    """Return a value that goes up and down a little, as markets do."""
    return (
        None
        if value is None
        else round(value * (1 + 0.006 * sin(day.toordinal() / 5) + 0.001 * (day.toordinal() * 7 % 11)), 4)
    )


@cache
def book() -> Book:
    """Return the small book: a fixed extract of the shipped one."""
    found = read_book(BOOK, BOOK / "nobody", largest_bytes=1_000_000)
    assert not found.problems, found.problems
    return found


@cache
def frames() -> BookFrames:
    return book().frames()


@cache
def calendars() -> PublicationCalendars:
    return read_calendars(shipped("config", "calendars.toml"))


def newest(observations: pl.DataFrame) -> dict[str, StoredObservation]:
    """Return the newest print of every series, as the store would."""
    rows = observations.group_by("series").last().iter_rows(named=True)
    return {
        row["series"]: StoredObservation(
            row["series"], row["observed_on"], row["value"], row["published_on"], True, row["seen_at"], Origin(row["origin"])
        )
        for row in rows
    }  # fmt: skip


def ages(observations: pl.DataFrame, memories: Mapping[str, FeedMemory], now: datetime) -> dict[str, Freshness]:
    latest = newest(observations)
    return {
        name: freshness(series, latest.get(name), memory_of(series, memories), now, calendars())
        for name, series in SERIES.items()
    }


def healths(found: Mapping[str, Freshness], memories: Mapping[str, FeedMemory]) -> tuple[FeedHealth, ...]:
    members: dict[str, list[Freshness]] = {}
    for name, age in found.items():
        members.setdefault(SERIES[name].feed, []).append(age)
    return tuple(feed_health(name, own, memories.get(name), enabled=name != IMPORT) for name, own in members.items())


IMPORT = "import"
"""The feed that is none: the shipped settings keep it off."""
FEEDS = tuple(dict.fromkeys(series.feed for series in SERIES.values()))
POLLED = FeedMemory(last_try=NOW - timedelta(minutes=6), last_success=NOW - timedelta(minutes=6))


def tried(cause: str = "", feed: str = "treasury") -> dict[str, FeedMemory]:
    """Return what every feed last did, one of them failing where a cause is given."""
    memories = dict.fromkeys(FEEDS, POLLED)
    if cause:
        again = NOW + timedelta(minutes=4)
        memories[feed] = replace(POLLED, failures=3, cause=cause, next_try=again, last_success=NOW - timedelta(hours=3))
    return memories


@cache
def sample(state: str = "live", *, cause: str = "429 too many requests") -> Snapshot:
    """Return the snapshot of a small book in a market that is live, stale, failed, recorded or not there."""
    match state:
        case "empty":
            return empty()
        case "recorded":
            return built(observed(FRIDAY, Origin.RECORDED), {})
        case "failed":
            return built(observed(FRIDAY), tried(cause))
        case "stale":
            return built(observed(date(2026, 9, 18)), tried())
        case _:
            return built(observed(FRIDAY), tried())


def built(
    observations: pl.DataFrame, memories: Mapping[str, FeedMemory], *, baseline: Baselines | None = None
) -> Snapshot:
    found = ages(observations, memories, NOW)
    inputs = Inputs(
        book=frames(),
        observations=observations,
        series=SERIES,
        baselines=baselines() if baseline is None else baseline,
        version=7,
        reviewed_to=date(2026, 10, 8),
        deals=len(book().deal_ids),
        freshness=found,
        feeds=healths(found, memories),
    )
    return build_snapshot(inputs, as_of=TODAY, moment=NOW)


@cache
def empty() -> Snapshot:
    """Return the snapshot of a book and a store that hold nothing."""
    nothing = observed(FRIDAY).head(0)
    found = ages(nothing, {}, NOW)
    shipped_means = baselines()
    none = replace(
        shipped_means, monthly=shipped_means.monthly.head(0), quantiles=shipped_means.quantiles.head(0), issuance=()
    )
    unwritten = read_book(BOOK / "nothing", BOOK / "nobody", largest_bytes=1_000_000)
    inputs = Inputs(
        book=unwritten.frames(), observations=nothing, series=SERIES, baselines=none, freshness=found, feeds=healths(found, {})
    )  # fmt: skip
    return build_snapshot(inputs, as_of=TODAY, moment=NOW)


def fresh(series: str, state: FreshnessState, *, recorded: bool = False, cause: str = "") -> Freshness:
    data = FreshnessState.STALE if state is FreshnessState.FAILED else state
    return Freshness(series, state, data, FRIDAY, FRIDAY, FRIDAY, True, NOW - timedelta(hours=3), recorded, cause)


def feed(name: str, state: FreshnessState, cause: str = "") -> FeedHealth:
    success = None if state is FreshnessState.NEVER else NOW - timedelta(hours=3)
    return FeedHealth(
        name, NOW - timedelta(minutes=6), success, 3 if cause else 0, cause, NOW + timedelta(minutes=4), state
    )


def event(
    message: str = "HY +18 bp on the week, z 2.1", minutes: int = 60, severity: Severity = Severity.WARNING
) -> AlertEvent:
    return AlertEvent(
        id=f"event-{minutes}", at=NOW - timedelta(minutes=minutes), transition=Transition.FIRING, rule="hy-widening",
        severity=severity, phase=Phase.FIRING, labels=(), message=message, fingerprint="hy", observed_on=FRIDAY,
        source="BAMLH0A0HYM2",
    )  # fmt: skip


@cache
def replayed() -> Backtest:
    """Return the record of what ships."""
    return shipped_backtest()


class StillDesk:
    """A desk whose snapshots are handed to it; it does what the port says and fetches nothing."""

    role = "collecting"
    alert_trouble = ""

    def __init__(self, *snapshots: Snapshot, events: Sequence[AlertEvent] = (), terms: Terms | None = None) -> None:
        self.snapshots = list(snapshots)
        self.said = list(events)
        self.unanswered = terms
        self.series: Mapping[str, Series] = SERIES
        self.last_looked: datetime | None = NOW - timedelta(days=2)
        self.listeners: list[Callable[[Snapshot], None]] = []
        self.asked: list[object] = []
        self.seen: list[Acknowledgement] = []
        self.troubled: Callable[[str], None] = lambda _trouble: None

    async def start(self) -> None:
        self.asked.append("start")

    async def stop(self) -> None:
        self.asked.append("stop")

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        for snapshot in self.snapshots:
            listener(snapshot)
        return lambda: self.listeners.remove(listener)

    def subscribe_trouble(self, listener: Callable[[str], None]) -> Callable[[], None]:
        self.troubled = listener
        return lambda: None

    def publish(self, snapshot: Snapshot) -> None:
        for listener in self.listeners:
            listener(snapshot)

    async def refresh(self, feeds: Sequence[str] = ()) -> None:
        self.asked.append(("refresh", tuple(feeds)))

    async def at(self, day: date | None) -> None:
        self.asked.append(("at", day))

    @property
    def shocks(self) -> Mapping[str, ShockSettings]:
        return {"up-100": ShockSettings(par_bp=100.0), "spreads-2008": ShockSettings(spreads_of="2008")}

    async def assume(self, haircut_pct: float | None) -> None:
        self.asked.append(("assume", haircut_pct))

    async def shocked_by(self, text: str | None) -> None:
        self.asked.append(("shock", text))

    async def terms(self) -> Terms | None:
        return self.unanswered

    async def answer_terms(self, feed: str, *, yes: bool) -> None:
        self.asked.append(("terms", feed, yes))

    async def acknowledge(self, fingerprint: str) -> None:
        self.asked.append(("acknowledge", fingerprint))
        self.seen.append(Acknowledgement(fingerprint, NOW, "ada"))

    async def acknowledged(self) -> Sequence[Acknowledgement]:
        return self.seen

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        return self.said[:limit]

    async def looked(self) -> None:
        self.asked.append("looked")

    async def cash_flows(self, tranche_id: str) -> CashFlows:
        given = Inputs(book=frames(), observations=observed(FRIDAY), series=SERIES, baselines=baselines())
        return cash_flows(given, self.snapshots[-1], tranche_id)

    async def backtest(self, progress: Callable[[int, int], None], as_of: date | None = None) -> Backtest:
        self.asked.append(("backtest", as_of))
        progress(1, 1)
        return replayed()

    async def history(self, series: str) -> Sequence[StoredObservation]:
        return [
            StoredObservation(series, FRIDAY - timedelta(days=place), 3.9 + place % 9 / 100, FRIDAY, False, NOW, Origin.FEED)
            for place in reversed(range(400))
        ]  # fmt: skip


FRED_TERMS = TERMS["fred"]


def settings_in(folder: Path, terminal: TerminalSettings | None = None) -> Settings:
    places = Places(folder / "config", folder / "data", folder / "cache", folder / "log")
    return Settings(places, terminal=terminal or TerminalSettings(symbols="braille"))


def app_over(
    desk: StillDesk, folder: Path, terminal: TerminalSettings | None = None, *, no_color: bool = False
) -> DebtwatchApp:
    return DebtwatchApp(
        settings_in(folder, terminal), lambda: desk, lambda: NOW, symbols=Symbols.BRAILLE, no_color=no_color
    )
