"""The live desk as one reader's: with the events to show and the moment this reader last looked."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from debtwatch.desk import alarms
from debtwatch.desk.ground import system_clock
from debtwatch.desk.live import LiveDesk
from debtwatch.domain.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from debtwatch.domain.alert import AlertEvent
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import Settings

NOTE = "last looked"
_log = logging.getLogger(__name__)


class ReadersDesk(LiveDesk):
    """What the terminal asks of the desk."""

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        super().__init__(settings, clock)
        self._reader_clock = clock
        self.last_looked: datetime | None = None

    async def start(self) -> None:
        """Open the store and read when this reader last looked."""
        await super().start()
        noted = await asyncio.to_thread(self.desk.ground.store.notes.get, NOTE)
        self.last_looked = _moment(noted)

    async def stop(self) -> None:
        """Note the moment, then let go of everything."""
        try:
            now = self._reader_clock().isoformat()
            await asyncio.to_thread(self.desk.ground.store.notes.put, NOTE, now)
        except StoreError as error:
            _log.warning("when you last looked could not be kept: %s", error)
        await super().stop()

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        """Return the newest alert events, newest first."""
        return await asyncio.to_thread(alarms.newest, self.desk.ground.store.alerts, limit)


def _moment(noted: str | None) -> datetime | None:
    if noted is None:
        return None
    try:
        return datetime.fromisoformat(noted)
    except ValueError:
        return None
