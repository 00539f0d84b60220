"""What every dialog is: a question above the board, answered once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A question above the board, answered once however fast the keys come: a second answer would close what is below."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer and close; nothing where it is closed already."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
