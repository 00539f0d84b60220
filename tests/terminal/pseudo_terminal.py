"""A real pseudo-terminal with a program in it, read like a terminal reads."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0
CSI = re.compile(r"\x1b\[([<=>?]?)[0-9;:]*([ -/]*[@-~])")


class Terminal:
    """One program on one pseudo-terminal."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int] = (100, 30), **environment: str) -> None:
        self.columns, self.lines = size
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        unset = {"NO_COLOR", "COLORTERM"}
        inherited = {name: value for name, value in os.environ.items() if name not in unset}
        paths = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            [sys.executable, *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=inherited | paths | environment,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 -- the tests start no thread before it
        )
        self.seen = b""
        self._screen = pyte.Screen(self.columns, self.lines)
        self._stream = pyte.ByteStream(self._screen)

    def read_until(self, wanted: Callable[[str], bool]) -> str:
        """Read what is written until the screen is as wanted; AssertionError where it never is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            shown = self.screen()
            if wanted(shown):
                return shown
            if not self._read(0.2) and self.process.poll() is not None:
                break
        raise AssertionError(f"the screen never came to be as wanted:\n{self.screen()}")

    def screen(self) -> str:
        """Return what a terminal would show for the bytes so far, a wide character half overwritten included."""
        rows = (self._screen.buffer[y] for y in range(self.lines))
        return "\n".join("".join(row[x].data for x in range(self.columns)) for row in rows)

    def text(self) -> str:
        return self.seen.decode("utf-8", errors="replace")

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self, number: signal.Signals | None = None) -> int:
        """Send a signal, read the rest and return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            self._read(0.1)
        while self._read(0.05):
            pass
        return self.process.wait(timeout=1)

    def settings_now(self) -> list[object]:
        """Return the terminal's own settings, as they stand."""
        return list(termios.tcgetattr(self.slave))

    def hang_up(self) -> int:
        """Take the terminal away and return the exit code."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for descriptor in (self.master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            piece = os.read(self.master, 65_536)
        except OSError:
            return False
        self.seen += piece
        self._stream.feed(piece)
        return bool(piece)


def _take_terminal() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it, and so would their children
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def kinds_of_sequences(text: str) -> set[str]:
    """Return every kind of control in a text: CSI finals with their prefix, and everything else bare."""
    kinds = {f"CSI {match[1]}{match[2]}" for match in CSI.finditer(text)}
    rest = CSI.sub("", text)
    return kinds | {
        repr(rest[at : at + 2]) if char == "\x1b" else repr(char)
        for at, char in enumerate(rest)
        if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or char in "\u2028\u2029\u202a\u202b\u202d\u202e"
    }
