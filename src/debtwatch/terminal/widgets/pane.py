"""The frame every pane shares: a title with its basis, headlines, rows, and freshness in the lower border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Panel, Span, Tone, plain
from debtwatch.terminal.widgets.lines import Lines, Passage
from debtwatch.terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

WARNING_TONES = (Tone.AMBER, Tone.RED)


class TextPane(Passage):
    """A framed passage."""

    def __init__(self, panel: Panel, *, id: str) -> None:  # noqa: A002 -- Textual's word
        super().__init__(panel.lines, indent=4, id=id)
        self.panel: Panel | None = None
        self.show_panel(panel)

    def show_panel(self, panel: Panel) -> None:
        """Draw `panel` if it is not on the screen already."""
        if panel == self.panel:
            return
        self.panel = panel
        self.show(panel.lines or plain(panel.empty))
        self.border_title = Content(f" {clean(panel.title)} ")
        self.border_subtitle = Content(f" {clean(panel.subtitle)} ") if panel.subtitle else None
        for tone in WARNING_TONES:
            self.set_class(panel.tone is tone, f"-{tone}")


class Pane(Vertical):
    """One panel on the screen; `show` repaints only what differs."""

    ALLOW_MAXIMIZE = True

    def __init__(self, panel: Panel, *, id: str, classes: str | None = None) -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id, classes=classes)
        self.panel = panel
        self.headlines = Lines(panel.lines, wraps=True, classes="headlines")
        self.table = VirtualTable(panel.table, id=f"{id}-table")
        self.nothing = Lines(wraps=True, classes="nothing")
        self.basis = Lines(wraps=True, classes="basis")
        self._title_shown = self._subtitle_shown = ""
        self._dress()

    def compose(self) -> ComposeResult:
        """Headlines above rows; without a border, what it rests on between them."""
        yield self.headlines
        yield self.basis
        yield self.table
        yield self.nothing

    def show(self, panel: Panel) -> None:
        """Draw `panel` if it is not on the screen already."""
        if panel == self.panel:
            return
        self.panel = panel
        self.headlines.show(panel.lines)
        if panel.table is not None:
            self.table.show(panel.table)
        self._dress()

    def _dress(self) -> None:
        panel = self.panel
        rows = panel.table is not None and bool(panel.table.rows)
        self.table.display = rows
        self.nothing.show(plain(panel.empty) if panel.empty and not rows else ())
        title = clean(f"{panel.title} ── {panel.note}" if panel.note else panel.title)
        if title != self._title_shown:
            self._title_shown = title
            self.border_title = Content(f" {title} ")
        if panel.subtitle != self._subtitle_shown:
            self._subtitle_shown = panel.subtitle
            self.border_subtitle = Content(f" {clean(panel.subtitle)} ") if panel.subtitle else None
        tone = panel.tone if panel.tone in WARNING_TONES else Tone.MUTED
        self.basis.show(tuple((Span(text, tone),) for text in (panel.note, panel.subtitle) if text))
        for tone in WARNING_TONES:
            self.set_class(panel.tone is tone, f"-{tone}")
