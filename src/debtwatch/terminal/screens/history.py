"""The source of a number: every vintage of one series, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.history import history_panel
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class HistoryScreen(BoardScreen):
    """What was observed, published and seen, and when."""

    def __init__(self, above: str, series: str) -> None:
        super().__init__()
        self.above = above
        self.series = series

    def body(self) -> Iterable[Widget]:
        """Return the one pane."""
        return (Container(Pane(Panel(self.series, empty=READING), id="history"), id="panes"),)

    def show_board(self) -> None:
        """Ask for the vintages; they are drawn when they arrive."""
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        desk, seen = self.monitor.present.desk, self.monitor.present.seen
        if desk is None or seen is None:
            return
        declared = seen.series.get(self.series)
        self.crumbs(self.above, declared.label if declared else self.series)
        try:
            vintages = await desk.history(self.series)
        except DebtwatchError as problem:
            self.notify(clean(str(problem)), severity="error", markup=False)
            return
        self.query_one("#history", Pane).show(history_panel(self.series, declared, vintages))
