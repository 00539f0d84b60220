"""Mode 3: every series, and the selected one drawn with both eras as lines; `i` tells the same otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Vertical
from textual.content import Content

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.keys import CHART_BINDINGS, SPREADS_BINDINGS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.drawn import Reach, drawn, following
from debtwatch.terminal.rows.levels import sponsor_level, tranche_level
from debtwatch.terminal.rows.moved import VIEWS, View, obligor_of, view_panel
from debtwatch.terminal.rows.shocked import under
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.history import HistoryScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.chart_view import ChartView
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.domain.series import StoredObservation
    from debtwatch.terminal.widgets.table import VirtualTable


class SpreadsScreen(BoardScreen):
    """The table in front drives the chart below it."""

    PANE: ClassVar[str] = "spreads"
    ABOVE: ClassVar[str] = "3 spreads"
    BINDINGS: ClassVar[list[BindingType]] = [*CHART_BINDINGS, *SPREADS_BINDINGS]
    reach = Reach.YEAR
    place = 0
    """Which table is in front: 0 the series, then `VIEWS`."""

    def body(self) -> Iterable[Widget]:
        """Return the tables, one of them on the screen, above the chart."""
        panel = self.monitor.present.board.panels.get(self.PANE) or blank_panel(self.PANE)
        framed = Vertical(ChartView(self.monitor.present.symbols, id="chart"), id="chart-frame")
        views = (Pane(blank_panel(view.title), id=view.name) for view in VIEWS)
        return (Container(Pane(panel, id=self.PANE), *views, framed, id="panes"),)

    @property
    def view(self) -> View | None:
        """How the pane is told; None by series."""
        return VIEWS[self.place - 1] if self.place else None

    @property
    def _pane(self) -> Pane:
        return self.query_one(f"#{self.view.name if self.view else self.PANE}", Pane)

    def show_board(self) -> None:
        """Draw the rows in front, and the chart of the row under the cursor."""
        present, view = self.monitor.present, self.view
        for name in (self.PANE, *(each.name for each in VIEWS)):
            self.query_one(f"#{name}", Pane).display = name == (view.name if view else self.PANE)
        self.query_one("#chart-frame").display = view is None or view.charts
        if view is None:
            self.crumbs()
            if self.PANE in present.board.panels:
                self._pane.show(present.board.panels[self.PANE])
        else:
            self.crumbs(self.ABOVE, view.title)
            if present.seen is not None:
                self._pane.show(under(view_panel(present.seen.snapshot, view), present.seen.snapshot, "spreads"))
        self._draw(self._pane.table.cursor_key)

    def action_turn(self) -> None:
        """Tell it by the next: curve, movers, marks, obligors, and the series again."""
        self.place = (self.place + 1) % (len(VIEWS) + 1)
        self.show_board()
        if self._pane.table.display:
            self._pane.table.focus()

    def action_back(self) -> None:
        """Return to the series before leaving."""
        if self.place and self.maximized is None:
            self.place = 0
            self.show_board()
            self._pane.table.focus()
        else:
            super().action_back()

    def on_virtual_table_moved(self, event: VirtualTable.Moved) -> None:
        """Draw the series the cursor came to."""
        self._draw(event.key)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open every vintage of the series, the tranche marked, or what the obligor's swap concerns."""
        seen, view = self.monitor.present.seen, self.view
        if view is not None and not view.charts:
            tranche = event.key.partition("|")[0]
            self.app.push_screen(LevelScreen(tranche_level(self.ABOVE, tranche.partition("/")[0], tranche)))
        elif view is not None and seen is not None and (party := obligor_of(seen.snapshot, event.key)):
            self.app.push_screen(LevelScreen(sponsor_level(self.ABOVE, party)))
        else:
            self.app.push_screen(HistoryScreen(self.ABOVE, event.key))

    def action_span(self) -> None:
        """Draw more of the series, then a year again."""
        self.reach = following(self.reach)
        self._draw(self._pane.table.cursor_key)

    def _draw(self, series: str | None) -> None:
        if series is None or (self.view is not None and not self.view.charts):
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
