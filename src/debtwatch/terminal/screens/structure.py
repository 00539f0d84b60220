"""The structure behind the refinancing: one table at a time, `i` for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from debtwatch.terminal.keys import STRUCTURE_BINDINGS
from debtwatch.terminal.rows.levels import chain_level, promises_level, sponsor_level, tranche_level
from debtwatch.terminal.rows.structure import VIEWS, structure_panel
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.screens.turned import TurnedScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.rows.levels import Level
    from debtwatch.terminal.rows.values import Panel
    from debtwatch.terminal.widgets.table import VirtualTable


class StructureScreen(TurnedScreen):
    """Off balance sheet, ultimate payers, lease cliffs, guarantees, chips, tails."""

    BINDINGS: ClassVar[list[BindingType]] = STRUCTURE_BINDINGS
    SUBJECT = "structure"
    TABLES = tuple((view.name, view.title) for view in VIEWS)

    def panel(self, snapshot: Snapshot) -> Panel:
        """Return the panel of the table in front."""
        return structure_panel(snapshot, VIEWS[self.place])

    def action_structure(self) -> None:
        """Turn to the next table."""
        self.turn()

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open what the row is made of."""
        self.app.push_screen(LevelScreen(self._below(event.key)))

    def _below(self, key: str) -> Level:
        match self.name_in_front:
            case "sheets":
                return sponsor_level(self.above, key)
            case "exposure":
                return chain_level(self.above, key)
            case "stacks":
                return promises_level(self.above, key)
            case _:
                tranche = key.partition("|")[0]
                return tranche_level(self.above, tranche.partition("/")[0], tranche)
