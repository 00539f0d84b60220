"""The dialogs: a jump in time, and help made from the bindings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from debtwatch.terminal.rows.values import Line, Span, Tone
from debtwatch.terminal.screens.dialog import Dialog
from debtwatch.terminal.widgets.lines import Lines, Passage

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

LANDMARKS = (
    (date(2007, 6, 1), "before the first break: two Bear Stearns funds fail that month"),
    (date(2008, 9, 15), "Lehman Brothers files"),
    (date(2017, 12, 16), "Bitcoin's first peak, a day before"),
)
CLOSE: list[BindingType] = [
    Binding("escape,q", "dismiss", "Close", show=False, id="dialog.close"),
]


class JumpDialog(Dialog[date | str]):
    """Answers with a day, or `now`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False, id="dialog.close"),
    ]

    def compose(self) -> ComposeResult:
        """A field above the landmarks."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(" show what was known on ")
            field = Input(placeholder="YYYY-MM-DD, or empty for now", compact=True)
            field.cursor_blink = False
            yield field
            yield Lines(id="complaint")
            yield OptionList(
                Option(Content("now"), id="now"),
                *(Option(Content(f"{day}  {what}"), id=str(day)) for day, what in LANDMARKS),
                compact=True,
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the day typed, or say what is wrong with it."""
        text = event.value.strip()
        try:
            self.dismiss(date.fromisoformat(text) if text else "now")
        except ValueError:
            complaint = f"not a day of the form YYYY-MM-DD: {text}"
            self.query_one("#complaint", Lines).show(((Span(complaint, Tone.AMBER),),))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a landmark."""
        chosen = str(event.option_id)
        self.dismiss("now" if chosen == "now" else date.fromisoformat(chosen))


class HelpDialog(Dialog[None]):
    """Keys, then what the focused table's columns mean."""

    BINDINGS: ClassVar[list[BindingType]] = CLOSE

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__()
        self.lines = lines

    def compose(self) -> ComposeResult:
        """One passage."""
        passage = Passage(self.lines, indent=26, id="dialog")
        passage.can_focus = True
        passage.border_title = Content(" help ")
        passage.border_subtitle = Content(" esc closes ")
        yield passage
