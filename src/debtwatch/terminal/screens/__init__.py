"""One module a mode, and the dialogs; each is loaded when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtwatch.terminal.screens.board_screen import BoardScreen


def open_screen(mode: str) -> BoardScreen:
    """Return a new screen of a mode."""
    if mode == "overview":
        from debtwatch.terminal.screens.overview import OverviewScreen

        return OverviewScreen()
    if mode == "spreads":
        from debtwatch.terminal.screens.spreads import SpreadsScreen

        return SpreadsScreen()
    if mode == "hurdle":
        from debtwatch.terminal.screens.hurdle import HurdleScreen

        return HurdleScreen()
    from debtwatch.terminal.screens import modes

    return modes.BY_NAME[mode]()
