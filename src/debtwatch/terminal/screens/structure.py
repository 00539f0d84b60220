"""The structure behind the refinancing: one table at a time, `i` for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from debtwatch.terminal.keys import CLIFF_BINDINGS, STRUCTURE_BINDINGS
from debtwatch.terminal.rows.levels import (
    chain_level,
    cliff_level,
    collateral_level,
    contract_level,
    promises_level,
    sponsor_level,
    tail_level,
)
from debtwatch.terminal.rows.shocked import under
from debtwatch.terminal.rows.structure import VIEWS, structure_panel
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.screens.turned import TurnedScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.rows.levels import Level
    from debtwatch.terminal.rows.values import Panel
    from debtwatch.terminal.widgets.table import VirtualTable


MOVED_AS = {"collateral": "collateral"}
"""Tables a shock moves: floating loans on chips pay another base; the rest stands as signed."""
HAIRCUT_STEP = 5.0
"""Percentage points a key moves it."""


class StructureScreen(TurnedScreen):
    """Off balance sheet, ultimate payers, lease cliffs, guarantees, chips, tails."""

    BINDINGS: ClassVar[list[BindingType]] = [*STRUCTURE_BINDINGS, *CLIFF_BINDINGS]
    SUBJECT = "structure"
    TABLES = tuple((view.name, view.title) for view in VIEWS)

    def panel(self, snapshot: Snapshot) -> Panel:
        """Return the panel of the table in front."""
        view = VIEWS[self.place]
        return under(structure_panel(snapshot, view), snapshot, MOVED_AS.get(view.name, "structure"))

    def action_structure(self) -> None:
        """Turn to the next table."""
        self.turn()

    def action_haircut(self, step: int) -> None:
        """Take a larger or smaller haircut on what a leased campus is worth, or the settings' own."""
        seen = self.monitor.present.seen
        if seen is None or seen.snapshot.structure is None:
            return
        asked = self.monitor.present.haircut_pct
        now = seen.snapshot.structure.leases.haircut_pct if asked is None else asked
        self.monitor.assume(min(max(now + step * HAIRCUT_STEP, 0.0), 100.0) if step else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the haircut where it moves a number: on the lease cliffs."""
        if action == "haircut" and VIEWS[self.place].name != "cliffs":
            return False
        return super().check_action(action, parameters)

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
            case "cliffs":
                return cliff_level(self.above, key.partition("|")[0])
            case "collateral":
                return collateral_level(self.above, key)
            case "contracts":
                return contract_level(self.above, key)
            case _:
                return tail_level(self.above, key.partition("|")[0])
