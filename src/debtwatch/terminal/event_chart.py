"""Eras on one scale and one horizon, as lines of toned text: a pure function of what is shown and the room."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO
from debtwatch.terminal.chart import LEAST_ROOM, Symbols, axis_labels, drawn_rows, row_of
from debtwatch.terminal.rows.values import Line, Span, Tone

if TYPE_CHECKING:
    from debtwatch.terminal.rows.event import EventTime

TONES = {"2008": Tone.AMBER, "2017": Tone.DOWN, "AI": Tone.STRONG}
"""Colour only underlines: each line carries its era's name."""
LOG_FROM = 10.0
"""A run-up whose largest growth is this many times its smallest is drawn on a log scale of growth: a bitcoin beside it
would make every other line flat."""
_PERCENT = 100.0
_STEP = 24
_LEAST_HEIGHT = 4


class _Scale(NamedTuple):
    low: float
    high: float
    to: Callable[[float], float]
    back: Callable[[float], float]
    words: str


def event_chart(shown: EventTime, width: int, height: int, symbols: Symbols) -> list[Line]:
    """Return at most `height` lines of at most `width` cells: the chart, its months, and the readings below."""
    notes = shown.notes[: max(0, height - _LEAST_HEIGHT - 2)]
    rows = height - 2 - len(notes)
    scale = _scale(shown)
    labels = axis_labels([scale.back(level) for level in _levels(scale, rows)]) if rows > 1 else []
    margin = max((len(label) for label in labels), default=0)
    names = max((len(guide.label) for guide in shown.guides), default=0)
    room = width - margin - 2 - (names + 1 if names else 0)
    if rows < _LEAST_HEIGHT or room < LEAST_ROOM:
        return [(Span(note),) for note in shown.notes[:height]]
    canvas = _canvas(shown, scale, (room, rows), symbols)
    bar = "|" if symbols is Symbols.ASCII else "┤"
    named = {row_of(scale.to(guide.value), scale.low, scale.high, rows): guide.label for guide in shown.guides}
    lines = [
        (Span(f"{label:>{margin}} {bar}", Tone.MUTED), *_spans(cells), Span(f" {named.get(row, '')}", Tone.MUTED))
        for row, (label, cells) in enumerate(zip(labels, canvas, strict=True))
    ]
    ruler = (Span(" " * (margin + 2) + _ruler(room), Tone.MUTED),)
    key = (Span(f"{' ' * (margin + 2)}{scale.words}; {_key(shown)}", Tone.MUTED),)
    return [*lines, ruler, key, *((Span(note),) for note in notes)]


def _scale(shown: EventTime) -> _Scale:
    values = shown.values
    low, high = min(values), max(values)
    runs_up = bool(shown.guides) and shown.guides[0].value == _PERCENT and low > -_PERCENT
    if runs_up and (high + _PERCENT) / (low + _PERCENT) > LOG_FROM:
        return _Scale(
            math.log1p(low / _PERCENT),
            math.log1p(high / _PERCENT),
            lambda value: math.log1p(value / _PERCENT),
            lambda level: math.expm1(level) * _PERCENT,
            "one scale, log of growth",
        )
    return _Scale(low, high, float, float, "one scale")


def _levels(scale: _Scale, rows: int) -> list[float]:
    return [scale.high - (scale.high - scale.low) * row / (rows - 1) for row in range(rows)]


_Cell = tuple[str, Tone]


def _canvas(shown: EventTime, scale: _Scale, size: tuple[int, int], symbols: Symbols) -> list[list[_Cell]]:
    width, height = size
    canvas: list[list[_Cell]] = [[(" ", Tone.PLAIN)] * width for _ in range(height)]
    rule, mark = ("-", "|") if symbols is Symbols.ASCII else ("╌", "╎")
    for guide in shown.guides:
        row = row_of(scale.to(guide.value), scale.low, scale.high, height)
        canvas[row] = [(rule, Tone.MUTED)] * width
    for month, _ in shown.marks:
        for cells in canvas:
            cells[_column(month, width)] = (mark, Tone.MUTED)
    for era, own in shown.eras:
        values = [own.get(month) for month in range(EVENT_FROM, EVENT_TO + 1)]
        run = [None if value is None else scale.to(value) for value in values]
        for y, drawn in enumerate(drawn_rows(run, size, (scale.low, scale.high), symbols)):
            for x, glyph in enumerate(drawn):
                if glyph != " ":
                    canvas[y][x] = (_glyph(glyph, era, symbols), TONES[era])
    for row, (month, name) in enumerate(sorted(shown.marks)[:height]):
        _write(canvas[row], min(_column(month, width) + 1, width - len(name)), name, Tone.MUTED)
    for era, own in shown.eras:
        _label(canvas, era, own, scale)
    return canvas


def _glyph(glyph: str, era: str, symbols: Symbols) -> str:
    """Return the mark of a cell; without braille each era has its own."""
    return glyph if symbols is Symbols.BRAILLE else {"2008": "8", "2017": "7", "AI": "*"}[era]


def _label(canvas: list[list[_Cell]], era: str, own: Mapping[int, float], scale: _Scale) -> None:
    """Write an era's name after its last reading, a row aside where another name stands."""
    if not own:
        return
    width, height = len(canvas[0]), len(canvas)
    last = max(own)
    at = min(_column(last, width) + 1, width - len(era))
    wanted = row_of(scale.to(own[last]), scale.low, scale.high, height)
    for row in sorted(range(height), key=lambda row: abs(row - wanted)):
        taken = "".join(glyph for glyph, _ in canvas[row][at : at + len(era)])
        if not any(letter.isalnum() for letter in taken):
            _write(canvas[row], at, era, TONES[era])
            return


def _write(cells: list[_Cell], at: int, text: str, tone: Tone) -> None:
    for place, letter in enumerate(text, start=at):
        if 0 <= place < len(cells):
            cells[place] = (letter, tone)


def _column(month: int, width: int) -> int:
    return round((month - EVENT_FROM) * (width - 1) / (EVENT_TO - EVENT_FROM))


def _spans(cells: Sequence[_Cell]) -> list[Span]:
    spans: list[Span] = []
    for glyph, tone in cells:
        if spans and spans[-1].tone is tone:
            spans[-1] = Span(spans[-1].text + glyph, tone)
        else:
            spans.append(Span(glyph, tone))
    return spans


def _ruler(width: int) -> str:
    text = [" "] * width
    for month in range(EVENT_FROM, EVENT_TO + 1, _STEP):
        said = f"{month:+d}" if month else "0"
        at = min(_column(month, width), width - len(said))
        text[at : at + len(said)] = said
    return "".join(text)


def _key(shown: EventTime) -> str:
    missing = [era for era, own in shown.eras if not own]
    return "three eras, same months" + (f"; no reading of {' and '.join(missing)}" if missing else "")
