"""The heartbeat: every tick it tries the collector's seat and polls what is due. The only user of apscheduler."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from debtwatch.domain.errors import DebtwatchError

if TYPE_CHECKING:
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import PollingSettings
    from debtwatch.polling.poller import Poller
    from debtwatch.polling.ports import Seat
    from debtwatch.polling.report import FetchReport

_JUMP = timedelta(seconds=30)
"""Wall and monotonic clock drifting apart by more than this between two ticks is a suspend or a set clock."""
_LONGEST_QUIET = timedelta(minutes=1)
"""The store is asked what is due at least this often: settings, terms and other processes change it."""


def _ignored(_: object) -> None:
    """Take a notice and do nothing."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told, on the event loop's own thread; none of them may block."""

    reported: Callable[[FetchReport], None] = _ignored
    """A poll ended, well or not."""
    resumed: Callable[[timedelta], None] = _ignored
    """The machine was suspended for this long, or its clock was set; negative where it was set back."""
    seated: Callable[[bool], None] = _ignored
    """This process began or ceased to be the collector."""
    troubled: Callable[[BaseException], None] = _ignored
    """The store failed, or the program did: the heartbeat goes on."""


class Scheduler:
    """Polls what is due for as long as it runs and this process holds the seat.

    `start` and `stop` belong to one running event loop. A run that was missed is caught up once, never
    dropped: what is due is decided by the store, not by a list of runs.
    """

    def __init__(
        self,
        poller: Poller,
        seat: Seat,
        settings: PollingSettings,
        clock: Clock,
        listeners: Listeners | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._poller = poller
        self._seat = seat
        self._settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._listeners = listeners or Listeners()
        self._heart: AsyncIOScheduler | None = None
        self._polls: dict[str, asyncio.Task[None]] = {}
        self._quiet_until: datetime | None = None
        self._last_beat: tuple[datetime, float] | None = None
        self._beating = asyncio.Lock()
        self._was_seated = False
        self._stopped = False

    @property
    def collecting(self) -> bool:
        """Whether this process holds the collector's seat."""
        return self._seat.held

    @property
    def polling(self) -> tuple[str, ...]:
        """The feeds being asked at this moment."""
        return tuple(self._polls)

    def start(self) -> None:
        """Begin, with the first beat at once."""
        self._stopped = False
        heart = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        heart.add_listener(self._job_failed, EVENT_JOB_ERROR)
        heart.add_job(self.tick, "interval", seconds=self._settings.tick_seconds, next_run_time=datetime.now(UTC))
        heart.start()
        self._heart = heart

    async def stop(self, grace_seconds: float = 2.0) -> None:
        """End: the running beat, then running polls, get `grace_seconds` to finish, else are cancelled; the seat is given up."""
        self._stopped = True
        heart, self._heart = self._heart, None
        if heart is not None:
            heart.remove_all_jobs()
            await self._beat_ended(grace_seconds)
            heart.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in the loop's next turn
        polls = tuple(self._polls.values())
        if polls:
            _, late = await asyncio.wait(polls, timeout=grace_seconds)
            for poll in late:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)
        self._seat.release()
        self._tell_seat()

    def wake(self) -> None:
        """Look again at the next beat: a setting, a permission or a forced poll changed what is due."""
        self._quiet_until = None

    async def tick(self) -> None:
        """Do one beat: notice a suspend, try the seat, start what is due. Returns without waiting for polls."""
        async with self._beating:
            if not self._stopped:
                await self._beat(self._clock())

    async def _beat(self, now: datetime) -> None:
        self._notice_jump(now)
        try:
            self._seat.try_acquire()
            self._tell_seat()
            if self._seat.held and self._settings.enabled and not self._is_quiet(now):
                await self._start_due(now)
        except DebtwatchError as error:
            self._listeners.troubled(error)

    async def _beat_ended(self, seconds: float) -> None:
        """Wait for the beat that runs: were it cancelled, its thread would read on in a store that is being closed."""
        await asyncio.sleep(0)  # one that was about to run finds that it is over
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._beating:
                pass

    async def idle(self) -> None:
        """Wait until no poll is running."""
        while self._polls:
            await asyncio.wait(tuple(self._polls.values()))

    def _is_quiet(self, now: datetime) -> bool:
        return self._quiet_until is not None and now < self._quiet_until

    async def _start_due(self, now: datetime) -> None:
        known = await asyncio.to_thread(self._poller.known)
        moments = await asyncio.to_thread(self._poller.due_at, known, now)
        if self._stopped:
            return
        for feed, moment in moments.items():
            if moment <= now and feed not in self._polls:
                self._polls[feed] = poll = asyncio.create_task(self._poll(feed), name=f"poll {feed}")
                poll.add_done_callback(self._poll_ended)
        ahead = [moment for feed, moment in moments.items() if feed not in self._polls]
        self._quiet_until = min([*ahead, now + _LONGEST_QUIET])

    async def _poll(self, feed: str) -> None:
        try:
            self._listeners.reported(await self._poller.poll(feed))
        finally:
            del self._polls[feed]
            self.wake()

    def _poll_ended(self, poll: asyncio.Task[None]) -> None:
        error = None if poll.cancelled() else poll.exception()
        if error is not None:
            self._listeners.troubled(error)

    def _notice_jump(self, now: datetime) -> None:
        beat = self._monotonic()
        if self._last_beat is not None:
            wall, mono = self._last_beat
            jump = (now - wall) - timedelta(seconds=beat - mono)
            if abs(jump) > _JUMP:
                self.wake()
                self._listeners.resumed(jump)
        self._last_beat = (now, beat)

    def _tell_seat(self) -> None:
        if self._seat.held != self._was_seated:
            self._was_seated = self._seat.held
            self.wake()
            self._listeners.seated(self._was_seated)

    def _job_failed(self, event: JobExecutionEvent) -> None:
        if not (self._stopped and isinstance(event.exception, asyncio.CancelledError)):
            self._listeners.troubled(event.exception)
