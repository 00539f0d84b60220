"""The store fails at the k-th call, for every k; the collector is killed again and again: nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from debtwatch.domain.errors import StoreDamaged, StoreError
from debtwatch.feeds import build_feeds
from debtwatch.polling import Poller, Sources
from polling.examples import CALENDARS
from polling.town import FEEDS, MONDAY_NOON, Hands, Town, open_town_store

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.store.protocols import Store

FEW = ("SOFR", "BAMLH0A0HYM2", "NFCI", "OFR_FSI")


@dataclass
class Countdown:
    """Counts calls; the one that was named fails."""

    fails_at: int = 0
    calls: int = 0

    def count(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise StoreError("disk full")


@dataclass
class Failing:
    """A real store, or one of its parts, of which one call fails."""

    real: Any
    countdown: Countdown
    parts: dict[str, Failing] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name in {"observations", "fetches", "notes"}:
            return self.parts.setdefault(name, Failing(getattr(self.real, name), self.countdown))
        found: Callable[..., Any] = getattr(self.real, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.countdown.count()
            return found(*given, **named)

        return counted


def poller(town: Town, store: Any, hands: Hands) -> Poller:
    return Poller(Sources(town.settings, town.series, build_feeds(town.settings), CALENDARS), store, town.client, hands)


def contents(store: Store, series: tuple[str, ...]) -> list[tuple[str, str, float | None]]:
    return [
        (each.series, str(each.observed_on), each.value) for name in series for each in store.observations.history(name)
    ]


async def one_after_another(polling: Poller) -> None:
    for feed in polling.feeds:
        await polling.poll(feed)


async def test_a_store_that_fails_at_any_call_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    async with Town(tmp_path / "whole.sqlite", watched=FEW) as town:
        never = Countdown()
        await one_after_another(poller(town, Failing(town.store, never), Hands()))
        whole = contents(town.store, FEW)
        assert whole
        for k in range(1, never.calls + 1):
            hands = Hands(MONDAY_NOON)
            with open_town_store(tmp_path / f"{k}.sqlite", town.series) as store:
                polling = poller(town, Failing(store, Countdown(k)), hands)
                failed = 0
                for feed in polling.feeds:
                    try:
                        await polling.poll(feed)
                    except StoreError:
                        failed += 1
                assert failed == 1, f"call {k}"
                hands.pass_(timedelta(minutes=6))
                await one_after_another(polling)
                assert contents(store, FEW) == whole, f"call {k}"
                assert all(memory.failures == 0 for memory in store.fetches.all().values()), f"call {k}"


async def test_a_fault_in_one_feed_is_raised_after_the_others_are_done(tmp_path: Path) -> None:
    class OneBad(Failing):
        def __getattr__(self, name: str) -> Any:
            if name == "fetches":
                return BadFetches(self.real.fetches, self.countdown)
            return getattr(self.real, name)

    class BadFetches(Failing):
        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

        def record(self, record: Any) -> None:
            if record.feed == "ofr":
                raise StoreDamaged("a page is gone")
            self.real.record(record)

    async with Town(tmp_path / "s.sqlite") as town:
        polling = poller(town, OneBad(town.store, Countdown()), Hands())
        (error,) = await asyncio.gather(polling.poll_all(), return_exceptions=True)
        assert isinstance(error, StoreDamaged)
        last = town.store.fetches.all()
        assert {feed for feed in FEEDS if last[feed].last_success is not None} == set(FEEDS) - {"ofr"}
