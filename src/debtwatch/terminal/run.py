"""Running the app so that the terminal is left as it was found, however it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from debtwatch.desk.ground import system_clock
from debtwatch.terminal.app import DebtwatchApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import Settings
    from debtwatch.terminal.port import DeskPort

WATCH_SECONDS = 5.0
"""How often the terminal is looked for: a vanished one gives no signal where SIGHUP is ignored."""
ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def run(settings: Settings, clock: Clock = system_clock) -> int:
    """Open the monitor and return the exit code: 0, 143 after SIGTERM, 129 after SIGHUP or a lost terminal.

    `clock` is the time of what is shown: a replay has one of its own.
    """

    def connect() -> DeskPort:
        from debtwatch.desk.live import LiveDesk

        return LiveDesk(settings, clock)

    return open_monitor(settings, connect, clock)


def open_monitor(settings: Settings, connect: Callable[[], DeskPort], clock: Clock = system_clock) -> int:
    """Run the app over any desk."""
    app = DebtwatchApp(settings, connect, clock, no_color=bool(os.environ.get("NO_COLOR")))
    return asyncio.run(_run(app, mouse=settings.terminal.mouse))


async def _run(app: DebtwatchApp, *, mouse: bool) -> int:
    loop = asyncio.get_running_loop()
    for number in ENDING_SIGNALS:
        loop.add_signal_handler(number, _end, app, 128 + number)
    watch = loop.create_task(_watch_terminal(app))
    try:
        answer = await app.run_async(mouse=mouse)
    finally:
        watch.cancel()
        for number in ENDING_SIGNALS:
            loop.remove_signal_handler(number)
    return answer if answer is not None else app.return_code or 0


def _end(app: DebtwatchApp, code: int) -> None:
    app.exit(code, return_code=code)


async def _watch_terminal(app: DebtwatchApp) -> None:
    """End the app when its terminal is gone."""
    while terminal_is_there():  # noqa: ASYNC110 -- a vanished terminal announces itself to nobody
        await asyncio.sleep(WATCH_SECONDS)
    _end(app, 128 + signal.SIGHUP)


def terminal_is_there() -> bool:
    """Whether standard input still is a terminal with a foreground process group."""
    try:
        os.tcgetpgrp(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except OSError:
        return False
    return True
