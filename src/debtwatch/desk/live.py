"""The desk that keeps going: it takes its seat or follows, polls, rebuilds what changed, and publishes."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from debtwatch.desk.audience import Audience
from debtwatch.desk.desk import Desk, collector_seat
from debtwatch.desk.evaluate import evaluate
from debtwatch.desk.ground import system_clock
from debtwatch.desk.looked import LAST_LOOKED, last_looked
from debtwatch.desk.permission import accept, put_off, unanswered
from debtwatch.domain.clock import NEW_YORK
from debtwatch.domain.errors import DebtwatchError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, timedelta

    from debtwatch.analysis.bubble.backtest.results import Backtest
    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.analysis.market.results import Shock
    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.desk.collecting import Collector
    from debtwatch.desk.ground import Ground
    from debtwatch.desk.permission import Terms
    from debtwatch.domain.alert import Acknowledgement, AlertEvent
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.series import Series, StoredObservation
    from debtwatch.domain.settings import Settings, ShockSettings
    from debtwatch.polling.report import FetchReport
    from debtwatch.polling.scheduler import Listeners

_log = logging.getLogger(__name__)
_REST_PER_BUILD = 2.0
"""While feeds pour in, a rebuild is followed by a rest this many times as long: the machine is the reader's."""
_LONGEST_REST = 5.0


class LiveDesk:
    """One desk on one event loop. Every public method runs on that loop; what is slow runs in a thread.

    A snapshot is published when the data, the book, the day, shock or haircut asked for, or the freshness
    of any series has changed, and never otherwise. `gap_after` is the longest time its owner promises to
    leave between two passes of the alert rules; a longer one is said.
    """

    def __init__(self, settings: Settings, clock: Clock = system_clock, *, gap_after: timedelta | None = None) -> None:
        self.settings = settings
        self._clock = clock
        self._gap_after = gap_after
        self._seat = collector_seat(settings)
        self._desk: Desk | None = None
        self._collector: Collector | None = None
        self._shown: Audience[Snapshot] = Audience()
        self._troubled: Audience[str] = Audience()
        self._wake = asyncio.Event()
        self._asked = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._day: date | None = None
        self._shock: Shock | None = None
        self._haircut_pct: float | None = None
        self._published: object = None
        self._ending = False
        self.snapshot: Snapshot | None = None
        """The snapshot published last."""
        self.trouble = ""
        """Why the last rebuild failed; empty after one that worked."""
        self.alert_trouble = ""
        """Why the alert rules could not be judged; empty after they were."""
        self.last_looked: datetime | None = None
        """When this reader last closed the monitor; None on the first visit."""

    @property
    def desk(self) -> Desk:
        """The desk underneath; DebtwatchError before `start`."""
        if self._desk is None:
            raise DebtwatchError("the desk has not been started", next_step="await start() first")
        return self._desk

    @property
    def role(self) -> str:
        """What this process does: collecting, following another one, or not polling."""
        if not self.settings.polling.enabled:
            return "not polling"
        if self._seat.held:
            return "collecting"
        holder = self._seat.holder_pid()
        return f"following pid {holder}" if holder else "waiting for the seat"

    @property
    def series(self) -> Mapping[str, Series]:
        """Declared series by id."""
        return self.desk.series

    async def start(self) -> None:
        """Open the store, publish what it holds, then begin to poll. Raises ConfigError or StoreError."""
        self._desk = await asyncio.to_thread(Desk.open, self.settings, self._clock)
        self.last_looked = await asyncio.to_thread(last_looked, self._desk.ground.store.notes)
        self._following = asyncio.create_task(self._follow(), name="debtwatch follow")
        self._following.add_done_callback(self._followed)

    async def stop(self) -> None:
        """Stop polling, give up the seat and let go of the store; nothing is published afterwards."""
        self._shown.dismiss()
        self._troubled.dismiss()
        self._ending = True
        self._now_please()
        following, self._following = self._following, None
        if following is not None:
            await asyncio.wait((following,))
        collector, self._collector = self._collector, None
        if collector is not None:
            await collector.stop()
        self._seat.release()
        desk, self._desk = self._desk, None
        if desk is not None:
            await asyncio.to_thread(desk.close)

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call `listener` with every new snapshot, the present one at once; the answer unsubscribes."""
        leave = self._shown.join(listener)
        if self.snapshot is not None:
            listener(self.snapshot)
        return leave

    def subscribe_trouble(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with every new trouble, and with an empty text once it is over."""
        leave = self._troubled.join(listener)
        if self.trouble:
            listener(self.trouble)
        return leave

    async def refresh(self, feeds: Sequence[str] = ()) -> tuple[FetchReport, ...]:
        """Fetch now what may politely be fetched, all feeds where none is named, then publish."""
        collector = await self._fetching()
        try:
            return await collector.fetch(feeds)
        finally:
            self._now_please()

    async def at(self, day: date | None) -> None:
        """Show what was known on a day; None returns to the present."""
        self._day = day
        self._now_please()

    async def shocked(self, shock: Shock | None) -> None:
        """Show the market moved; None returns to what it is."""
        self._shock = shock
        self._now_please()

    async def assume(self, haircut_pct: float | None) -> None:
        """Take another haircut on what a leased campus is worth to someone else; None returns to the settings' own."""
        self._haircut_pct = haircut_pct
        self._now_please()

    @property
    def shocks(self) -> Mapping[str, ShockSettings]:
        """The moves of the market the settings know, in their order."""
        return self.settings.shocks

    async def shocked_by(self, text: str | None) -> None:
        """Show the market moved by name or as spelled out; None returns to what it is, UsageError says what there is."""
        await self.shocked(None if text is None else await asyncio.to_thread(self.desk.shock_of, text, self._day))

    async def acknowledge(self, fingerprint: str) -> None:
        """Keep that this machine's user has seen a firing alert; UsageError where none such is firing."""
        from debtwatch.desk.alarms import acknowledge, this_user

        store, now = self.desk.ground.store, self._clock()
        await asyncio.to_thread(acknowledge, store.alerts, fingerprint, at=now, author=this_user())
        self._look_again()
        self._now_please()

    async def cash_flows(self, tranche_id: str) -> CashFlows:
        """Return one tranche's payments, measures and sources on the snapshot in front; UsageError where there is none."""
        return await asyncio.to_thread(self.desk.cash_flows, tranche_id)

    async def backtest(self, progress: Callable[[int, int], None], as_of: date | None = None) -> Backtest:
        """Replay the warnings on what is stored, or was known on a day, beside the snapshots that go on being built.

        `progress` is told on the app's loop; who stops waiting stops the replay.
        """
        loop, left = asyncio.get_running_loop(), threading.Event()

        def tell(done: int, of: int) -> None:
            if left.is_set():
                raise UsageError("the replay was left")
            loop.call_soon_threadsafe(progress, done, of)

        try:
            return await asyncio.to_thread(Desk(self.desk.ground).backtest, as_of=as_of, progress=tell)
        finally:
            left.set()

    async def acknowledged(self) -> Sequence[Acknowledgement]:
        """Return who has seen which firing alert, and when."""
        from debtwatch.desk.alarms import acknowledgements

        return await asyncio.to_thread(acknowledgements, self.desk.ground.store.alerts)

    async def history(self, series: str) -> Sequence[StoredObservation]:
        """Return every vintage of one series, oldest first."""
        return await asyncio.to_thread(self.desk.history, series)

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        """Return the newest alert events, newest first."""
        return await asyncio.to_thread(self.desk.events, limit)

    async def terms(self) -> Terms | None:
        """Return the terms of a feed that still wait for an answer; None where none do."""
        return await asyncio.to_thread(unanswered, self.settings, self.desk.ground.store.notes)

    async def answer_terms(self, feed: str, *, yes: bool) -> None:
        """Keep the reader's answer to a feed's terms; after a yes it is asked at the next look."""
        answered = accept if yes else put_off
        await asyncio.to_thread(answered, feed, self.desk.ground.store.notes, self._clock())
        if yes and self._collector is not None:
            self._collector.wake()
        self._now_please()

    async def looked(self) -> None:
        """Note that the reader has seen everything up to now."""
        await asyncio.to_thread(self.desk.ground.store.notes.put, LAST_LOOKED, self._clock().isoformat())

    def _now_please(self) -> None:
        """Look again at once: somebody is waiting for it."""
        self._asked.set()
        self._wake.set()

    async def _follow(self) -> None:
        polls, loop = False, asyncio.get_running_loop()
        while not self._ending:
            self._wake.clear()
            self._asked.clear()
            began = loop.time()
            await self._publish_what_changed()
            await _first(self._asked, seconds=min(_LONGEST_REST, _REST_PER_BUILD * (loop.time() - began)))
            if self._ending:
                return
            if not polls and self.settings.polling.enabled:
                polls = True
                (await self._fetching()).start(self._seat, self._heard())
            await _first(self._wake, seconds=self.settings.polling.tick_seconds)

    async def _publish_what_changed(self) -> None:
        try:
            changed = await asyncio.to_thread(self._rebuilt)
        except DebtwatchError as error:
            self._say_trouble(error)
            return
        if self.trouble:
            self.trouble = ""
            self._troubled.tell("")
        if changed is None:
            return
        self.snapshot = changed
        self._shown.tell(changed)

    def _rebuilt(self) -> Snapshot | None:
        """Return a new snapshot if anything it rests on has changed, and judge the alerts; runs in a thread."""
        desk, day, shock, haircut_pct = self.desk, self._day, self._shock, self._haircut_pct
        now = self._clock()
        ages = desk.stock.ages(now)
        state = (
            desk.ground.store.observations.version(),
            desk.stock.book_digest(),
            now.astimezone(NEW_YORK).date(),
            day,
            shock,
            haircut_pct,
            tuple((id_, age.state, age.cause) for id_, age in ages.items()),
            desk.stock.feeds(ages),
        )
        if state == self._published:
            return None
        snapshot = desk.stock.snapshot(now, as_of=day, shock=shock, haircut_pct=haircut_pct)
        self._published = state
        if self._seat.held:
            self._back_up()
        if day is None and shock is None and haircut_pct is None:
            self._judge(now, snapshot)
        return snapshot

    def _back_up(self) -> None:
        """Keep the weekly backup; a full disk must not keep a number from the screen."""
        try:
            self.desk.back_up_when_due()
        except StoreError as error:
            _log.warning("the store could not be backed up: %s", error)

    def _judge(self, now: datetime, snapshot: Snapshot) -> None:
        """Step the alerts; what keeps them from being judged must not keep a number from the screen."""
        try:
            evaluate(self.desk.ground, self.desk.stock, now, snapshot=lambda: snapshot, gap_after=self._gap_after)
        except DebtwatchError as error:
            self.alert_trouble = str(error)
        else:
            self.alert_trouble = ""

    async def _fetching(self) -> Collector:
        """Return what fetches, its libraries loaded in a thread at first use."""
        if self._collector is None:
            self._collector = await asyncio.to_thread(_collector_of, self.desk.ground)
        return self._collector

    def _heard(self) -> Listeners:
        """Return what the schedule tells us: anything that happened is a reason to look again."""
        from debtwatch.polling.scheduler import Listeners

        return Listeners(
            reported=lambda _: self._wake.set(),
            resumed=lambda _: self._wake.set(),
            seated=lambda _: self._look_again(),
            troubled=self._say_trouble,
        )

    def _look_again(self) -> None:
        """Publish even if no number changed: this process's own part did."""
        self._published = None
        self._wake.set()

    def _followed(self, following: asyncio.Task[None]) -> None:
        error = None if following.cancelled() else following.exception()
        if error is not None:
            self._say_trouble(error)

    def _say_trouble(self, error: BaseException) -> None:
        """Log an error once and tell whoever shows it; a fault of the program says so."""
        own = isinstance(error, DebtwatchError)
        text = str(error) if own else f"a fault of debtwatch: {type(error).__name__}: {error}; the log has more"
        if text != self.trouble:
            _log.error("%s", text, exc_info=None if own else error)
            self.trouble = text
            self._troubled.tell(text)


async def _first(event: asyncio.Event, *, seconds: float) -> None:
    """Wait for an event, at most so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def _collector_of(ground: Ground) -> Collector:
    from debtwatch.desk.collecting import Collector

    return Collector(ground)
