"""Mode 4: both lamps, every gauge, and the one under the cursor in event time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, Vertical
from textual.content import Content

from debtwatch.domain.text import clean
from debtwatch.terminal.keys import BUBBLE_BINDINGS
from debtwatch.terminal.rows.blank import READING, blank_panel
from debtwatch.terminal.rows.event import event_time
from debtwatch.terminal.rows.gauge import gauge_panel
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.record import RecordScreen
from debtwatch.terminal.widgets.event_view import EventView
from debtwatch.terminal.widgets.pane import Pane, TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.terminal.widgets.table import VirtualTable


class EventScreen(BoardScreen):
    """A screen with a gauge in event time."""

    def framed(self) -> Vertical:
        """Return the framed chart."""
        return Vertical(EventView(self.monitor.present.symbols, id="event"), id="chart-frame")

    def draw_event(self, gauge: str | None) -> None:
        """Draw a gauge's three eras."""
        seen = self.monitor.present.seen
        if seen is None or gauge is None:
            return
        shown = event_time(seen.snapshot, gauge)
        self.query_one(EventView).show(shown)
        frame = self.query_one("#chart-frame")
        frame.border_title = Content(f" {clean(shown.title if shown else 'event time')} ")
        frame.border_subtitle = Content(" readings at the comparable month, never the best fit ")


class BubbleScreen(EventScreen):
    """The table drives the chart below it; `enter` opens one gauge."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (40, "-tall")]  # noqa: RUF012 -- an instance variable in Textual's eyes
    BINDINGS: ClassVar[list[BindingType]] = BUBBLE_BINDINGS
    PANE: ClassVar[str] = "bubble"

    def body(self) -> Iterable[Widget]:
        """Return the gauges above the chart."""
        panel = self.monitor.present.board.panels.get(self.PANE) or blank_panel(self.PANE)
        return (Container(Pane(panel, id=self.PANE), self.framed(), id="panes"),)

    def show_board(self) -> None:
        """Draw the rows, and the gauge under the cursor in event time."""
        panels = self.monitor.present.board.panels
        pane = self.query_one(f"#{self.PANE}", Pane)
        if self.PANE in panels:
            pane.show(panels[self.PANE])
        self.draw_event(pane.table.cursor_key)

    def action_record(self) -> None:
        """Replay the warnings on what is stored."""
        self.app.push_screen(RecordScreen())

    def on_virtual_table_moved(self, event: VirtualTable.Moved) -> None:
        """Draw the gauge the cursor came to."""
        self.draw_event(event.key)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the gauge."""
        self.app.push_screen(GaugeScreen("4 bubble", event.key))


class GaugeScreen(EventScreen):
    """What one gauge says and rests on, above its three eras."""

    def __init__(self, above: str, gauge: str) -> None:
        super().__init__()
        self.above = above
        self.gauge = gauge

    def body(self) -> Iterable[Widget]:
        """Return the words above the chart."""
        return (Container(TextPane(Panel("", empty=READING), id="gauge"), self.framed(), id="gauge-level"),)

    def show_board(self) -> None:
        """Draw both."""
        seen = self.monitor.present.seen
        if seen is None:
            return
        panel = gauge_panel(seen.snapshot, self.gauge)
        self.crumbs(self.above, panel.title)
        pane = self.query_one("#gauge", TextPane)
        pane.show_panel(panel)
        self.draw_event(self.gauge)
        if self.focused is None:
            pane.focus()
