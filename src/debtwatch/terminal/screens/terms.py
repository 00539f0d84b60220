"""A feed's terms, shown once; nothing waits for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content

from debtwatch.domain.errors import DebtwatchError
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Span, Tone
from debtwatch.terminal.screens.dialog import Dialog
from debtwatch.terminal.widgets.lines import Passage

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from debtwatch.desk.permission import Terms
    from debtwatch.terminal.port import DeskPort


ACCEPTS = "Accept the terms: the feed is asked from now on, on its own schedule"
PUTS_OFF = "Put it off: nothing is fetched from it, its series stay as recorded, the panes go on"


class TermsDialog(Dialog[None]):
    """What an owner asks, and the reader's yes or not now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Accept", show=False, id="terms.accept", tooltip=ACCEPTS),
        Binding("n,escape", "answer(False)", "Not now", show=False, id="terms.put-off", tooltip=PUTS_OFF),
        Binding("question_mark", "app.explain", "help", show=False, id="terms.help", tooltip="What each answer does"),
        Binding("q", "app.quit", "quit", show=False, id="terms.quit", tooltip="Leave; it is asked again next time"),
    ]

    def __init__(self, terms: Terms, desk: DeskPort) -> None:
        super().__init__()
        self.terms = terms
        self.desk = desk

    def compose(self) -> ComposeResult:
        """Owner, text, address, keys."""
        terms = self.terms
        passage = Passage(
            (
                (Span(terms.text),),
                (),
                (Span("in full  ", Tone.MUTED), Span(terms.url, Tone.STRONG)),
                (),
                (
                    Span("y", Tone.STRONG),
                    Span("  accept: it is asked from now on"),
                ),
                (Span("n", Tone.STRONG), Span(f"  not now: `debtwatch config accept {terms.feed}` does it later")),
            ),
            id="dialog",
        )
        passage.can_focus = True
        passage.border_title = Content(f" {clean(terms.owner)} ")
        passage.border_subtitle = Content(" y accepts · n or esc not now · ? help · q quits ")
        yield passage

    async def action_answer(self, yes: bool) -> None:
        """Keep the answer and go."""
        self.dismiss()
        try:
            await self.desk.answer_terms(self.terms.feed, yes=yes)
        except DebtwatchError as problem:
            self.app.notify(clean(str(problem)), severity="error", markup=False)
