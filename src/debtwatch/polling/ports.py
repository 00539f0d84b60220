"""What polling is given rather than makes: the network and the collector's seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from debtwatch.feeds.feed import Answer, Request


class Fetcher(Protocol):
    """The network, as `feeds.transport.client.Client` is."""

    async def fetch(self, request: Request, *, deadline: float | None = None) -> Answer:
        """Return the answer to one request, or raise the FeedError that says why there is none."""
        ...


class Seat(Protocol):
    """The right to collect, held by one process at a time, as `store.election.Election` is."""

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        ...

    def try_acquire(self) -> bool:
        """Take it if it is free and say whether it is ours; never waits."""
        ...

    def release(self) -> None:
        """Give it up; nothing where it is not ours."""
        ...
