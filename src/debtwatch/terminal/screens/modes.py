"""The modes that are one or two panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.keys import ALERT_BINDINGS, STRUCTURE_BINDINGS, WALL_BINDINGS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.levels import company_level, sponsor_level
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.bubble import BubbleScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.domain.alert import AlertEvent
    from debtwatch.terminal.port import DeskPort
    from debtwatch.terminal.widgets.table import VirtualTable


class PanesScreen(BoardScreen):
    """Panes of the board, one above the other."""

    PANES: ClassVar[tuple[str, ...]] = ()

    def body(self) -> Iterable[Widget]:
        """Return the panes."""
        panels = self.monitor.present.board.panels
        return (Container(*(Pane(panels.get(name) or blank_panel(name), id=name) for name in self.PANES), id="panes"),)

    def show_board(self) -> None:
        """Draw what changed."""
        board = self.monitor.present.board
        for name in self.PANES:
            if name in board.panels:
                self.query_one(f"#{name}", Pane).show(board.panels[name])


class RefinancingScreen(PanesScreen):
    """Mode 2: sponsors, most pressed first."""

    BINDINGS: ClassVar[list[BindingType]] = [*WALL_BINDINGS, *STRUCTURE_BINDINGS]
    PANES: ClassVar[tuple[str, ...]] = ("sponsors",)

    def action_wall(self) -> None:
        """Open what falls due when."""
        from debtwatch.terminal.screens.wall import WallScreen

        self.app.push_screen(WallScreen("2 refinancing"))

    def action_structure(self) -> None:
        """Open where the debt hides."""
        from debtwatch.terminal.screens.structure import StructureScreen

        self.app.push_screen(StructureScreen("2 refinancing"))

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the sponsor's deals."""
        self.app.push_screen(LevelScreen(sponsor_level("2 refinancing", event.key)))


class IssuersScreen(PanesScreen):
    """Mode 5: who owes it, and what pays it."""

    PANES: ClassVar[tuple[str, ...]] = ("issuers",)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the company's figures."""
        self.app.push_screen(LevelScreen(company_level("5 issuers", event.key)))


class AlertsScreen(PanesScreen):
    """Mode 7: what fired, was revised, went stale, was resolved."""

    BINDINGS: ClassVar[list[BindingType]] = ALERT_BINDINGS
    PANES: ClassVar[tuple[str, ...]] = ("alerts",)

    def action_acknowledge(self) -> None:
        """Keep that the reader has seen the alert under the cursor."""
        present, table = self.monitor.present, self.filtered
        key = None if table is None else table.cursor_key
        event = next((one for one in present.seen.events if one.id == key), None) if present.seen else None
        if event is not None and present.desk is not None:
            self.run_worker(self._acknowledge(present.desk, event), group="acknowledge", exclusive=True)

    async def _acknowledge(self, desk: DeskPort, event: AlertEvent) -> None:
        try:
            await desk.acknowledge(event.fingerprint)
        except DebtwatchError as problem:
            self.notify(clean(str(problem)), severity="warning", markup=False)
        else:
            self.notify(clean(event.message), title="acknowledged", markup=False)


class FeedsScreen(PanesScreen):
    """Mode 8: each feed's health, each series' freshness, and whose data it is."""

    PANES: ClassVar[tuple[str, ...]] = ("feeds", "series")


BY_NAME: dict[str, type[BoardScreen]] = {
    "refinancing": RefinancingScreen,
    "bubble": BubbleScreen,
    "issuers": IssuersScreen,
    "alerts": AlertsScreen,
    "feeds": FeedsScreen,
}
"""Screens by the mode that opens them."""
