"""Timing that survives a shared machine: the best of several, floor and subject in turn."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

GIVE_UP_SECONDS = 20.0


def best(subject: Callable[[], object], *, times: int = 5) -> float:
    """Return the shortest of several runs, in milliseconds."""
    return min(_once(subject) for _ in range(times))


def in_turn(floor: Callable[[], float], subject: Callable[[], float], *, times: int = 5) -> tuple[float, float]:
    """Return the best of each, measured alternately so that both meet the same machine."""
    pairs = [(floor(), subject()) for _ in range(times)]
    return min(first for first, _ in pairs), min(second for _, second in pairs)


def process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Return how long a process of this interpreter takes from start to exit, in milliseconds."""
    whole = {**os.environ, **(environment or {})}

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments], check=False, env=whole, capture_output=True, stdin=subprocess.DEVNULL
        )

    return _once(run)


def paint(
    arguments: Sequence[str],
    marker: bytes,
    environment: Mapping[str, str] | None = None,
    *,
    end: signal.Signals = signal.SIGKILL,
) -> float | None:
    """Return milliseconds from start until a program on a terminal has written a marker; None if it never does.

    It is ended by `end` then: SIGTERM lets it keep what it would keep.
    """
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        settings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "140", "LINES": "40", **(environment or {})}
        os.execve(sys.executable, [sys.executable, *arguments], settings)
    try:
        return _until(terminal, marker, started)
    finally:
        os.kill(child, end)
        _drain(child, terminal)
        os.close(terminal)


def _drain(child: int, terminal: int) -> None:
    """Read what a program still writes until it has ended: a full terminal would hold it."""
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                os.read(terminal, 65_536)
            except OSError:  # it has let go of its terminal
                os.waitpid(child, 0)
                return


def _until(terminal: int, marker: bytes, started: float) -> float | None:
    written = b""
    while time.perf_counter() - started < GIVE_UP_SECONDS:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            written += os.read(terminal, 65_536)
        except OSError:  # the program ended and its terminal with it
            return None
        if marker in written:
            return (time.perf_counter() - started) * 1_000
    return None


def _once(subject: Callable[[], object]) -> float:
    started = time.perf_counter()
    subject()
    return (time.perf_counter() - started) * 1_000
