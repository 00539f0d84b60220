"""The structure behind the refinancing: one table at a time, `i` for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from debtwatch.terminal.keys import STRUCTURE_BINDINGS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.levels import chain_level, promises_level, sponsor_level, tranche_level
from debtwatch.terminal.rows.structure import VIEWS, structure_panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.terminal.rows.levels import Level
    from debtwatch.terminal.widgets.table import VirtualTable


class StructureScreen(BoardScreen):
    """Off balance sheet, ultimate payers, lease cliffs, guarantees, chips, tails."""

    BINDINGS: ClassVar[list[BindingType]] = STRUCTURE_BINDINGS

    def __init__(self, above: str) -> None:
        super().__init__()
        self.above = above
        self.place = 0

    def body(self) -> Iterable[Widget]:
        """Return a pane a table, one of them on the screen."""
        return (Container(*(Pane(blank_panel(view.title), id=view.name) for view in VIEWS), id="panes"),)

    def show_board(self) -> None:
        """Draw the table in front; the others wait for their turn."""
        for place, view in enumerate(VIEWS):
            self.query_one(f"#{view.name}", Pane).display = place == self.place
        seen, view = self.monitor.present.seen, VIEWS[self.place]
        self.crumbs(self.above, "structure", view.title)
        if seen is not None:
            self.query_one(f"#{view.name}", Pane).show(structure_panel(seen.snapshot, view))

    def action_structure(self) -> None:
        """Turn to the next table."""
        self.place = (self.place + 1) % len(VIEWS)
        self.show_board()
        table = self.query_one(f"#{VIEWS[self.place].name}", Pane).table
        if table.display:
            table.focus()

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open what the row is made of."""
        self.app.push_screen(LevelScreen(self._below(event.key)))

    def _below(self, key: str) -> Level:
        match VIEWS[self.place].name:
            case "sheets":
                return sponsor_level(self.above, key)
            case "exposure":
                return chain_level(self.above, key)
            case "stacks":
                return promises_level(self.above, key)
            case _:
                tranche = key.partition("|")[0]
                return tranche_level(self.above, tranche.partition("/")[0], tranche)
