"""What is known now: the newest snapshot as rows, and what the reader asked of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from debtwatch.domain.errors import DebtwatchError
from debtwatch.terminal.last_rows import read_rows, write_rows
from debtwatch.terminal.rows.bars import Front
from debtwatch.terminal.rows.blank import blank_board

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.domain.alert import Acknowledgement, AlertEvent
    from debtwatch.terminal.chart import Symbols
    from debtwatch.terminal.port import DeskPort
    from debtwatch.terminal.rows.board import Seen

EVENTS_SHOWN = 500
_log = logging.getLogger(__name__)


class Present:
    """One app's state: a desk in front, the last rows before there is one."""

    def __init__(self, folder: Path, symbols: Symbols) -> None:
        self.folder = folder
        self.symbols = symbols
        last = read_rows(folder)
        self.board = last or blank_board()
        self.from_last_time = last is not None
        """Whether the rows are the last run's, nothing having been computed yet."""
        self.seen: Seen | None = None
        self.desk: DeskPort | None = None
        self.waiting: Snapshot | None = None
        """A snapshot that came and is not drawn yet."""
        self.paused = False
        self.day: date | None = None
        """The day asked about; None is the present."""
        self.shock: str | None = None
        """The move of the market asked for, by name."""
        self.haircut_pct: float | None = None
        """The reader's own haircut on what a leased campus is worth to someone else; None is the settings'."""
        self.problem = ""
        self.rings = False
        """Whether the newest rows hold a critical alert that those before did not."""

    def front(self, mode: str, now: datetime) -> Front:
        """Return what the header tells."""
        shock = self.shock
        if shock is not None and not (
            self.seen and self.seen.snapshot.shock and self.seen.snapshot.shock.name == shock
        ):
            shock = f"{shock}, coming"
        return Front(
            self.board,
            mode,
            now,
            self.day,
            self.paused,
            self.from_last_time,
            self.problem,
            shock,
            self.haircut_pct,
        )

    async def open(self, connect: Callable[[], DeskPort]) -> DeskPort:
        """Connect in a thread and start; DebtwatchError says what stands in the way."""
        desk = await asyncio.to_thread(connect)
        await desk.start()
        self.desk = desk
        return desk

    async def digest(self, now: datetime) -> bool:
        """Turn the newest snapshot into rows; whether there was one."""
        desk = self.desk
        snapshot = self.waiting or (self.seen.snapshot if self.seen else None)
        if desk is None or snapshot is None:
            return False
        from debtwatch.terminal.rows.alerts import has_new_critical
        from debtwatch.terminal.rows.board import Seen, build_board

        events, acknowledged = await self._said(desk)
        seen = Seen(snapshot, events, desk.series, desk.last_looked, desk.role, desk.alert_trouble, acknowledged)
        board = await asyncio.to_thread(build_board, seen, now, self.symbols)
        self.rings = self.seen is not None and has_new_critical(self.seen.events, events)
        self.seen, self.board, self.waiting, self.from_last_time = seen, board, None, False
        return True

    async def _said(self, desk: DeskPort) -> tuple[Sequence[AlertEvent], Sequence[Acknowledgement]]:
        """Return the newest events and who has seen them; those shown before where the store cannot be read, and why."""
        try:
            return await desk.events(EVENTS_SHOWN), await desk.acknowledged()
        except DebtwatchError as problem:
            self.problem = str(problem)
            return (self.seen.events, self.seen.acknowledged) if self.seen else ((), ())

    async def close(self) -> None:
        """Keep the rows for the next start, note that the reader looked, and stop the desk."""
        asked = (self.day, self.haircut_pct)
        if self.seen is not None and asked == (None, None) and self.seen.snapshot.shock is None:
            write_rows(self.folder, self.board)
        desk, self.desk = self.desk, None
        if desk is None:
            return
        try:
            if self.seen is not None:
                await desk.looked()
        except DebtwatchError as problem:
            _log.warning("when you last looked could not be kept: %s", problem)
        finally:
            await desk.stop()
