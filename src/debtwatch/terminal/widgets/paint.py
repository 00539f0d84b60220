"""How a widget that draws its own lines turns tones into styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from debtwatch.terminal.rows.values import Line, Tone
from debtwatch.terminal.widgets.fit import fit

if TYPE_CHECKING:
    from rich.style import Style

TONE_CLASSES = {tone: f"tone--{tone}" for tone in Tone}


class Painted(Widget):
    """A widget whose lines are strips of toned text; foreign text never meets markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONE_CLASSES.values())

    def tone_style(self, tone: Tone) -> Style:
        """Return the theme's style for a tone on this widget's background."""
        return self.get_component_rich_style(TONE_CLASSES[tone])

    def paint(self, line: Line, width: int) -> Strip:
        """Return one line in exactly `width` cells."""
        segments: list[Segment] = []
        left = width
        for text, tone in line:
            if left <= 0:
                break
            piece = Segment(fit(text, min(_cells(text), left)), self.tone_style(tone))
            segments.append(piece)
            left -= piece.cell_length
        if left > 0:
            segments.append(Segment(" " * left, self.rich_style))
        return Strip(segments, width)


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    return Segment(text).cell_length
