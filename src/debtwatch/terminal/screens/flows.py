"""A tranche's cash flows and what they are worth, computed when they are opened; `enter` shows where each figure is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.flows import flows_panel, measures_panel
from debtwatch.terminal.rows.levels import measure_level, sources_level
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.screens.board_screen import BoardScreen
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.terminal.widgets.table import VirtualTable

TITLE = "cash flows"


class FlowsScreen(BoardScreen):
    """Dated payments beside price, spreads, life and early repayment."""

    def __init__(self, above: tuple[str, ...], tranche_id: str) -> None:
        super().__init__()
        self.above = above
        self.tranche_id = tranche_id
        self.drilled: CashFlows | None = None

    def body(self) -> Iterable[Widget]:
        """Return the payments and the measures."""
        flows = Pane(Panel(TITLE, empty=READING), id="flows")
        return (Container(flows, Pane(Panel("what they are worth"), id="worth"), id="drilled"),)

    def show_board(self) -> None:
        """Ask for the cash flows; they are drawn when they arrive."""
        self.crumbs(*self.above, TITLE)
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        desk = self.monitor.present.desk
        if desk is None:
            return
        try:
            self.drilled = await desk.cash_flows(self.tranche_id)
        except DebtwatchError as problem:
            self.query_one("#flows", Pane).show(Panel(TITLE, empty=clean(str(problem))))
            return
        self.query_one("#flows", Pane).show(flows_panel(self.drilled))
        self.query_one("#worth", Pane).show(measures_panel(self.drilled))
        if self.focused is None and self.tables:
            self.tables[0].focus()

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        """Open a measure in full, or where the figures of a payment come from."""
        event.stop()
        if self.drilled is None:
            return
        here = (*self.above, TITLE)
        measured = event.table.id == "worth-table"
        level = measure_level(here, self.drilled, event.key) if measured else sources_level(here, self.drilled)
        self.app.push_screen(LevelScreen(level))
