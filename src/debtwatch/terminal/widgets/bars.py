"""The one-line bars above and below every screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from debtwatch.terminal.rows.values import Line
from debtwatch.terminal.widgets.paint import Painted

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.strip import Strip

Writer = Callable[[int], Line]
"""From a width to one line."""


class Bar(Painted):
    """One line written for the width it has; repainted only when its words differ."""

    def __init__(self, writer: Writer, *, id: str) -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id)
        self.writer = writer
        self._painted: Line | None = None

    def update(self) -> None:
        """Repaint if the line would read differently now."""
        if self.writer(self.size.width) != self._painted:
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's signature
        """Return one line."""
        return 1

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 -- there is one line
        """Draw the line."""
        self._painted = self.writer(self.size.width)
        return self.paint(self._painted, self.size.width)
