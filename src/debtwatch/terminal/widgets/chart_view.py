"""A chart that fills its widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtwatch.terminal.chart import Guide, Symbols, chart
from debtwatch.terminal.rows.values import Span
from debtwatch.terminal.widgets.paint import Painted

if TYPE_CHECKING:
    from textual.strip import Strip


class ChartView(Painted):
    """One run of values with its guides; drawn anew when the values or the size change."""

    ALLOW_MAXIMIZE = True

    def __init__(self, symbols: Symbols, *, id: str) -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id)
        self.symbols = symbols
        self.values: tuple[float | None, ...] = ()
        self.guides: tuple[Guide, ...] = ()
        self.places = 1
        self._drawn: tuple[object, list[str]] = (None, [])

    def show(self, values: Sequence[float | None], guides: Sequence[Guide] = (), places: int = 1) -> None:
        """Draw these values if they are not on the screen already."""
        wanted = (tuple(values), tuple(guides), places)
        if wanted != (self.values, self.guides, self.places):
            self.values, self.guides, self.places = wanted
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        made_of = (self.values, self.guides, self.places, self.size)
        if self._drawn[0] != made_of:
            width, height = self.size
            lines = chart(self.values, width, height, self.guides, symbols=self.symbols, places=self.places)
            self._drawn = (made_of, lines)
        lines = self._drawn[1]
        return self.paint((Span(lines[y]),) if y < len(lines) else (), self.size.width)
