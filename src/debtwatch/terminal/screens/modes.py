"""The modes that are one or two panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.levels import sponsor_level
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from debtwatch.terminal.widgets.table import VirtualTable


class PanesScreen(BoardScreen):
    """Panes of the board, one above the other."""

    PANES: ClassVar[tuple[str, ...]] = ()

    def body(self) -> Iterable[Widget]:
        """Return the panes."""
        panels = self.monitor.board.panels
        return (
            Container(
                *(Pane(panels.get(name, Panel(name, empty=READING)), id=name) for name in self.PANES), id="panes"
            ),
        )

    def show_board(self) -> None:
        """Draw what changed."""
        board = self.monitor.board
        for name in self.PANES:
            if name in board.panels:
                self.query_one(f"#{name}", Pane).show(board.panels[name])


class RefinancingScreen(PanesScreen):
    """Mode 2: sponsors, most pressed first."""

    PANES: ClassVar[tuple[str, ...]] = ("sponsors",)

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the sponsor's deals."""
        self.app.push_screen(LevelScreen(sponsor_level("2 refinancing", event.key)))


class BubbleScreen(PanesScreen):
    """Mode 4: both lamps and every gauge."""

    PANES: ClassVar[tuple[str, ...]] = ("bubble",)


class AlertsScreen(PanesScreen):
    """Mode 7: what fired, was revised, went stale, was resolved."""

    PANES: ClassVar[tuple[str, ...]] = ("alerts",)


class FeedsScreen(PanesScreen):
    """Mode 8: each feed's health, each series' freshness, and whose data it is."""

    PANES: ClassVar[tuple[str, ...]] = ("feeds", "series")


BY_NAME: dict[str, type[PanesScreen]] = {
    "refinancing": RefinancingScreen,
    "bubble": BubbleScreen,
    "alerts": AlertsScreen,
    "feeds": FeedsScreen,
}
"""Screens by the mode that opens them."""
