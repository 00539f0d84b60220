"""The app: modes, keys, one snapshot in front of every screen."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App

from debtwatch.domain.errors import ConfigError, DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.keys import APP_BINDINGS, MODES, keymap_problems
from debtwatch.terminal.present import Present
from debtwatch.terminal.rows.bars import header_line
from debtwatch.terminal.rows.calendar import stepped
from debtwatch.terminal.screens import open_screen, shock_dialog, terms_dialog
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.sortings import read_sortings, write_sortings
from debtwatch.terminal.theme import DARK, LIGHT, theme_name, with_tones

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.binding import BindingType
    from textual.screen import Screen

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.settings import Settings
    from debtwatch.terminal.chart import Symbols
    from debtwatch.terminal.port import DeskPort
    from debtwatch.terminal.rows.values import Line


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

    def __init__(
        self, settings: Settings, connect: Callable[[], DeskPort], clock: Clock, *, symbols: Symbols, no_color: bool
    ) -> None:
        super().__init__(ansi_color=True if no_color else None)
        self.settings = settings
        self.connect = connect
        self.now = clock
        self.present = Present(settings.places.cache / "rows", symbols)
        self.sortings = read_sortings(self.present.folder)
        """How each table was last ordered, by its id."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        theme = theme_name(settings.terminal.theme, no_color=no_color)
        if theme not in self.available_themes:
            known = sorted({*self.available_themes, "ansi"} - {"ansi-dark"})
            raise ConfigError(f"no theme is called {theme}", where="terminal.theme", expected=" or ".join(known))
        self.theme = theme
        self.animation_level = "none"

    def get_css_variables(self) -> dict[str, str]:
        """Give our own colour names a meaning in every theme."""
        self.theme_variables = with_tones(super().get_css_variables(), ansi=self.current_theme.ansi)
        return self.theme_variables

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; before the first screen there is nothing to style, only colours to know."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Bind the user's keys, start the minute and, once something is painted, the desk."""
        self.set_keymap(self.settings.terminal.keys)
        if problems := keymap_problems(self.settings.terminal.keys):
            self._say(f"[terminal.keys]: {'; '.join(problems)}")
        self.call_after_refresh(self.run_worker, self._open_desk(), name="desk", exit_on_error=True)
        self._next_minute()

    async def on_unmount(self) -> None:
        """Stop the desk; keep the rows and their order for the next start."""
        write_sortings(self.present.folder, self.sortings)
        await self.present.close()

    async def _open_desk(self) -> None:
        try:
            desk = await self.present.open(self.connect)
            desk.subscribe(self.receive)
            desk.subscribe_trouble(self._troubled)
            terms = await desk.terms()
        except DebtwatchError as problem:
            self._say(str(problem))
            return
        if terms is not None:
            self.push_screen(terms_dialog(terms, desk))

    def receive(self, snapshot: Snapshot) -> None:
        """Take a new snapshot; while paused it waits."""
        self.present.waiting = snapshot
        if not self.present.paused:
            self.run_worker(self._digest(), group="board", exclusive=True)

    async def _digest(self) -> None:
        if await self.present.digest(self.now()):
            self._show()
            if self.present.rings and self.settings.terminal.bell:
                self.bell()

    def _show(self) -> None:
        """Draw on the screen in front, and on the one a dialog stands before."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, BoardScreen):
                screen.catch_up()
                return

    def _next_minute(self) -> None:
        now = self.now()
        self.set_timer(60.0 - now.second - now.microsecond / 1e6, self._minute, name="minute")

    def _minute(self) -> None:
        self._next_minute()
        if isinstance(self.screen, BoardScreen):
            self.screen.update_bars()
        if self.present.seen is not None and not self.present.paused:
            self.run_worker(self._digest(), group="board", exclusive=True)

    def header(self, width: int) -> Line:
        """Return the top line for a width."""
        return header_line(self.present.front(self.current_mode, self.now()), MODES, width)

    def action_open_mode(self, mode: str) -> None:
        """Open a mode where it was left."""
        self.switch_mode(mode)

    async def action_refresh_feeds(self) -> None:
        """Fetch now."""
        if self.present.desk is not None:
            self.notify("asking every feed that may be asked", markup=False, timeout=2)
            self.run_worker(self._ask(self.present.desk.refresh()), group="refresh", exclusive=True)

    def action_pause(self) -> None:
        """Hold the numbers, or let them go on."""
        self.present.paused = not self.present.paused
        self._show()
        if not self.present.paused and self.present.waiting is not None:
            self.run_worker(self._digest(), group="board", exclusive=True)

    def action_jump(self) -> None:
        """Ask for a day."""
        from debtwatch.terminal.screens.dialogs import JumpDialog

        self.push_screen(JumpDialog(), self._jumped)

    def action_step(self, direction: int) -> None:
        """Step a day, or a month where only monthly history exists; past today is the present."""
        self._jumped(stepped(self.present.day, direction, self.now().date()))

    def action_shock(self) -> None:
        """Ask for a move of the market."""
        if self.present.desk is not None:
            self.push_screen(shock_dialog(self.present.desk.shocks, self.present.shock), self._shocked)

    def action_explain(self) -> None:
        """Show the keys that work here and what the columns mean."""
        from debtwatch.terminal.explain import help_lines
        from debtwatch.terminal.screens.dialogs import HelpDialog

        self.push_screen(HelpDialog(help_lines(self.screen, self)))

    def _jumped(self, day: date | str | None) -> None:
        desk = self.present.desk
        if day is not None and desk is not None:
            self.present.day = day if isinstance(day, date) else None
            self._show()
            self.run_worker(self._ask(desk.at(self.present.day)), group="at", exclusive=True)

    def _shocked(self, name: str | None) -> None:
        desk = self.present.desk
        if name is not None and desk is not None:
            self.present.shock = name.strip() or None
            self._show()
            self.run_worker(self._ask(desk.shocked_by(self.present.shock)), group="shock", exclusive=True)

    def assume(self, haircut_pct: float | None) -> None:
        """Show the lease cliffs, and what ranks by them, under another haircut; None is the settings'."""
        desk = self.present.desk
        if desk is not None:
            self.present.haircut_pct = haircut_pct
            self._show()
            self.run_worker(self._ask(desk.assume(haircut_pct)), group="assume", exclusive=True)

    async def _ask(self, question: Awaitable[object]) -> None:
        """Wait for the desk; what it cannot do is said."""
        try:
            await question
        except DebtwatchError as problem:
            self._say(str(problem))

    def _troubled(self, trouble: str) -> None:
        if trouble:
            self._say(trouble)
        else:
            self.present.problem = ""
            self._show()

    def _fatal_error(self) -> None:
        """End without a picture of every variable, where a key could stand; `run` raises the error again."""
        self._close_messages_no_wait()

    def _say(self, problem: str) -> None:
        self.present.problem = problem
        self.notify(clean(problem), severity="error", markup=False, timeout=10)
        self._show()
