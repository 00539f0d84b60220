"""One step of the drill, whatever it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container, VerticalScroll

from debtwatch.terminal.keys import LEVEL_BINDINGS
from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.widgets.pane import Pane, TextPane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.terminal.rows.levels import Level
    from debtwatch.terminal.widgets.table import VirtualTable


class LevelScreen(BoardScreen):
    """The panes of one level; `enter` opens the next, `esc` goes back."""

    BINDINGS: ClassVar[list[BindingType]] = LEVEL_BINDINGS

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level

    def body(self) -> Iterable[Widget]:
        """Return one pane a panel."""
        panel = Panel("", empty=READING)
        if self.level.into is not None:
            return (Container(*(Pane(panel, id=name) for name in self.level.panes), id="level"),)
        return (
            VerticalScroll(
                *(TextPane(panel, id=name) for name in self.level.panes),
                id="leaf",
                classes="single" if len(self.level.panes) == 1 else None,
            ),
        )

    def show_board(self) -> None:
        """Make the level's panels from the newest snapshot."""
        seen = self.monitor.present.seen
        if seen is None:
            return
        self.crumbs(*self.level.crumbs(seen.snapshot))
        for name, panel in zip(self.level.panes, self.level.panels(seen.snapshot), strict=True):
            pane = self.query_one(f"#{name}")
            if isinstance(pane, Pane):
                pane.show(panel)
            elif isinstance(pane, TextPane):
                pane.show_panel(panel)
        if self.level.into is None and self.focused is None:
            self.query_one("#leaf").focus()

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open the level below."""
        if self.level.into is not None:
            self.app.push_screen(LevelScreen(self.level.into(event.key)))

    def action_drill(self) -> None:
        """Open the cash flows of a level that has no rows."""
        from debtwatch.terminal.screens.flows import FlowsScreen

        seen = self.monitor.present.seen
        if seen is not None:
            places = self.level.crumbs(seen.snapshot)
            self.app.push_screen(FlowsScreen((places[0], places[-1]), self.level.opens))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `enter` to the rows where there are any."""
        if action == "drill" and not self.level.opens:
            return False
        return super().check_action(action, parameters)
