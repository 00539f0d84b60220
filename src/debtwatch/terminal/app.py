"""The app: modes, keys, one snapshot in front of every screen."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.keys import APP_BINDINGS, MODES, keymap_problems
from debtwatch.terminal.last_rows import read_rows, write_rows
from debtwatch.terminal.rows.bars import Front, header_line
from debtwatch.terminal.rows.blank import blank_board
from debtwatch.terminal.rows.calendar import step
from debtwatch.terminal.screens import open_screen
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.theme import DARK, LIGHT, theme_name, with_tones

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.screen import Screen

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import Settings
    from debtwatch.terminal.port import DeskPort
    from debtwatch.terminal.rows.board import Seen
    from debtwatch.terminal.rows.values import Line

EVENTS_SHOWN = 500
_log = logging.getLogger(__name__)


class DebtwatchApp(App[int]):
    """The monitor; `connect` is called in a thread once the rows last shown are on the screen."""

    TITLE = "debtwatch"
    CSS_PATH = "debtwatch.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        mode.name: partial(open_screen, mode.name) for mode in MODES
    }
    DEFAULT_MODE = "overview"

    def __init__(self, settings: Settings, connect: Callable[[], DeskPort], clock: Clock, *, no_color: bool) -> None:
        super().__init__(ansi_color=True if no_color else None)
        self.settings = settings
        self.connect = connect
        self.now = clock
        self.symbols = Symbols(settings.terminal.symbols) if settings.terminal.symbols != "auto" else Symbols.BRAILLE
        last = read_rows(settings.places.cache / "rows")
        self.board = last or blank_board()
        self.from_last_time = last is not None
        """Whether the rows are the last run's, nothing having been computed yet."""
        self.seen: Seen | None = None
        self.desk: DeskPort | None = None
        self.paused = False
        self.waiting: Snapshot | None = None
        self.day: date | None = None
        self.problem = ""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme_name(settings.terminal.theme, no_color=no_color)
        self.animation_level = "none"

    def get_css_variables(self) -> dict[str, str]:
        """Give our own colour names a meaning in every theme."""
        self.theme_variables = with_tones(super().get_css_variables(), ansi=self.current_theme.ansi)
        return self.theme_variables

    def on_mount(self) -> None:
        """Bind the user's keys, start the minute and, once something is painted, the desk."""
        self.set_keymap(self.settings.terminal.keys)
        problems = keymap_problems(self.settings.terminal.keys)
        if problems:
            self._say(f"[terminal.keys]: {'; '.join(problems)}")
        self.call_after_refresh(self.run_worker, self._open_desk(), name="desk", exit_on_error=True)
        self._next_minute()

    async def on_unmount(self) -> None:
        """Stop the desk and keep the rows for the next start."""
        if self.seen is not None and self.day is None:
            write_rows(self.settings.places.cache / "rows", self.board)
        if self.desk is not None:
            await self._close(self.desk)

    async def _open_desk(self) -> None:
        try:
            desk = await asyncio.to_thread(self.connect)
            await desk.start()
        except DebtwatchError as problem:
            self._say(str(problem))
            return
        self.desk = desk
        desk.subscribe(self.receive)
        desk.subscribe_trouble(self._troubled)

    async def _close(self, desk: DeskPort) -> None:
        try:
            if self.seen is not None:
                await desk.looked()
        except DebtwatchError as problem:
            _log.warning("when you last looked could not be kept: %s", problem)
        finally:
            await desk.stop()

    def receive(self, snapshot: Snapshot) -> None:
        """Take a new snapshot; while paused it waits."""
        self.waiting = snapshot
        if not self.paused:
            self.run_worker(self._digest(), group="board", exclusive=True)

    async def _digest(self) -> None:
        desk = self.desk
        snapshot = self.waiting or (self.seen.snapshot if self.seen else None)
        if desk is None or snapshot is None:
            return
        from debtwatch.terminal.rows.board import Seen, build_board

        events = await desk.events(EVENTS_SHOWN)
        seen = Seen(snapshot, events, desk.series, desk.last_looked, desk.role)
        board = await asyncio.to_thread(build_board, seen, self.now(), self.symbols)
        self.seen, self.board, self.waiting, self.from_last_time = seen, board, None, False
        self._show()

    def _show(self) -> None:
        if isinstance(self.screen, BoardScreen):
            self.screen.catch_up()

    def _next_minute(self) -> None:
        now = self.now()
        self.set_timer(60.0 - now.second - now.microsecond / 1e6, self._minute, name="minute")

    def _minute(self) -> None:
        self._next_minute()
        if isinstance(self.screen, BoardScreen):
            self.screen.update_bars()
        if self.seen is not None and not self.paused:
            self.run_worker(self._digest(), group="board", exclusive=True)

    def header(self, width: int) -> Line:
        """Return the top line for a width."""
        return header_line(
            Front(self.board, self.current_mode, self.now(), self.day, self.paused, self.from_last_time, self.problem),
            MODES,
            width,
        )

    def action_open_mode(self, mode: str) -> None:
        """Open a mode where it was left."""
        self.switch_mode(mode)

    async def action_refresh_feeds(self) -> None:
        """Fetch now."""
        if self.desk is not None:
            self.notify("asking every feed that may be asked", markup=False, timeout=2)
            self.run_worker(self.desk.refresh(), group="refresh", exclusive=True)

    def action_pause(self) -> None:
        """Hold the numbers, or let them go on."""
        self.paused = not self.paused
        self._show()
        if not self.paused and self.waiting is not None:
            self.run_worker(self._digest(), group="board", exclusive=True)

    def action_jump(self) -> None:
        """Ask for a day."""
        from debtwatch.terminal.screens.dialogs import JumpDialog

        self.push_screen(JumpDialog(), self._jumped)

    def action_step(self, direction: int) -> None:
        """Step a day, or a month where only monthly history exists; past today is the present."""
        today = self.now().date()
        day = step(self.day or today, direction, today)
        self._jumped("now" if day >= today else day)

    def action_explain(self) -> None:
        """Show the keys that work here and what the columns mean."""
        from debtwatch.terminal.explain import help_lines
        from debtwatch.terminal.screens.dialogs import HelpDialog

        self.push_screen(HelpDialog(help_lines(self.screen, self)))

    def _jumped(self, day: date | str | None) -> None:
        if day is None or self.desk is None:
            return
        self.day = day if isinstance(day, date) else None
        self._show()
        self.run_worker(self.desk.at(self.day), group="at", exclusive=True)

    def _troubled(self, trouble: str) -> None:
        if trouble:
            self._say(trouble)
        else:
            self.problem = ""
            self._show()

    def _say(self, problem: str) -> None:
        self.problem = problem
        self.notify(clean(problem), severity="error", markup=False, timeout=10)
        self._show()
