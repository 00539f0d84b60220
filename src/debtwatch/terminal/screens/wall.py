"""The wall and what stands around it: one table at a time, `w` for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from debtwatch.terminal.keys import WALL_BINDINGS
from debtwatch.terminal.rows.wall import VIEWS, wall_panel
from debtwatch.terminal.screens.turned import TurnedScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.rows.values import Panel


class WallScreen(TurnedScreen):
    """Principal by quarter, year and month, cost by horizon, absorption."""

    BINDINGS: ClassVar[list[BindingType]] = WALL_BINDINGS
    SUBJECT = "wall"
    TABLES = tuple((view.name, view.title) for view in VIEWS)

    def panel(self, snapshot: Snapshot) -> Panel:
        """Return the panel of the table in front."""
        return wall_panel(snapshot, VIEWS[self.place])

    def action_wall(self) -> None:
        """Turn to the next table."""
        self.turn()
