"""The wall and what stands around it: one table at a time, `w` for the next."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from debtwatch.domain.text import clean
from debtwatch.terminal.keys import WALL_BINDINGS
from debtwatch.terminal.rows.behind import BEHIND, why_nothing
from debtwatch.terminal.rows.levels import behind_level, deal_level, due_level, tranche_level
from debtwatch.terminal.rows.shocked import under
from debtwatch.terminal.rows.wall import VIEWS, wall_panel
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.screens.turned import TurnedScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.rows.values import Panel
    from debtwatch.terminal.widgets.table import VirtualTable

MONTHS = MappingProxyType({"months": 1, "quarters": 3, "years": 12})
"""How long a row's period is, by table."""

MOVED_AS = {"horizons": "refinancing", "projects": "refinancing"}
"""Tables a shock moves: what refinancing costs, and what services floating debt; what falls due when stands as signed."""


class WallScreen(TurnedScreen):
    """Principal by quarter, year and month, cost by horizon, absorption."""

    BINDINGS: ClassVar[list[BindingType]] = WALL_BINDINGS
    SUBJECT = "wall"
    TABLES = tuple((view.name, view.title) for view in VIEWS)

    def panel(self, snapshot: Snapshot) -> Panel:
        """Return the panel of the table in front."""
        view = VIEWS[self.place]
        return under(wall_panel(snapshot, view), snapshot, MOVED_AS.get(view.name, "wall"))

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open what the row stands on: what falls due in the period, the tranches of a sum, the tranche itself."""
        name = self.name_in_front
        if name in MONTHS:
            start = date.fromisoformat(event.key)
            self.app.push_screen(LevelScreen(due_level(self.above, start, MONTHS[name])))
        elif name == "floats":
            self.app.push_screen(LevelScreen(tranche_level(self.above, event.key.partition("/")[0], event.key)))
        elif name == "projects":
            self.app.push_screen(LevelScreen(deal_level(self.above, event.key)))
        elif name in BEHIND and not self._says_why_nothing(name, event.key):
            self.app.push_screen(LevelScreen(behind_level(self.above, name, event.key)))

    def _says_why_nothing(self, table: str, key: str) -> bool:
        """Say why a row opens nothing; whether it does not."""
        seen = self.monitor.present.seen
        why = why_nothing(seen.snapshot, key) if seen is not None and table == "absorption" else ""
        if why:
            self.notify(clean(why), title=clean(key.strip()), markup=False, timeout=6)
        return bool(why)

    def action_wall(self) -> None:
        """Turn to the next table."""
        self.turn()
