"""How often each source is asked while a print is awaited."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from debtwatch.domain.series import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from debtwatch.domain.settings import FeedSettings, PollingSettings

_SHARES = 2**32


@dataclass(frozen=True, slots=True)
class Pace:
    """When one feed is asked for a print: `lead` before it is due, then after each wait, the last repeated."""

    waits: tuple[timedelta, ...]
    lead: timedelta = timedelta()
    """How long before the print is due it is worth a first look."""
    revisit_at: str = ""
    """Time of day, in the calendar's zone, at which a day that printed is read again: revisions come then."""
    jitter: timedelta = timedelta()
    """Every look is later by this much, so that not everyone calls at once."""

    def waits_for(self, cadence: Cadence) -> Iterator[timedelta]:
        """Yield the waits between looks for ever; a slow series is looked for at its own leisure."""
        shortest = _SHORTEST_WAIT[cadence]
        for wait in self.waits:
            yield max(wait, shortest)
        while True:
            yield max(self.waits[-1], shortest)


def _minutes(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=count) for count in counts)


_SHORTEST_WAIT: Mapping[Cadence, timedelta] = MappingProxyType(
    {
        Cadence.DAILY: timedelta(),
        Cadence.WEEKLY: timedelta(),
        Cadence.MONTHLY: timedelta(hours=12),
        Cadence.QUARTERLY: timedelta(hours=24),
    }
)
_JUST_BEFORE = timedelta(minutes=3)
"""Longer than the usual jitter, so that a punctual print is here when it is due and never shows as delayed.
The first wait is longer still: one that came at the last minute is had within two."""
_USUAL = Pace(waits=_minutes(5, 30, 60, 120, 240), lead=_JUST_BEFORE)
_PACES: Mapping[str, Pace] = MappingProxyType(
    {
        # Posted between 16:00 and 18:00; due at 18:00.
        "treasury": Pace(waits=_minutes(60, 35, 55, 60, 120, 240), lead=timedelta(minutes=90)),
        # Revised, where at all, at about 14:30.
        "nyfed": Pace(waits=_minutes(5, 15, 30, 60, 120), lead=_JUST_BEFORE, revisit_at="14:45"),
        "fred": Pace(waits=_minutes(5, 40, 60, 120, 240), lead=_JUST_BEFORE),
        "ofr": Pace(waits=_minutes(5, 60, 120, 240), lead=_JUST_BEFORE),
        "coinbase": Pace(waits=_minutes(5, 10, 30, 120), lead=_JUST_BEFORE),
    }
)


def pace_of(feed: str, settings: FeedSettings, polling: PollingSettings, seed: str) -> Pace:
    """Return a feed's pace: its own, tightened by `every_minutes`, delayed by its share of the jitter.

    The share depends on `seed` and the feed's name alone: one machine asks at the same second every
    day, two machines at different ones.
    """
    pace = _PACES.get(feed, _USUAL)
    share = zlib.crc32(f"{seed}/{feed}".encode()) / _SHARES
    jitter = timedelta(seconds=polling.jitter_seconds * share)
    if settings.every_minutes:
        often = timedelta(minutes=settings.every_minutes)
        pace = replace(pace, waits=tuple(min(wait, often) for wait in pace.waits))
    return replace(pace, jitter=jitter)
