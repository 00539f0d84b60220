"""What fetches: client, poller and schedule, put together. Importing it loads httpx."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Self

from debtwatch.desk.permission import withheld_because
from debtwatch.feeds import build_feeds
from debtwatch.feeds.transport.client import Client
from debtwatch.polling.poller import Poller, Sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from debtwatch.desk.ground import Ground
    from debtwatch.polling.ports import Seat
    from debtwatch.polling.report import FetchReport
    from debtwatch.polling.scheduler import Listeners, Scheduler


class Collector:
    """One client and one poller over a store; with a seat, a schedule too."""

    def __init__(self, ground: Ground) -> None:
        settings = ground.settings
        sources = Sources(
            settings=settings,
            series=ground.series,
            feeds=build_feeds(settings),
            calendars=ground.calendars,
            withheld=lambda feed: withheld_because(feed, settings, ground.store.notes),
            seed=platform.node(),
        )
        self._client = Client(settings.network)
        self._ground = ground
        self._scheduler: Scheduler | None = None
        self.poller = Poller(sources, ground.store, self._client, ground.clock)

    def start(self, seat: Seat, listeners: Listeners) -> None:
        """Begin to take the seat when it is free and to poll what is due; on a running event loop."""
        from debtwatch.polling.scheduler import Scheduler

        ground = self._ground
        self._scheduler = Scheduler(self.poller, seat, ground.settings.polling, ground.clock, listeners)
        self._scheduler.start()

    def wake(self) -> None:
        """Look at the next beat what is due: a permission changed it."""
        if self._scheduler is not None:
            self._scheduler.wake()

    async def fetch(self, feeds: Sequence[str] = ()) -> tuple[FetchReport, ...]:
        """Ask the named feeds now, all where none is named, each to its end, whatever is due.

        UsageError for a feed there is none of; StoreError where what came could not be kept.
        """
        return await self.poller.poll_all(feeds, force=True)

    async def stop(self) -> None:
        """Let running polls end, or cancel them; give up the seat; close the connections."""
        if self._scheduler is not None:
            await self._scheduler.stop()
        await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
