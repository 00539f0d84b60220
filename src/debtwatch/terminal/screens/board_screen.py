"""What every screen shares: the bars, the crumbs, the filter, copying and maximising."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen
from textual.widgets import Input

from debtwatch.domain.text import clean
from debtwatch.terminal.keys import FOOTER_IDS, FOOTER_WORDS, SCREEN_BINDINGS
from debtwatch.terminal.rows.bars import key_bar
from debtwatch.terminal.rows.values import Line, Span, Tone
from debtwatch.terminal.widgets.bars import Bar
from debtwatch.terminal.widgets.filter_bar import FilterBar
from debtwatch.terminal.widgets.lines import Lines
from debtwatch.terminal.widgets.pane import Pane
from debtwatch.terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from debtwatch.terminal.app import DebtwatchApp

COPIED = (
    "the row was copied by OSC 52; if nothing arrived, set `mouse = false` under [terminal] and select with the mouse"
)


class BoardScreen(Screen[None]):
    """A screen of panes: `show_board` is called whenever what is known changed while it is in front."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal"), (150, "-wide")]  # noqa: RUF012 -- an instance variable in Textual's eyes
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-tall")]  # noqa: RUF012 -- likewise
    BINDINGS: ClassVar[list[BindingType]] = SCREEN_BINDINGS
    AUTO_FOCUS = ""

    @property
    def monitor(self) -> DebtwatchApp:
        """The app, by its own type."""
        return cast("DebtwatchApp", self.app)

    @property
    def tables(self) -> list[VirtualTable]:
        """The tables on the screen, in order."""
        return [table for table in self.query(VirtualTable) if table.display]

    def compose(self) -> ComposeResult:
        """Lay the bars around the body, in the classes of the size it has: they need not be applied twice."""
        for side, points in zip(self.app.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            self.add_class(max((least, name) for least, name in points if side >= least)[1])
        yield Bar(self.monitor.header, id="header")
        yield Lines(id="crumbs")
        yield from self.body()
        yield FilterBar()
        yield Bar(self._footer, id="footer")

    def body(self) -> Iterable[Widget]:
        """Return what stands between the bars."""
        raise NotImplementedError

    def show_board(self) -> None:
        """Draw what is known now; unchanged panes stay as they are."""
        raise NotImplementedError

    def update_bars(self) -> None:
        """Repaint the bars whose words changed."""
        for bar in self.query(Bar):
            bar.update()

    def on_mount(self) -> None:
        """Put the cursor where the reader will want it, and follow the bindings in the footer."""
        for table in self.query(VirtualTable):
            table.sorting = self.monitor.sortings.get(table.id or "")
        self.bindings_updated_signal.subscribe(self, lambda _screen: self.query_one("#footer", Bar).update())

    def on_screen_resume(self) -> None:
        """Catch up with what changed behind another screen."""
        self.catch_up()

    def catch_up(self) -> None:
        """Draw what is known now, and put the cursor into rows once there are some."""
        self.show_board()
        self.update_bars()
        focused = self.focused
        if (focused is None or not focused.display) and self.tables:
            self.tables[0].focus()

    def crumbs(self, *places: str) -> None:
        """Show where the reader is."""
        spans: list[Span] = []
        for place in places:
            spans.extend([Span(" ▸ ", Tone.MUTED)] if spans else [Span(" ")])
            spans.append(Span(clean(place), Tone.STRONG if place == places[-1] else Tone.MUTED))
        self.query_one("#crumbs", Lines).show((tuple(spans),) if spans else ())

    @property
    def filtered(self) -> VirtualTable | None:
        """The table the filter works on: the focused one, else the first."""
        focused = self.focused
        if isinstance(focused, VirtualTable):
            return focused
        return next(iter(self.tables), None)

    _filtering: VirtualTable | None = None

    async def action_filter(self) -> None:
        """Type words that rows must contain."""
        if self.filtered is not None:
            self._filtering = self.filtered
            await self.query_one(FilterBar).open()

    def action_copy(self) -> None:
        """Copy the row under the cursor, cells separated by tabs."""
        table = self.filtered
        row = None if table is None else table.cursor_row
        if row is None:
            return
        self.app.copy_to_clipboard("\t".join(clean(cell.text) for cell in row.cells))
        self.app.notify(COPIED, title=clean(row.cells[0].text), markup=False)

    def action_export(self) -> None:
        """Write the table in focus to a file in the current directory."""
        from debtwatch.terminal.screens.export import ExportDialog

        table = self.filtered
        if table is not None and table.rows:
            name = f"debtwatch-{self.export_name(table)}-{self._day()}"
            self.app.push_screen(ExportDialog(table.table, tuple(table.rows), name, self.personal_rows(table)))

    def export_name(self, table: VirtualTable) -> str:
        """Return what a table's file is called."""
        return (table.id or "table").removesuffix("-table")

    def personal_rows(self, table: VirtualTable) -> frozenset[str]:
        """Return the keys of rows that show a series its owner keeps for personal use."""
        from debtwatch.domain.series import Rights

        seen = self.monitor.present.seen
        owned = {name for name, one in seen.series.items() if one.rights is Rights.PERSONAL} if seen else set()
        return frozenset(row.key for row in table.rows if owned & {row.key, *(cell.text for cell in row.cells)})

    def _day(self) -> date:
        present = self.monitor.present
        return present.seen.snapshot.as_of if present.seen else self.monitor.now().date()

    def action_zoom(self) -> None:
        """Give the pane in focus the whole screen, or give it back."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(next((pane for pane in self.focused.ancestors if isinstance(pane, Pane)), self.focused))

    def action_back(self) -> None:
        """Undo the last step: the maximised pane, then the drill."""
        if self.maximized is not None:
            self.minimize()
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def on_virtual_table_sorted(self, event: VirtualTable.Sorted) -> None:
        """Remember the order for the next time."""
        if event.sorting is None:
            self.monitor.sortings.pop(event.table.id or "", None)
        else:
            self.monitor.sortings[event.table.id or ""] = event.sorting

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Filter the rows while the words are typed."""
        table = self._filtering or self.filtered
        if table is not None:
            table.narrow(event.wanted)
            self.query_one(FilterBar).count(len(table.rows), len(table.table.rows))

    def on_filter_bar_left(self) -> None:
        """Go back to the rows."""
        table = self._filtering or self.filtered
        if table is not None:
            table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's signature
        """Leave every key to a field that is typed in; filter and copy only where there are rows."""
        if action in {"filter", "copy", "export"} and self.filtered is None:
            return False
        return not (action in {"copy", "zoom", "filter", "export"} and isinstance(self.focused, Input))

    def _footer(self, width: int) -> Line:
        shown = {active.binding.id: active for active in self.active_bindings.values() if active.enabled}
        keys = [
            (
                self.app.get_key_display(shown[name].binding),
                FOOTER_WORDS.get(name, shown[name].binding.description),
            )
            for name in FOOTER_IDS
            if name in shown
        ]
        return key_bar(keys, () if self.says_trouble else self.monitor.present.board.trouble, width)

    @property
    def says_trouble(self) -> bool:
        """Whether the screen itself has a line for what fails."""
        return False
