"""How a widget that draws its own lines turns tones into styles."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from debtwatch.terminal.rows.values import Line, Tone
from debtwatch.terminal.widgets.fit import fit

VARIABLES = {
    Tone.PLAIN: "foreground",
    Tone.MUTED: "tone-muted",
    Tone.STRONG: "foreground",
    Tone.UP: "tone-up",
    Tone.DOWN: "tone-down",
    Tone.CALM: "success",
    Tone.AMBER: "warning",
    Tone.RED: "error",
}
"""The theme's variable of each tone."""
BOLD = {Tone.STRONG, Tone.RED}


class Painted(Widget):
    """A widget whose lines are strips of toned text; foreign text never meets markup.

    Tones are resolved here and not by component classes: eight classes on twenty widgets cost the
    first paint a tenth of a second.
    """

    _tones: dict[Tone, Style] | None = None

    def tone_style(self, tone: Tone) -> Style:
        """Return the theme's style for a tone on this widget's background."""
        if self._tones is None:
            variables = self.app.theme_variables
            self._tones = {tone: self._style(variables[name], bold=tone in BOLD) for tone, name in VARIABLES.items()}
        return self._tones[tone]

    def notify_style_update(self) -> None:
        """Resolve the tones anew when the theme or the background changes."""
        super().notify_style_update()
        self._tones = None

    def _style(self, colour: str, *, bold: bool) -> Style:
        parsed = Color.parse(colour)
        if parsed.ansi is None and parsed.a < 1:
            parsed = self.background_colors[1].blend(parsed, parsed.a, alpha=1)
        return self.rich_style + Style(color=parsed.rich_color, bold=bold or None)

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
