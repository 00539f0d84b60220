"""The warnings' own record, replayed on what is stored when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.record import TITLE, record_panel, replaying_panel
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.widget import Widget


class RecordScreen(BoardScreen):
    """Opened, it replays to the day the reader looks at; what it says stands until that day is another."""

    replayed = False
    day: date | None = None

    def body(self) -> Iterable[Widget]:
        """Return the one pane."""
        return (Container(Pane(replaying_panel(), id="record"), id="level"),)

    def show_board(self) -> None:
        """Begin the replay once a day looked at; new prints do not start it again."""
        self.crumbs("4 bubble", "record")
        asked = self.monitor.present.day
        if not self.replayed or asked != self.day:
            self.replayed, self.day = True, asked
            self.run_worker(self._replay(), exclusive=True)

    async def _replay(self) -> None:
        desk = self.monitor.present.desk
        if desk is None:
            return
        try:
            panel = record_panel(await desk.backtest(self._tell, self.day))
        except DebtwatchError as problem:
            panel = Panel(TITLE, empty=clean(str(problem)))
        self.query_one("#record", Pane).show(panel)
        if self.focused is None and self.tables:
            self.tables[0].focus()

    def _tell(self, done: int, of: int) -> None:
        if self.is_mounted:
            self.query_one("#record", Pane).show(replaying_panel(done, of))
