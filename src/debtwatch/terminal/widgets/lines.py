"""A few lines of toned text: headlines, verdicts, one-line bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.scroll_view import ScrollView

from debtwatch.terminal.widgets.fit import shortened, wrap
from debtwatch.terminal.widgets.paint import Painted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size
    from textual.strip import Strip

    from debtwatch.terminal.rows.values import Line


HANG = 2
"""Cells a broken line's rest stands in."""


class Lines(Painted):
    """A few lines, cut at the right edge or broken there; as tall as they are, gone when there are none.

    Where broken ones are given less height than they need, each keeps its beginning.
    """

    def __init__(
        self,
        lines: tuple[Line, ...] = (),
        *,
        wraps: bool = False,
        id: str | None = None,  # noqa: A002 -- Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=" ".join(filter(None, (classes, "" if lines else "-nothing"))))
        self.lines = lines
        self.wraps = wraps

    def show(self, lines: tuple[Line, ...]) -> None:
        """Draw these lines if they are not on the screen already."""
        if lines == self.lines:
            return
        before = len(self._rows())
        self.lines = lines
        taller = len(self._rows()) != before
        self.set_class(not lines, "-nothing")
        self.refresh(layout=taller)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's signature
        """Return one row a line, or a piece of one."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        rows = self._rows()
        if self.wraps and len(rows) > self.size.height:
            rows = shortened(self._broken(self.size.width), self.size.height, self.size.width)
        return self.paint(rows[y] if y < len(rows) else (), self.size.width)

    def _rows(self, width: int | None = None) -> Sequence[Line]:
        room = self.size.width if width is None else width
        if not self.wraps or room < 1:
            return self.lines
        return [part for parts in self._broken(room) for part in parts]

    def _broken(self, width: int) -> list[list[Line]]:
        return [wrap(line, width, HANG) for line in self.lines]


class Passage(Painted, ScrollView):
    """Lines broken at the right edge, scrolled by key: sources, definitions, help."""

    ALLOW_MAXIMIZE = True

    def __init__(
        self,
        lines: tuple[Line, ...] = (),
        *,
        indent: int = 0,
        id: str | None = None,  # noqa: A002 -- Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.lines = lines
        self.indent = indent
        self._wrapped: list[Line] = []
        self._wrapped_at = 0

    def show(self, lines: tuple[Line, ...]) -> None:
        """Draw these lines if they are not on the screen already; the place scrolled to is kept."""
        if lines == self.lines:
            return
        self.lines = lines
        self._wrap(self.scrollable_content_region.width)
        self.refresh(layout=True)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 -- Textual's signature
        """Break the lines anew where the width changed."""
        width = self.scrollable_content_region.width
        if width != self._wrapped_at:
            self._wrap(width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's signature
        """Return the broken lines' number."""
        return sum(len(wrap(line, max(width, 1), self.indent)) for line in self.lines)

    def render_line(self, y: int) -> Strip:
        """Draw one broken line."""
        place = y + self.scroll_offset.y
        return self.paint(self._wrapped[place] if place < len(self._wrapped) else (), self.size.width)

    def _wrap(self, width: int) -> None:
        from textual.geometry import Size

        self._wrapped_at = width
        self._wrapped = [part for line in self.lines for part in wrap(line, max(width, 1), self.indent)]
        self.virtual_size = Size(width, len(self._wrapped))
