"""The monitor on a real terminal: what it writes, and how it leaves."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.pseudo_terminal import Terminal, kinds_of_sequences

ON_TTY = str(Path(__file__).with_name("on_tty.py"))
ALTERNATE_ON, ALTERNATE_OFF = "\x1b[?1049h", "\x1b[?1049l"
MOUSE_OFF, CURSOR_BACK = "\x1b[?1000l", "\x1b[?25h"
TOUR = (
    ("2", "sponsors ──"),
    ("\r", "  #  deal"),
    ("\r", "matures"),
    ("\r", "what it would cost today"),
    ("3", "spreads and rates"),
    ("4", "build-up and break"),
    ("7", "1 event, newest first"),
    ("8", "personal series stay"),
    ("1", "is it 2008 or 2017?"),
)
"""Keys, and what the screen says once each has done its work."""
SGR = re.compile(r"\x1b\[([0-9;]*)m")


def colours(text: str) -> set[str]:
    """Return every colour code sent."""
    codes = {code for match in SGR.finditer(text) for code in match[1].split(";")}
    named = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}
    return {code for code in codes if code and int(code) in named}


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def opened(terminals: list[Terminal], folder: Path, kind: str = "plain", **environment: str) -> Terminal:
    terminal = Terminal([ON_TTY, str(folder), kind], (100, 30), **environment)
    terminals.append(terminal)
    terminal.read_until(lambda shown: "run-up" in shown and "drill" in shown)
    return terminal


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=lambda value: str(int(value))
)
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, terminals: list[Terminal], number: signal.Signals, code: int
) -> None:
    terminal = opened(terminals, tmp_path)
    assert ALTERNATE_ON in terminal.text()
    assert terminal.end(number) == code
    after = terminal.text()
    assert after.rindex(ALTERNATE_OFF) > after.rindex(ALTERNATE_ON)
    assert MOUSE_OFF in after
    assert after.rindex(CURSOR_BACK) > after.rindex(ALTERNATE_ON)
    assert terminal.settings_now() == terminal.before


def test_q_quits_with_zero_and_the_desk_is_stopped(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = opened(terminals, tmp_path)
    terminal.press("q")
    assert terminal.end() == 0
    assert ALTERNATE_OFF in terminal.text()
    assert (tmp_path / "asked").read_text() == "stop"


def test_a_terminal_that_vanishes_ends_it_even_where_hang_ups_are_ignored(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    ignoring = "import signal, runpy, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    deaf = "import debtwatch.terminal.departure as departure; departure.WATCH_SECONDS = 0.5; "
    start = f"sys.argv = {[ON_TTY, str(tmp_path), 'plain']!r}; runpy.run_path({ON_TTY!r}, run_name='__main__')"
    terminal = Terminal(["-c", ignoring + deaf + start])
    terminals.append(terminal)
    terminal.read_until(lambda shown: "Hyperion" in shown)
    assert terminal.hang_up() == 129


def test_foreign_words_add_no_control_sequence_to_what_the_terminal_is_sent(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    kinds: dict[str, set[str]] = {}
    for kind in ("plain", "hostile"):
        terminal = opened(terminals, tmp_path / kind, kind)
        for key, mark in TOUR:
            terminal.press(key)
            terminal.read_until(lambda shown, mark=mark: mark in shown)  # type: ignore[misc]
        terminal.press("q")
        assert terminal.end() == 0
        kinds[kind] = kinds_of_sequences(terminal.text())
        assert ("PWNED" in terminal.text()) is (kind == "hostile")
    assert kinds["hostile"] <= kinds["plain"]


def test_without_colour_not_one_colour_is_sent_and_the_cursor_still_shows(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    terminal = opened(terminals, tmp_path, NO_COLOR="1")
    terminal.press("q")
    assert terminal.end() == 0
    assert colours(terminal.text()) == set()
    assert re.search(r"\x1b\[(?:\d+;)*7[;m]", terminal.text())


def test_with_the_ansi_theme_only_the_terminals_own_colours_are_used(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = opened(terminals, tmp_path, DEBTWATCH_TEST_THEME="ansi")
    terminal.press("q")
    assert terminal.end() == 0
    assert "38;2;" not in terminal.text()
    assert "48;2;" not in terminal.text()


def test_garbage_is_looked_for_again_once_the_first_screen_is_painted(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    terminal = opened(terminals, tmp_path)
    terminal.press("q")
    assert terminal.end() == 0
    assert (tmp_path / "collects").read_text() == "True"


def test_an_idle_screen_sends_nothing(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = opened(terminals, tmp_path)
    while terminal._read(1.5):
        pass
    settled = len(terminal.seen)
    terminal._read(5.0)
    assert len(terminal.seen) == settled


def test_sixty_columns_still_answer(tmp_path: Path, terminals: list[Terminal]) -> None:
    terminal = Terminal([ON_TTY, str(tmp_path), "plain"], (60, 24))
    terminals.append(terminal)
    shown = terminal.read_until(lambda text: "IG 110" in text)
    assert "BUILD-UP 1/3" in shown
    assert "Hyperion" in shown
    assert "IG 110 +1w" in shown
