"""Running the app so that the terminal is left as it was found, however it ends."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.worker import WorkerFailed

from debtwatch.terminal.app import DebtwatchApp
from debtwatch.terminal.chart import symbols_for
from debtwatch.terminal.departure import Departure

if TYPE_CHECKING:
    from collections.abc import Callable

    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import Settings
    from debtwatch.terminal.port import DeskPort

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


def run(settings: Settings, clock: Clock = utc_now) -> int:
    """Open the monitor and return the exit code: 0, 143 after SIGTERM, 129 after SIGHUP or a lost terminal.

    `clock` is the time of what is shown: a replay has one of its own.
    """

    def connect() -> DeskPort:
        from debtwatch.desk.live import LiveDesk

        return LiveDesk(settings, clock)

    return open_monitor(settings, connect, clock)


def open_monitor(settings: Settings, connect: Callable[[], DeskPort], clock: Clock = utc_now) -> int:
    """Run the app over any desk; raises what ended it, if that was a fault."""

    def connect_painted() -> DeskPort:
        """Connect; from here on garbage is looked for again, and not among what the first paint was made of."""
        gc.freeze()
        gc.enable()
        return connect()

    symbols = symbols_for(settings.terminal.symbols, os.environ)
    app = DebtwatchApp(settings, connect_painted, clock, symbols=symbols, no_color=bool(os.environ.get("NO_COLOR")))
    return asyncio.run(_run(app, mouse=settings.terminal.mouse))


async def _run(app: DebtwatchApp, *, mouse: bool) -> int:
    with Departure(app):
        answer = await app.run_async(mouse=mouse)
    fault = fault_of(app)
    if fault is not None:
        _log.error("the monitor ended by a fault", exc_info=fault)
        raise fault
    return answer if answer is not None else app.return_code or 0


def fault_of(app: DebtwatchApp) -> BaseException | None:
    """Return the error that ended an app, taken out of the worker it happened in."""
    fault = app._exception  # noqa: SLF001 -- textual keeps it nowhere else
    return fault.error if isinstance(fault, WorkerFailed) else fault
