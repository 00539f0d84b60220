"""One module a mode, and the dialogs; each is loaded when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.desk.permission import Terms
    from debtwatch.domain.settings import ShockSettings
    from debtwatch.terminal.port import DeskPort
    from debtwatch.terminal.screens.board_screen import BoardScreen
    from debtwatch.terminal.screens.shock import ShockDialog
    from debtwatch.terminal.screens.terms import TermsDialog


def open_screen(mode: str) -> BoardScreen:
    """Return a new screen of a mode, styled by the theme in force."""
    screen = _screen_of(mode)
    # Else textual takes the new screen for one from before the theme and parses every style again.
    screen._css_update_count = screen.app._css_update_count  # noqa: SLF001
    return screen


def _screen_of(mode: str) -> BoardScreen:
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


def terms_dialog(terms: Terms, desk: DeskPort) -> TermsDialog:
    """Return a feed's terms to be answered."""
    from debtwatch.terminal.screens.terms import TermsDialog

    return TermsDialog(terms, desk)


def shock_dialog(shocks: Mapping[str, ShockSettings], current: str | None) -> ShockDialog:
    """Return the moves of the market to choose from."""
    from debtwatch.terminal.screens.shock import ShockDialog

    return ShockDialog(shocks, current)
