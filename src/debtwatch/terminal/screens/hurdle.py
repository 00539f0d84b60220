"""Mode 6: the revenue this must earn, and who pays whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Horizontal

from debtwatch.terminal.keys import HURDLE_BINDINGS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.circularity import graph_lines
from debtwatch.terminal.rows.levels import Level, hurdle_level, loop_level, party_level
from debtwatch.terminal.rows.values import Panel, Span, Tone
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.lines import Lines
from debtwatch.terminal.widgets.pane import Pane, TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.terminal.widgets.table import VirtualTable

PANES = ("hurdle", "grid", "loops", "parties")
VIEWS = {
    "hurdle": "hurdle",
    "grid": "grid",
    "loops": "loops",
    "parties": "what returns",
    "graph": "who pays whom",
}
"""What `i` turns over on a narrow terminal."""
ABOVE = ("hurdle", "grid", "graph")
"""What it turns over on a wide one, above loops and what returns."""
MARGIN = 6
"""Cells of a leaf's frame and scroll bar."""


class HurdleScreen(BoardScreen):
    """The required revenue above loops, what returns and the graph; one of them at a time where there is no room."""

    BINDINGS: ClassVar[list[BindingType]] = HURDLE_BINDINGS

    def __init__(self) -> None:
        super().__init__()
        self.front = ABOVE[0]

    def body(self) -> Iterable[Widget]:
        """Return the panes."""
        panels = self.monitor.present.board.panels
        hurdle, grid, loops, parties = (Pane(panels.get(name) or blank_panel(name), id=name) for name in PANES)
        graph = TextPane(blank_panel("graph"), id="graph")
        graph.can_focus = True
        return (Container(hurdle, grid, graph, Horizontal(loops, parties, id="circles"), id="panes"),)

    def show_board(self) -> None:
        """Draw what changed."""
        panels = self.monitor.present.board.panels
        for name in PANES:
            if name in panels:
                self.query_one(f"#{name}", Pane).show(panels[name])
        self._fit()

    @property
    def turns(self) -> tuple[str, ...]:
        """The views `i` turns over at this width."""
        return ABOVE if self.has_class("-wide") else tuple(VIEWS)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 -- Textual's signature
        """Lay the views out for the new width and draw the graph for it."""
        self.call_after_refresh(self._fit)

    def action_turn(self) -> None:
        """Bring the next view to the front, and the cursor with it."""
        turns = self.turns
        self.front = turns[(turns.index(self.front) + 1) % len(turns)]
        self._fit()
        front = self.query_one(f"#{self.front}")
        (front.table if isinstance(front, Pane) and front.table.display else front).focus()

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open what a base is made of, a loop drawn, or a party's edges."""
        self.app.push_screen(LevelScreen(self._below(event.table.id or "", event.key)))

    def _below(self, table: str, key: str) -> Level:
        match table:
            case "loops-table":
                return loop_level("6 circularity", key, self.size.width - MARGIN)
            case "parties-table":
                return party_level("6 circularity", key)
            case _:
                return hurdle_level("6 hurdle", key)

    def _fit(self) -> None:
        self._arrange()
        self.call_after_refresh(self._draw_graph)

    def _arrange(self) -> None:
        turns = self.turns
        if self.front not in turns:
            self.front = turns[0]
        for name in VIEWS:
            self.query_one(f"#{name}").display = name == self.front or name not in turns
        self.query_one("#circles").display = any(self.query_one(f"#{name}").display for name in ("loops", "parties"))
        tabs = tuple(Span(f" {VIEWS[name]} ", Tone.STRONG if name == self.front else Tone.MUTED) for name in turns)
        self.query_one("#crumbs", Lines).show(((Span(" i ▸", Tone.MUTED), *tabs),))

    def _draw_graph(self) -> None:
        seen = self.monitor.present.seen
        pane = self.query_one("#graph", TextPane)
        width = pane.scrollable_content_region.width
        if seen is not None and seen.snapshot.circularity is not None and width:
            pane.show_panel(Panel("who pays whom", lines=graph_lines(seen.snapshot.circularity, width)))
