"""The first screen: the answer, then who is pressed, what moved, and what happened meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.values import Span
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.widgets.lines import Lines
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from debtwatch.terminal.rows.values import Line
    from debtwatch.terminal.widgets.table import VirtualTable

PANES = ("lamps", "pressure", "moves", "since")


class OverviewScreen(BoardScreen):
    """Mode 1."""

    def body(self) -> Iterable[Widget]:
        """Lamps above two tables above what happened."""
        panels = self.monitor.present.board.panels
        lamps, pressure, moves, since = (Pane(panels.get(name) or blank_panel(name), id=name) for name in PANES)
        return (lamps, Container(pressure, moves, id="middle"), since, Lines(self._brief(), id="brief"))

    def show_board(self) -> None:
        """Draw the four panes and, on a narrow terminal, the spreads in two lines."""
        board = self.monitor.present.board
        for name in PANES:
            if name in board.panels:
                self.query_one(f"#{name}", Pane).show(board.panels[name])
        self.query_one("#brief", Lines).show(self._brief())

    def _brief(self) -> tuple[Line, ...]:
        """Return what a narrow terminal shows in place of the spreads: the lamps are in its header."""
        board = self.monitor.present.board
        trouble = ((Span(" "), *board.trouble),) if board.trouble else ()
        return (*board.brief[1:], *trouble)

    @property
    def says_trouble(self) -> bool:
        """On a narrow terminal the brief ends with it."""
        return self.has_class("-narrow")

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the deal or the series."""
        from debtwatch.terminal.rows.levels import deal_level
        from debtwatch.terminal.screens.history import HistoryScreen
        from debtwatch.terminal.screens.level import LevelScreen

        if event.table.id == "pressure-table":
            self.app.push_screen(LevelScreen(deal_level("1 overview", event.key)))
        else:
            self.app.push_screen(HistoryScreen("1 overview", event.key))
