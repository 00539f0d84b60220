"""Asking one feed for what is due, and keeping what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from debtwatch.domain.errors import FeedError, UsageError
from debtwatch.domain.freshness import memory_name
from debtwatch.domain.series import Origin
from debtwatch.domain.text import clean
from debtwatch.feeds.asking import ask
from debtwatch.polling.backfill import ATTEMPTS, begin, fail, finish, paged, unfinished
from debtwatch.polling.due import Known, Timetable
from debtwatch.polling.harvest import Harvest
from debtwatch.polling.memory import after_failure, after_success
from debtwatch.polling.pace import pace_of
from debtwatch.polling.report import FetchReport
from debtwatch.store.values import FeedMemory, FetchOutcome, FetchRecord

if TYPE_CHECKING:
    from debtwatch.config.calendars import PublicationCalendars
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.series import Series
    from debtwatch.domain.settings import Settings
    from debtwatch.feeds.asking import Reading
    from debtwatch.feeds.feed import Feed, Request
    from debtwatch.polling.ports import Fetcher
    from debtwatch.store.protocols import Store

FORCED_FLOOR = timedelta(seconds=15)
"""A feed is not asked twice within this, however often the reader asks."""
_REST_AFTER_ACCIDENT = timedelta(minutes=5)
"""A poll that could not be remembered must not be repeated at every beat."""


def nothing_withheld(feed: str) -> str | None:  # noqa: ARG001 -- the shape of a gate
    """Let every feed be asked."""
    return None


@dataclass(frozen=True, slots=True)
class Sources:
    """What is polled, and by what rules."""

    settings: Settings
    series: Mapping[str, Series]
    """Declared series by id."""
    feeds: Mapping[str, Feed]
    """Feeds by name."""
    calendars: PublicationCalendars
    withheld: Callable[[str], str | None] = nothing_withheld
    """What the reader must do before a feed may be asked; None where it may."""
    seed: str = ""
    """What sets this machine's jitter apart from others'."""

    def of(self, feed: str) -> tuple[Series, ...]:
        """Return the series a feed serves."""
        return tuple(each for each in self.series.values() if each.feed == feed)

    def timetable(self, feed: str) -> Timetable:
        """Return when a feed is asked."""
        pace = pace_of(feed, self.settings.feed(feed), self.settings.polling, self.seed)
        return Timetable(feed, self.of(feed), self.calendars, pace)


class Poller:
    """Polls feeds into the store, one at a time each; feeds do not wait for one another.

    The store's own methods run in worker threads, so that a slow disk stops neither the screen nor
    another feed.
    """

    def __init__(self, sources: Sources, store: Store, fetcher: Fetcher, clock: Clock) -> None:
        self._sources = sources
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._turns: dict[str, asyncio.Lock] = {}
        self._rests: dict[str, datetime] = {}

    @property
    def feeds(self) -> tuple[str, ...]:
        """The names of the feeds that serve a declared series."""
        return tuple(name for name in self._sources.feeds if self._sources.of(name))

    def known(self) -> Known:
        """Read from the store what decides what is due; for a worker thread."""
        latest = self._store.observations.latest()
        return Known(
            newest_on={name: newest.observed_on for name, newest in latest.items()},
            memories=self._store.fetches.all(),
            recorded=frozenset(name for name, newest in latest.items() if newest.origin is Origin.RECORDED),
        )

    def due_at(self, known: Known, now: datetime) -> dict[str, datetime]:
        """Return when each feed that may be asked is next due (UTC); `now` where it is."""
        moments = {}
        for name in self.feeds:
            moment = None if self._sources.withheld(name) else self._sources.timetable(name).next_due(known, now)
            if moment is not None:
                moments[name] = max(moment, self._rests.get(name, moment))
        return moments

    async def poll(self, feed: str, *, force: bool = False) -> FetchReport:
        """Ask one feed for what is due, or for all it serves where forced, and say what came.

        A feed's failure is in the report, never raised; StoreError and UsageError (no such feed) are.
        """
        if feed not in self._sources.feeds:
            raise UsageError(f"no feed is called {feed!r}", expected=f"one of {', '.join(self._sources.feeds)}")
        async with self._turns.setdefault(feed, asyncio.Lock()):
            return await self._poll(feed, force=force)

    async def poll_all(self, feeds: Sequence[str] = (), *, force: bool = False) -> tuple[FetchReport, ...]:
        """Poll the named feeds at once, all where none is named, each to its end.

        Then the first StoreError or UsageError, if any, is raised.
        """
        polls = (self.poll(name, force=force) for name in feeds or self.feeds)
        ends = await asyncio.gather(*polls, return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return tuple(end for end in ends if isinstance(end, FetchReport))

    async def _poll(self, feed: str, *, force: bool) -> FetchReport:
        now = self._clock()
        withheld = await asyncio.to_thread(self._sources.withheld, feed)
        if withheld:
            return FetchReport(feed, FetchOutcome.WITHHELD, now, now, cause=clean(withheld))
        known = await asyncio.to_thread(self.known)
        memory = known.memories.get(feed, FeedMemory())
        timetable = self._sources.timetable(feed)
        refusal = self._refusal(feed, memory, now, force=force)
        wanted = timetable.series if force else timetable.due(known, now)
        if refusal or not wanted:
            cause, resumes = refusal or "nothing is due", timetable.next_due(known, now)
            return FetchReport(feed, FetchOutcome.WITHHELD, now, now, cause=cause, next_try=resumes)
        await asyncio.to_thread(self._store.fetches.remember, feed, memory)  # a full disk shows before we ask
        self._rests[feed] = now + _REST_AFTER_ACCIDENT
        report = await self._ask_for(timetable, wanted, known, memory, force=force)
        del self._rests[feed]
        return report

    async def _ask_for(
        self, timetable: Timetable, wanted: tuple[Series, ...], known: Known, memory: FeedMemory, *, force: bool
    ) -> FetchReport:
        feed, started_at = self._sources.feeds[timetable.feed], self._clock()
        notes, ids = self._store.notes, tuple(each.id for each in wanted)
        holes = await asyncio.to_thread(unfinished, notes, ids, attempts=sys.maxsize if force else ATTEMPTS)
        since = self._since(wanted, known, holes | known.recorded)
        requests = feed.requests(wanted, since, self._today(wanted, started_at))
        if not any(day is None for day in since.values()):
            requests = _with_validators(requests, memory)
        whole = paged(requests) & {each for each in ids if since[each] is None}
        await asyncio.to_thread(begin, notes, whole)
        harvest = Harvest(feed.name, wanted, is_whole=len(wanted) == len(timetable.series))
        for request in requests:
            await self._gather(feed, request, harvest)
            if harvest.is_hopeless:
                break
        if not harvest.is_hopeless:
            await asyncio.to_thread(fail, notes, tuple(harvest.alone))
            await asyncio.to_thread(finish, notes, (whole | holes) - harvest.alone.keys())
        return await self._close(harvest, timetable, requests, memory, started_at)

    async def _gather(self, feed: Feed, request: Request, harvest: Harvest) -> None:
        """Ask one request and keep what it brought; its failure is remembered, the next request goes on."""
        started_at = self._clock()
        try:
            reading = await ask(feed, request, self._fetcher.fetch)
        except FeedError as error:
            harvest.failed(request, error)
            record = _record(feed.name, started_at, self._clock(), error)
        else:
            record = await self._keep(request, reading, started_at, harvest)
        await asyncio.to_thread(self._store.fetches.record, record)

    async def _keep(self, request: Request, reading: Reading, started_at: datetime, harvest: Harvest) -> FetchRecord:
        """Commit one reading; the moment it was seen is the moment its answer was whole."""
        seen_at = self._clock()
        commit = await asyncio.to_thread(
            self._store.observations.commit, reading.parsed.observations, seen_at=seen_at, origin=Origin.FEED
        )
        harvest.kept(request, reading, commit)
        answer, rejected = reading.answer, reading.parsed.rejected
        return FetchRecord(
            feed=request.feed,
            started_at=started_at,
            ended_at=seen_at,
            outcome=FetchOutcome.UNCHANGED if answer.unchanged else FetchOutcome.OK,
            http_status=answer.status,
            bytes=answer.wire_bytes,
            sha256=answer.sha256 if answer.body else "",
            etag=answer.etag,
            last_modified=answer.last_modified,
            cause=f"not believed: {len(rejected)}, first: {rejected[0].reason}" if rejected else "",
            rows_in=len(reading.parsed.observations),
            rows_new=commit.changed,
        )

    async def _close(
        self,
        harvest: Harvest,
        timetable: Timetable,
        requests: tuple[Request, ...],
        memory: FeedMemory,
        started_at: datetime,
    ) -> FetchReport:
        """Remember how the poll went, for the feed and for each series that failed alone."""
        ended_at = self._clock()
        known = await asyncio.to_thread(self.known)
        harvest.settle({each.id for each in harvest.wanted if timetable.awaits(each, known, ended_at)})
        after = _after(harvest, requests, memory, started_at, ended_at)
        await asyncio.to_thread(self._remember_alone, harvest, started_at, ended_at)
        known = await asyncio.to_thread(self.known)
        known = replace(known, memories={**known.memories, harvest.feed: after})
        after = replace(after, next_try=timetable.next_due(known, ended_at))
        await asyncio.to_thread(self._store.fetches.remember, harvest.feed, after)
        return harvest.report(started_at, ended_at, after.next_try)

    def _remember_alone(self, harvest: Harvest, started_at: datetime, ended_at: datetime) -> None:
        memories = self._store.fetches.all()
        for series in harvest.wanted:
            name = memory_name(harvest.feed, series.id)
            before, error = memories.get(name, FeedMemory()), harvest.alone.get(series.id)
            if error is not None:
                self._store.fetches.remember(name, after_failure(before, started_at, ended_at, error))
            elif before.failures and series.id in harvest.answered:
                self._store.fetches.remember(name, after_success(before, started_at, ended_at, None))

    def _refusal(self, feed: str, memory: FeedMemory, now: datetime, *, force: bool) -> str:
        """Return why a poll must wait whatever is due; empty where it need not."""
        if not force:
            return "its last poll was cut short" if self._rests.get(feed, now) > now else ""
        if memory.last_try is not None and timedelta() <= now - memory.last_try < FORCED_FLOOR:
            return "asked a moment ago"
        if memory.failures and memory.open_until is not None and now < memory.open_until:
            return f"left alone until {memory.open_until:%H:%M} UTC: {memory.cause}"
        return ""

    def _since(self, wanted: tuple[Series, ...], known: Known, whole: frozenset[str]) -> dict[str, date | None]:
        overlap = timedelta(days=self._sources.settings.polling.overlap_days)
        reached = {name: day for name, day in known.newest_on.items() if name not in whole}
        return {each.id: reached[each.id] - overlap if each.id in reached else None for each in wanted}

    def _today(self, wanted: tuple[Series, ...], now: datetime) -> date:
        return now.astimezone(self._sources.calendars.zone(wanted[0].calendar)).date()


def _after(
    harvest: Harvest, requests: tuple[Request, ...], memory: FeedMemory, started_at: datetime, ended_at: datetime
) -> FeedMemory:
    """Return what a settled harvest makes of its feed's memory."""
    if harvest.feed_error is not None:
        return after_failure(memory, started_at, ended_at, harvest.feed_error)
    answer = harvest.answers[0] if _is_fixed(requests) and harvest.answers else None
    return after_success(memory, started_at, ended_at if harvest.answers else memory.last_success, answer)


def _with_validators(requests: tuple[Request, ...], memory: FeedMemory) -> tuple[Request, ...]:
    """Give back what the source gave to recognise its file by, where one fixed address holds everything."""
    if not _is_fixed(requests):
        return requests
    return (replace(requests[0], etag=memory.etag, last_modified=memory.last_modified),)


def _is_fixed(requests: tuple[Request, ...]) -> bool:
    """Whether a feed is one file at one address: only then do its validators belong to the next request."""
    return len(requests) == 1 and "?" not in requests[0].url


def _record(feed: str, started_at: datetime, ended_at: datetime, error: FeedError) -> FetchRecord:
    status = getattr(error, "status", None)
    return FetchRecord(
        feed, started_at, ended_at, FetchOutcome.FAILED, http_status=status, cause=clean(str(error), longest=200)
    )
