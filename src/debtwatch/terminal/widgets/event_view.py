"""A gauge in event time that fills its widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.terminal.event_chart import event_chart
from debtwatch.terminal.rows.values import Line, Span
from debtwatch.terminal.widgets.paint import Painted

if TYPE_CHECKING:
    from textual.strip import Strip

    from debtwatch.terminal.chart import Symbols
    from debtwatch.terminal.rows.event import EventTime

NOTHING = "the eras have no readings of this gauge"


class EventView(Painted):
    """Three eras on one scale; drawn anew when what is shown or the size changes."""

    ALLOW_MAXIMIZE = True

    def __init__(self, symbols: Symbols, *, id: str) -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id)
        self.symbols = symbols
        self.shown: EventTime | None = None
        self._drawn: tuple[object, list[Line]] = (None, [])

    def show(self, shown: EventTime | None) -> None:
        """Draw this if it is not on the screen already."""
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        made_of = (self.shown, self.size)
        if self._drawn[0] != made_of:
            width, height = self.size
            empty: list[Line] = [(Span(NOTHING),)]
            shown = empty if self.shown is None else event_chart(self.shown, width, height, self.symbols)
            self._drawn = (made_of, shown)
        lines = self._drawn[1]
        return self.paint(lines[y] if y < len(lines) else (), self.size.width)
