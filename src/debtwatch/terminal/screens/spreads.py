"""Mode 3: every series, and the selected one drawn with both eras as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Vertical
from textual.content import Content

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.keys import CHART_BINDINGS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.drawn import Reach, drawn, following
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.history import HistoryScreen
from debtwatch.terminal.widgets.chart_view import ChartView
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.domain.series import StoredObservation
    from debtwatch.terminal.widgets.table import VirtualTable


class SpreadsScreen(BoardScreen):
    """The table drives the chart below it."""

    PANE: ClassVar[str] = "spreads"
    BINDINGS: ClassVar[list[BindingType]] = CHART_BINDINGS
    reach = Reach.YEAR

    def body(self) -> Iterable[Widget]:
        """Return the table above the chart."""
        panel = self.monitor.present.board.panels.get(self.PANE) or blank_panel(self.PANE)
        framed = Vertical(ChartView(self.monitor.present.symbols, id="chart"), id="chart-frame")
        return (Container(Pane(panel, id=self.PANE), framed, id="panes"),)

    def show_board(self) -> None:
        """Draw the rows, and the chart of the row under the cursor."""
        panels = self.monitor.present.board.panels
        if self.PANE in panels:
            self.query_one(f"#{self.PANE}", Pane).show(panels[self.PANE])
        self._draw(self.query_one(f"#{self.PANE}", Pane).table.cursor_key)

    def on_virtual_table_moved(self, event: VirtualTable.Moved) -> None:
        """Draw the series the cursor came to."""
        self._draw(event.key)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open every vintage of the series."""
        self.app.push_screen(HistoryScreen("3 spreads", event.key))

    def action_span(self) -> None:
        """Draw more of the series, then a year again."""
        self.reach = following(self.reach)
        self._draw(self.query_one(f"#{self.PANE}", Pane).table.cursor_key)

    def _draw(self, series: str | None) -> None:
        if series is None:
            return
        if self.reach is Reach.YEAR:
            self._put(series, ())
        else:
            self.run_worker(self._reach_back(series), group="chart", exclusive=True)

    async def _reach_back(self, series: str) -> None:
        desk = self.monitor.present.desk
        if desk is None:
            return
        try:
            self._put(series, await desk.history(series))
        except DebtwatchError as problem:
            self.notify(clean(str(problem)), severity="error", markup=False)

    def _put(self, series: str, vintages: Sequence[StoredObservation]) -> None:
        seen = self.monitor.present.seen
        chart = None if seen is None else drawn(seen.snapshot, series, self.reach, vintages)
        if chart is None:
            return
        self.query_one(ChartView).show(chart.values, chart.guides, chart.places)
        frame = self.query_one("#chart-frame")
        frame.border_title = Content(f" {clean(chart.title)} ")
        frame.border_subtitle = Content(f" {self.reach} · v changes ")
