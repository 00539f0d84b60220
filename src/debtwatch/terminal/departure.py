"""Leaving from outside: on a signal, or because the terminal is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from debtwatch.terminal.app import DebtwatchApp

WATCH_SECONDS = 5.0
"""How often the terminal is looked for: a vanished one gives no signal where SIGHUP is ignored."""
GRACE_SECONDS = 4.0
"""How long the app has to leave in good order before the process ends regardless."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
STANDARD_STREAMS = (0, 1, 2)


class Departure:
    """Ends an app from outside while it runs; a thread of its own, for a lost terminal can block the loop."""

    def __init__(self, app: DebtwatchApp) -> None:
        self.app = app
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._watch_terminal, name="terminal watch", daemon=True)

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._loop.add_signal_handler(number, self._begin, 128 + number)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for number in SIGNALS:
            self._loop.remove_signal_handler(number)

    def _begin(self, code: int) -> None:
        """End the app on its loop, and make sure of it."""
        if not terminal_is_there():
            write_nowhere()
        self._make_sure(code)
        self.app.exit(code, return_code=code)

    def _make_sure(self, code: int) -> None:
        threading.Thread(target=self._end_regardless, args=(code,), name="last resort", daemon=True).start()

    def _end_regardless(self, code: int) -> None:
        if not self._over.wait(GRACE_SECONDS):
            os._exit(code)

    def _watch_terminal(self) -> None:
        while not self._over.wait(WATCH_SECONDS):
            if not terminal_is_there():
                code = 128 + signal.SIGHUP
                write_nowhere()
                self._make_sure(code)
                self._loop.call_soon_threadsafe(self._begin, code)
                return


def terminal_is_there() -> bool:
    """Whether standard input still is a terminal with a foreground process group."""
    try:
        os.tcgetpgrp(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except OSError:
        return False
    return True


def write_nowhere() -> None:
    """Turn the standard streams that were the terminal to the null device, where writing never fails or blocks."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in STANDARD_STREAMS:
        if stat.S_ISCHR(os.fstat(stream).st_mode):
            os.dup2(null, stream)
    os.close(null)
