"""Where a table goes: csv or json, with or without what its owner keeps for personal use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from debtwatch.domain.text import clean, counted
from debtwatch.terminal.exporting import FORMATS, document, write_new
from debtwatch.terminal.screens.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from debtwatch.terminal.rows.values import Row, Table


class ExportDialog(Dialog[None]):
    """Writes the rows on the screen, filtered and in their order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", show=False, id="dialog.close"),
    ]

    def __init__(self, table: Table, rows: tuple[Row, ...], name: str, personal: frozenset[str]) -> None:
        super().__init__()
        self.table = table
        self.rows = rows
        self.name_of_file = name
        self.personal = personal

    def compose(self) -> ComposeResult:
        """One choice a format, and one more where rows would stay behind."""
        kept = len(self.rows) - len(self.personal)
        left = f", {len(self.personal)} personal left out" if self.personal else ""
        options = [Option(Content(f"{kind}: {counted(kept, 'row')}{left}"), id=kind) for kind in FORMATS if kept]
        if self.personal:
            options += [
                Option(
                    Content(f"{kind}: all {counted(len(self.rows), 'row')}, for your own use only"),
                    id=f"{kind} personal",
                )
                for kind in FORMATS
            ]
        with Vertical(id="dialog") as box:
            box.border_title = Content(f" write {clean(self.name_of_file)} here ")
            yield OptionList(*options, compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Write the file and say where it is."""
        kind, _, personal = str(event.option_id).partition(" ")
        rows = [row for row in self.rows if personal or row.key not in self.personal]
        self.dismiss()
        try:
            path = write_new(Path.cwd(), self.name_of_file, kind, document(self.table, rows, kind))
        except OSError as problem:
            self.app.notify(clean(str(problem)), title="nothing was written", severity="error", markup=False)
            return
        left = len(self.rows) - len(rows)
        told = counted(len(rows), "row") + (f"; {counted(left, 'personal row')} left out" if left else "")
        self.app.notify(told, title=f"wrote {clean(str(path))}", markup=False)
