"""The line in which rows are filtered: made when it is first opened, on the screen while it holds something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from debtwatch.terminal.rows.values import Span, Tone
from debtwatch.terminal.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.binding import BindingType


class FilterBar(Horizontal):
    """`/` and the words wanted; `enter` keeps them, `esc` lets them go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear the filter", show=False, id="filter.clear"),
    ]

    class Changed(Message):
        """Other words are wanted."""

        def __init__(self, wanted: str) -> None:
            super().__init__()
            self.wanted = wanted

    class Left(Message):
        """The reader is done typing."""

    def __init__(self, *, id: str = "filter") -> None:  # noqa: A002 -- Textual's word
        super().__init__(id=id)
        self.field = Input(placeholder="words, or ! and words to leave out", compact=True)
        self.field.cursor_blink = False
        self.tally = Lines(classes="tally")
        self.display = False

    async def open(self) -> None:
        """Begin typing."""
        if not self.field.is_attached:
            await self.mount(Lines(((Span("/ ", Tone.STRONG),),), classes="slash"), self.field, self.tally)
        self.display = True
        self.field.focus()

    def count(self, shown: int, total: int) -> None:
        """Say how many rows are left."""
        self.tally.show(((Span(f" {shown} of {total} ", Tone.MUTED),),))

    def action_clear(self) -> None:
        """Let the filter go."""
        self.field.value = ""
        self._leave()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the words and go back to the rows."""
        event.stop()
        self._leave()

    def _leave(self) -> None:
        self.display = bool(self.field.value)
        self.post_message(self.Left())
