"""A table that draws only what is on the screen and keeps its place by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from debtwatch.terminal.keys import TABLE_BINDINGS
from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table, Tone
from debtwatch.terminal.widgets.fit import fit
from debtwatch.terminal.widgets.paint import Painted
from debtwatch.terminal.widgets.table_model import (
    Sorting,
    changed_cells,
    next_sorting,
    row_place,
    shown_columns,
    visible_rows,
)

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.timer import Timer

FLASH_SECONDS = 0.8


class VirtualTable(Painted, ScrollView, can_focus=True):
    """A keyed table: arrows move, `enter` drills, `s` sorts by the next column, `S` turns the order round."""

    ALLOW_MAXIMIZE = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--heading", "table--cursor", "table--flash"}
    BINDINGS: ClassVar[list[BindingType]] = TABLE_BINDINGS

    @dataclass
    class Drilled(Message):
        """`enter` on a row."""

        table: VirtualTable
        key: str

        @property
        def control(self) -> VirtualTable:
            """The table it happened in."""
            return self.table

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        table: VirtualTable
        key: str

        def can_replace(self, message: Message) -> bool:
            """Only the last of a burst matters."""
            return isinstance(message, VirtualTable.Moved) and message.table is self.table

        @property
        def control(self) -> VirtualTable:
            """The table it happened in."""
            return self.table

    @dataclass
    class Sorted(Message):
        """The reader asked for another order; None is the table's own."""

        table: VirtualTable
        sorting: Sorting | None

        @property
        def control(self) -> VirtualTable:
            """The table it happened in."""
            return self.table

    def __init__(self, table: Table | None = None, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id, classes=classes)
        self.table = table or Table(())
        self.filter = ""
        self.sorting: Sorting | None = None
        self.rows: list[Row] = list(self.table.rows)
        self.place = 0
        self.set_reactive(ScrollView.virtual_size, Size(0, len(self.rows) + 1))
        self._layout: list[tuple[int, int]] = []
        self._layout_of: tuple[tuple[Column, ...], int, int] = ((), 0, 0)
        """The columns, the width and the gap that `_layout` was chosen for."""
        self._flashing: set[tuple[str, int]] = set()
        self._flash_timer: Timer | None = None
        self._chosen = False
        """Whether the reader has moved the cursor."""

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor, None in an empty table."""
        return self.rows[self.place] if self.place < len(self.rows) else None

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor."""
        row = self.cursor_row
        return None if row is None else row.key

    def show(self, table: Table) -> None:
        """Draw `table` if anything changed; the cursor stays on its row and the row on its line."""
        if table == self.table:
            return
        self._flash(changed_cells(self.table, table))
        self.table = table
        self._arrange()

    def narrow(self, wanted: str) -> None:
        """Keep the rows that contain every word wanted; a leading `!` keeps the others."""
        if wanted != self.filter:
            self.filter = wanted
            self._arrange()

    def sort(self, sorting: Sorting | None) -> None:
        """Order by a column, or None for the table's own order."""
        self.sorting = sorting
        self._arrange()
        self.post_message(self.Sorted(self, sorting))

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self._move_to(self.place + step)

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self._move_to(self.place + direction * max(self._window - 1, 1))

    def action_edge(self, last: bool) -> None:
        """Move the cursor to the first or last row."""
        self._move_to(len(self.rows) - 1 if last else 0)

    def action_drill(self) -> None:
        """Tell the screen which row was chosen."""
        if self.cursor_key is not None:
            self.post_message(self.Drilled(self, self.cursor_key))

    def action_sort_next(self) -> None:
        """Sort by the next column on the screen; after the last, the table's own order."""
        self.sort(next_sorting(self.table, [index for index, _ in self._shown()], self.sorting))

    def action_sort_turn(self) -> None:
        """Turn the order round."""
        current = self.sorting or Sorting(self.table.ordered_by, self.table.descending)
        if current.column:
            self.sort(Sorting(current.column, not current.descending))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row under the pointer; a second click drills."""
        at = event.y - 1 + self.scroll_offset.y
        if event.y < 1 or at >= len(self.rows):
            return
        if event.chain > 1 and at == self.place:
            self.action_drill()
        self._move_to(at)

    def render_line(self, y: int) -> Strip:
        """Draw the heading or one row."""
        if y == 0:
            return self._heading()
        place = y - 1 + self.scroll_offset.y
        if place >= len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        return self._row(self.rows[place], under_cursor=place == self.place)

    @property
    def _window(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _arrange(self) -> None:
        key, offset = self.cursor_key, self.place - self.scroll_offset.y
        self.rows = visible_rows(self.table, self.filter, self.sorting)
        # A reader who has not chosen a row looks at the top of the table, whatever stands there now.
        self.place = row_place(self.rows, key if self._chosen else None, self.place)
        self.virtual_size = Size(0, len(self.rows) + 1)
        self.scroll_to(y=max(self.place - offset, 0), animate=False, immediate=True)
        self._reveal()
        if self.cursor_key is not None and self.cursor_key != key:
            self.post_message(self.Moved(self, self.cursor_key))
        self.refresh()

    def _shown(self) -> list[tuple[int, int]]:
        """Return the columns that fit, each with its width."""
        room, lines = self.content_size
        scrolled = self.styles.scrollbar_size_vertical if len(self.rows) + 1 > lines else 0  # it may not be there yet
        wanted = (self.table.columns, room - scrolled, self.table.gap)
        if wanted != self._layout_of:
            self._layout, self._layout_of = shown_columns(*wanted), wanted
        return self._layout

    def _move_to(self, place: int) -> None:
        aim = max(min(place, len(self.rows) - 1), 0)
        if aim == self.place:
            return
        self._chosen = True
        before, self.place = self.place, aim
        for line in (before, aim):
            self.refresh_line(line + 1)
        self._reveal()
        if self.cursor_key is not None:
            self.post_message(self.Moved(self, self.cursor_key))

    def _reveal(self) -> None:
        top, window = self.scroll_offset.y, self._window
        if self.place < top:
            self.scroll_to(y=self.place, animate=False, immediate=True)
        elif self.place >= top + window:
            self.scroll_to(y=self.place - window + 1, animate=False, immediate=True)

    def _flash(self, cells: set[tuple[str, int]]) -> None:
        if not cells or not self.is_mounted:
            return
        self._flashing |= cells
        if self._flash_timer is not None:
            self._flash_timer.stop()
        self._flash_timer = self.set_timer(FLASH_SECONDS, self._settle)

    def _settle(self) -> None:
        self._flashing.clear()
        self._flash_timer = None
        self.refresh()

    def _heading(self) -> Strip:
        style = self.get_component_rich_style("table--heading")
        texts = [self._label(self.table.columns[index], width) for index, width in self._shown()]
        return self._strip([Segment(text, style) for text in texts], style)

    def _label(self, column: Column, width: int) -> str:
        sorting = self.sorting
        if sorting is None or sorting.column != column.key:
            return fit(column.label, width, column.align)
        mark = "▾" if sorting.descending else "▴"
        if column.align is Align.RIGHT:
            return fit(mark + fit(column.label, min(len(column.label), width - 1)), width, Align.RIGHT)
        return fit(fit(column.label, min(len(column.label), width - 1)) + mark, width)

    def _row(self, row: Row, *, under_cursor: bool) -> Strip:
        over = self._over("table--cursor") if under_cursor else None
        base = self.rich_style if over is None else self.rich_style + over
        segments = []
        for index, width in self._shown():
            cell = row.cells[index] if index < len(row.cells) else Cell("")
            style = self.tone_style(cell.tone) if cell.tone is not Tone.PLAIN else self.rich_style
            if (row.key, index) in self._flashing:
                style += self._over("table--flash")
            if over is not None:
                style += over
            segments.append(Segment(fit(cell.text, width, self.table.columns[index].align), style))
        return self._strip(segments, base)

    def _over(self, name: str) -> Style:
        style = self.get_component_rich_style(name)
        return Style(bgcolor=style.bgcolor, bold=style.bold or None, reverse=style.reverse or None)

    def _strip(self, segments: list[Segment], base: Style) -> Strip:
        spaced: list[Segment] = []
        for segment in segments:
            if spaced:
                spaced.append(Segment(" " * self.table.gap, base))
            spaced.append(segment)
        return Strip(spaced).adjust_cell_length(self.size.width, base)
