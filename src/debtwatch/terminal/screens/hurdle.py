"""Mode 6: the revenue this must earn, and who pays whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container, Horizontal

from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.circularity import graph_lines
from debtwatch.terminal.rows.levels import hurdle_level, loop_level
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane, TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.widget import Widget

    from debtwatch.terminal.widgets.table import VirtualTable

PANES = ("hurdle", "loops", "parties")
MARGIN = 6
"""Cells of a leaf's frame and scroll bar."""


class HurdleScreen(BoardScreen):
    """The required revenue above loops, what returns, and the graph where there is room."""

    def body(self) -> Iterable[Widget]:
        """Return the panes."""
        panels = self.monitor.present.board.panels
        hurdle, loops, parties = (Pane(panels.get(name) or blank_panel(name), id=name) for name in PANES)
        graph = TextPane(blank_panel("graph"), id="graph")
        return (Container(hurdle, Horizontal(loops, Container(parties, graph, id="beside"), id="circles"), id="panes"),)

    def show_board(self) -> None:
        """Draw what changed."""
        panels = self.monitor.present.board.panels
        for name in PANES:
            if name in panels:
                self.query_one(f"#{name}", Pane).show(panels[name])
        self._draw_graph()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 -- Textual's signature
        """Draw the graph for the new width."""
        self.call_after_refresh(self._draw_graph)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open what a base is made of, or a loop drawn."""
        if event.table.id == "hurdle-table":
            self.app.push_screen(LevelScreen(hurdle_level("6 hurdle", event.key)))
        elif event.table.id == "loops-table":
            self.app.push_screen(LevelScreen(loop_level("6 circularity", event.key, self.size.width - MARGIN)))

    def _draw_graph(self) -> None:
        seen = self.monitor.present.seen
        pane = self.query_one("#graph", TextPane)
        width = pane.scrollable_content_region.width
        if seen is not None and seen.snapshot.circularity is not None and width:
            pane.show_panel(Panel("who pays whom", lines=graph_lines(seen.snapshot.circularity, width)))
