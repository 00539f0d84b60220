"""The floor of a first paint: a bare Textual app with header, footer and three tables of thirty rows."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header

MARKER = "last-row"
ROWS = 30


class Bare(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        for _ in range(3):
            yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.styles.height = 10
            table.add_columns(*(f"column {place}" for place in range(8)))
            for row in range(ROWS):
                table.add_row(MARKER, *(f"{row}.{place}" for place in range(7)))


if __name__ == "__main__":
    Bare().run()
