"""Mode 3: every series, and the selected one drawn with both eras as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Container, Vertical
from textual.content import Content

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.spreads import drawn
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.history import HistoryScreen
from debtwatch.terminal.widgets.chart_view import ChartView
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from debtwatch.terminal.widgets.table import VirtualTable


class SpreadsScreen(BoardScreen):
    """The table drives the chart below it."""

    PANE: ClassVar[str] = "spreads"

    def body(self) -> Iterable[Widget]:
        """Return the table above the chart."""
        panel = self.monitor.board.panels.get(self.PANE, Panel(self.PANE, empty=READING))
        framed = Vertical(ChartView(self.monitor.symbols, id="chart"), id="chart-frame")
        return (Container(Pane(panel, id=self.PANE), framed, id="panes"),)

    def show_board(self) -> None:
        """Draw the rows, and the chart of the row under the cursor."""
        panels = self.monitor.board.panels
        if self.PANE in panels:
            self.query_one(f"#{self.PANE}", Pane).show(panels[self.PANE])
        self._draw(self.query_one(f"#{self.PANE}", Pane).table.cursor_key)

    def on_virtual_table_moved(self, event: VirtualTable.Moved) -> None:
        """Draw the series the cursor came to."""
        self._draw(event.key)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open every vintage of the series."""
        self.app.push_screen(HistoryScreen("3 spreads", event.key))

    def _draw(self, series: str | None) -> None:
        seen = self.monitor.seen
        chart = None if seen is None or series is None else drawn(seen.snapshot, series)
        if chart is None:
            return
        self.query_one(ChartView).show(chart.values, chart.guides, chart.places)
        frame: Any = self.query_one("#chart-frame")
        frame.border_title = Content(f" {clean(chart.title)} ")
