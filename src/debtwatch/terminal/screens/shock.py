"""The dialog that moves the market: by a name of the settings, or spelled out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from debtwatch.desk.shocks import SPELLED, told_by, words
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Span, Tone
from debtwatch.terminal.screens.dialog import Dialog
from debtwatch.terminal.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from debtwatch.domain.settings import ShockSettings

AS_IT_IS = "the market as it is"


class ShockDialog(Dialog[str]):
    """Answers with the text of a shock, or an empty one for the market as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False, id="dialog.close"),
    ]

    def __init__(self, shocks: Mapping[str, ShockSettings], current: str | None) -> None:
        super().__init__()
        self.shocks = shocks
        self.current = current or ""

    def compose(self) -> ComposeResult:
        """The market as it is above the moves of the settings, and a field for one's own."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(" show the market moved ")
            box.border_subtitle = Content(" tab to type a move · esc closes ")
            longest = max((len(name) for name in self.shocks), default=0)
            listed = [
                ("", AS_IT_IS),
                *((name, f"{name:<{longest}}  {words(told)}") for name, told in self.shocks.items()),
            ]
            yield OptionList(
                *(
                    Option(Content(f"{'●' if name == self.current else ' '} {clean(said)}"), id=f"shock {name}")
                    for name, said in listed
                ),
                compact=True,
            )
            field = Input(placeholder=SPELLED, compact=True)
            field.cursor_blink = False
            yield field
            yield Lines(id="complaint", wraps=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the move typed, or say what is wrong with it."""
        text = event.value.strip()
        try:
            if text:
                told_by(text, self.shocks)
        except UsageError as problem:
            self.query_one("#complaint", Lines).show(((Span(clean(str(problem)), Tone.AMBER),),))
        else:
            self.dismiss(text)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(str(event.option_id).partition(" ")[2])
