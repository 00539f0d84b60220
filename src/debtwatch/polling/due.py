"""What is due now, from the store's memory, the calendars and the pace. Pure: the present comes in.

A series is looked for from its print's due time, again at the pace's waits until the print is here, and
then left alone until the next one. A look counts once its feed was asked after it; so a restart asks for
nothing that was asked for already, and looks missed asleep are caught up by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from debtwatch.domain.freshness import memory_name
from debtwatch.store.values import FeedMemory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.config.calendars import PublicationCalendars
    from debtwatch.domain.series import Series
    from debtwatch.polling.pace import Pace

_CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers that decides what is due."""

    newest_on: Mapping[str, date]
    """Each series' newest day with a value."""
    memories: Mapping[str, FeedMemory]
    """Each feed's last poll, and that of each series that failed alone (`memory_name`)."""
    recorded: frozenset[str] = frozenset()
    """Series whose newest print shipped with the program: their feed was never heard, their past has gaps."""

    def memory(self, name: str, now: datetime) -> FeedMemory:
        """Return one memory, blank where a clock ahead of this one wrote it: its waits would never end."""
        memory = self.memories.get(name, FeedMemory())
        ahead = memory.last_try is not None and memory.last_try > now + _CLOCK_SLACK
        return FeedMemory() if ahead else memory


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one feed is asked, and for which of its series."""

    feed: str
    series: tuple[Series, ...]
    calendars: PublicationCalendars
    pace: Pace

    def due(self, known: Known, now: datetime) -> tuple[Series, ...]:
        """Return the series to be asked for at `now` (aware); none where nothing is due."""
        memory = known.memory(self.feed, now)
        if not memory.failures:
            return tuple(each for each in self.series if self._next_look(each, known, memory, now) <= now)
        if _held_until(memory, now) > now:
            return ()
        return tuple(each for each in self.series if self.awaits(each, known, now)) or self.series

    def next_due(self, known: Known, now: datetime) -> datetime | None:
        """Return the moment (UTC) from which `due` has something: `now` or later; None without series."""
        memory = known.memory(self.feed, now)
        if not self.series:
            return None
        if memory.failures:
            return _held_until(memory, now)
        return max(_utc(now), min(self._next_look(each, known, memory, now) for each in self.series))

    def awaits(self, series: Series, known: Known, now: datetime) -> bool:
        """Whether a print that should be here, or is worth a first look, is not."""
        newest = known.newest_on.get(series.id)
        return newest is None or newest < self.calendars.expected_on(series, self._sight(now))

    def _next_look(self, series: Series, known: Known, feed: FeedMemory, now: datetime) -> datetime:
        """Return when a series is to be asked for next; a moment already past is now due."""
        alone = known.memory(memory_name(series.feed, series.id), now)
        if alone.failures:
            return _held_until(alone, now)
        if self.awaits(series, known, now):
            return self._look_after(feed.last_try, series, now)
        upcoming = self._first_look(self.calendars.next_publication(series, self._sight(now)))
        return min(upcoming, self._revisit(series, feed.last_try, now) or upcoming)

    def _look_after(self, last_try: datetime | None, series: Series, now: datetime) -> datetime:
        """Return the first look at the awaited print that the last try did not already take."""
        expected = self.calendars.expected_on(series, self._sight(now))
        look = self._first_look(self.calendars.publication_of(series, expected))
        waits = self.pace.waits_for(series.cadence)
        while last_try is not None and look <= last_try:
            look += next(waits)
        return look

    def _revisit(self, series: Series, last_try: datetime | None, now: datetime) -> datetime | None:
        """Return today's second look at a print that is here, where its source revises by the clock."""
        if not self.pace.revisit_at:
            return None
        zone = self.calendars.zone(series.calendar)
        today = now.astimezone(zone).date()
        look = _utc(datetime.combine(today, time.fromisoformat(self.pace.revisit_at), tzinfo=zone)) + self.pace.jitter
        printed = self.calendars.publication_of(series, self.calendars.expected_on(series, now))
        taken = last_try is not None and last_try >= look
        return look if printed.date() == today and not taken else None

    def _sight(self, now: datetime) -> datetime:
        """Return the moment up to which prints are looked for at `now`."""
        return _utc(now) + self.pace.lead - self.pace.jitter

    def _first_look(self, publication: datetime) -> datetime:
        return _utc(publication) - self.pace.lead + self.pace.jitter


def _held_until(memory: FeedMemory, now: datetime) -> datetime:
    """Return when a failing source may be asked again: its back-off, its Retry-After and its breaker in one."""
    return _utc(max(moment for moment in (memory.next_try, memory.open_until, now) if moment is not None))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
