"""Help, made from what is bound and from what the columns say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.terminal.rows.values import Line, Span, Tone
from debtwatch.terminal.screens.board_screen import BoardScreen

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

KEY_WIDTH = 26


def help_lines(screen: Screen[object], app: App[int]) -> tuple[Line, ...]:
    """Return every key that works on `screen`, the focused widget's first, then the table's columns."""
    keys: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and binding.description:
            keys.setdefault(binding.id, []).append(app.get_key_display(binding))
            words[binding.id] = active.tooltip or binding.tooltip or binding.description
    lines: list[Line] = [
        (Span(f"{' '.join(keys[name]):<{KEY_WIDTH}}", Tone.STRONG), Span(words[name]), Span(f"   {name}", Tone.MUTED))
        for name in keys
    ]
    table = screen.filtered if isinstance(screen, BoardScreen) else None
    if table is not None:
        lines.append(())
        lines += [
            (Span(f"{column.label:<{KEY_WIDTH}}", Tone.STRONG), Span(column.meaning))
            for column in table.table.columns
            if column.meaning
        ]
    return tuple(lines)
