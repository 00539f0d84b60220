"""Several tables behind one key: one on the screen, the key turns to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.rows.values import Panel


class TurnedScreen(BoardScreen):
    """A pane a table; a subclass names them and makes their panels."""

    SUBJECT: ClassVar[str]
    TABLES: ClassVar[tuple[tuple[str, str], ...]]
    """Name and title of each table."""

    def __init__(self, above: str) -> None:
        super().__init__()
        self.above = above
        self.place = 0

    @property
    def name_in_front(self) -> str:
        """The name of the table on the screen."""
        return self.TABLES[self.place][0]

    def panel(self, snapshot: Snapshot) -> Panel:
        """Return the panel of the table in front."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """Return a pane a table, one of them on the screen."""
        return (Container(*(Pane(blank_panel(title), id=name) for name, title in self.TABLES), id="panes"),)

    def show_board(self) -> None:
        """Draw the table in front; the others wait for their turn."""
        for place, (name, _) in enumerate(self.TABLES):
            self.query_one(f"#{name}", Pane).display = place == self.place
        seen, (name, title) = self.monitor.present.seen, self.TABLES[self.place]
        self.crumbs(self.above, self.SUBJECT, title)
        if seen is not None:
            self.query_one(f"#{name}", Pane).show(self.panel(seen.snapshot))

    def turn(self) -> None:
        """Turn to the next table."""
        self.place = (self.place + 1) % len(self.TABLES)
        self.show_board()
        table = self.query_one(f"#{self.name_in_front}", Pane).table
        if table.display:
            table.focus()
