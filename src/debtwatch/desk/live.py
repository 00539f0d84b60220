"""The desk that keeps going: it takes its seat or follows, polls, rebuilds what changed, and publishes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from debtwatch.desk.desk import Desk, collector_seat
from debtwatch.desk.ground import NEW_YORK, system_clock
from debtwatch.domain.errors import DebtwatchError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.market.results import Shock
    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.freshness import Freshness
    from debtwatch.domain.series import Series, StoredObservation
    from debtwatch.domain.settings import Settings
    from debtwatch.polling.scheduler import Schedule

_log = logging.getLogger(__name__)
Listener = "Callable[[Snapshot], None]"


class LiveDesk:
    """One desk on one event loop. Every public method runs on that loop; what is slow runs in a thread.

    A snapshot is published when the data, the book, the day or the shock asked for, or the freshness
    of any series has changed, and never otherwise.
    """

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self.settings = settings
        self._clock = clock
        self._seat = collector_seat(settings)
        self._desk: Desk | None = None
        self._schedule: Schedule | None = None
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._wake = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._day: date | None = None
        self._shock: Shock | None = None
        self._published: object = None
        self.snapshot: Snapshot | None = None
        """The snapshot published last."""
        self.trouble = ""
        """Why the last rebuild failed; empty after one that worked."""

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
        self._following = asyncio.create_task(self._follow(), name="debtwatch follow")

    async def stop(self) -> None:
        """Stop polling, give up the seat and let go of the store; nothing is published afterwards."""
        self._listeners.clear()
        schedule, self._schedule = self._schedule, None
        if schedule is not None:
            await schedule.stop()
        following, self._following = self._following, None
        if following is not None:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
        self._seat.release()
        if self._desk is not None:
            await asyncio.to_thread(self._desk.close)

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call `listener` with every new snapshot, the present one at once; the answer unsubscribes."""
        self._listeners.append(listener)
        if self.snapshot is not None:
            listener(self.snapshot)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    async def refresh(self, feeds: Sequence[str] = ()) -> None:
        """Fetch now what may politely be fetched, all feeds where none is named, and publish."""
        if self._schedule is not None:
            await self._schedule.refresh(tuple(feeds))
        self._published = None
        self._wake.set()

    async def at(self, day: date | None) -> None:
        """Show what was known on a day; None returns to the present."""
        self._day = day
        self._wake.set()

    async def shocked(self, shock: Shock | None) -> None:
        """Show the market moved; None returns to what it is."""
        self._shock = shock
        self._wake.set()

    async def history(self, series: str) -> Sequence[StoredObservation]:
        """Return every vintage of one series, oldest first."""
        return await asyncio.to_thread(self.desk.history, series)

    def woken(self) -> None:
        """Look again soon: something was committed."""
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            await self._publish_what_changed()
            if self._schedule is None and self.settings.polling.enabled:
                self._schedule = await self._begin_polling()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.settings.polling.tick_seconds):
                    await self._wake.wait()

    async def _publish_what_changed(self) -> None:
        try:
            changed = await asyncio.to_thread(self._rebuilt)
        except DebtwatchError as error:
            if str(error) != self.trouble:
                _log.error("the snapshot could not be built: %s", error)
            self.trouble = str(error)
            return
        self.trouble = ""
        if changed is None:
            return
        self.snapshot = changed
        for listener in tuple(self._listeners):
            listener(changed)

    def _rebuilt(self) -> Snapshot | None:
        """Return a new snapshot if anything it rests on has changed; runs in a thread."""
        desk, day, shock = self.desk, self._day, self._shock
        now = self._clock()
        state = (
            desk.ground.store.observations.version(),
            desk.stock.book_digest(),
            now.astimezone(NEW_YORK).date(),
            day,
            shock,
            _faces(desk.stock.ages(now)),
            desk.feed_health(),
        )
        if state == self._published:
            return None
        snapshot = desk.stock.snapshot(now, as_of=day, shock=shock)
        self._published = state
        return snapshot

    async def _begin_polling(self) -> Schedule:
        """Load what fetches, in a thread, and start the schedule."""
        from debtwatch.desk.collecting import schedule_of

        schedule = await asyncio.to_thread(schedule_of, self.desk, self._seat, self.woken)
        schedule.start()
        return schedule


def _faces(ages: Mapping[str, Freshness]) -> tuple[tuple[str, str, str], ...]:
    """Return what of each series' freshness a screen shows."""
    return tuple((id_, age.state, age.cause) for id_, age in ages.items())
