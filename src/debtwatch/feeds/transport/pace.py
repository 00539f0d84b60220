"""A host is called no faster than it likes, and never more than twice at once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AT_ONCE = 2


class Pace:
    """Spaces the calls to each host. One event loop's own; waiting callers are served in order."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self._seats: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, host: str, spacing_seconds: float) -> AsyncIterator[None]:
        """Wait for this caller's turn at `host`, and hold one of its two seats meanwhile."""
        async with self._seats.setdefault(host, asyncio.Semaphore(AT_ONCE)):
            await self.space(host, spacing_seconds)
            yield

    async def space(self, host: str, spacing_seconds: float) -> None:
        """Wait until `host` may be called once more."""
        await asyncio.sleep(self._reserve(host, spacing_seconds))

    def _reserve(self, host: str, spacing_seconds: float) -> float:
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at.get(host, now))
        self._free_at[host] = start + spacing_seconds
        return start - now
