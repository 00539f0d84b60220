"""Charts as text: pure functions from values to lines, in braille, blocks or ASCII."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from debtwatch.terminal.rows.formats import fixed

LEAST_ROOM = 4
"""A chart narrower than this says nothing."""
LABELLED_HEIGHT = 5
"""From this height on the middle of the axis has a label."""
SPARKS = "▁▂▃▄▅▆▇█"
ASCII_SPARKS = "_.-=+*#@"
BLANK_BRAILLE = 0x2800
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille cell, by column and row from the top."""


class Symbols(StrEnum):
    """What charts are drawn with."""

    BRAILLE = "braille"
    BLOCK = "block"
    ASCII = "ascii"


def symbols_for(wanted: str, environment: Mapping[str, str]) -> Symbols:
    """Return what charts are drawn with: as asked, else braille in a UTF-8 locale, blocks on the Linux console.

    The console's font has no braille; outside UTF-8 only ASCII is sure.
    """
    if wanted != "auto":
        return Symbols(wanted)
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "").casefold().replace("-", "")
    if not locale.endswith("utf8"):
        return Symbols.ASCII
    return Symbols.BLOCK if environment.get("TERM") == "linux" else Symbols.BRAILLE


@dataclass(frozen=True, slots=True)
class Guide:
    """A horizontal line at a level, named at its right end: an era's reading, a threshold."""

    value: float
    label: str


def sparkline(values: Sequence[float | None], width: int, symbols: Symbols = Symbols.BRAILLE) -> str:
    """Return the newest `width` points as one row of bars; a missing point is a blank."""
    points = resample(values, width)
    marks = ASCII_SPARKS if symbols is Symbols.ASCII else SPARKS
    known = [point for point in points if point is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    if high == low:
        return "".join(" " if point is None else marks[3] for point in points)
    scale = (len(marks) - 1) / (high - low)
    return "".join(" " if point is None else marks[round((point - low) * scale)] for point in points)


def resample(values: Sequence[float | None], count: int) -> list[float | None]:
    """Return at most `count` points, each the last known value of an equal share of the run."""
    cleaned = [value if value is not None and isfinite(value) else None for value in values]
    if len(cleaned) <= count or count <= 0:
        return cleaned
    edges = [round(place * len(cleaned) / count) for place in range(count + 1)]
    return [_last_known(cleaned[start:stop]) for start, stop in pairwise(edges)]


def chart(
    values: Sequence[float | None],
    width: int,
    height: int,
    guides: Sequence[Guide] = (),
    *,
    symbols: Symbols = Symbols.BRAILLE,
    places: int = 1,
) -> list[str]:
    """Return `height` lines of `width` cells: an axis with its extremes, the run, and guides as broken lines.

    A gap in the values is a gap in the line. Several values falling on one column draw their whole
    range, so that no spike is lost. A guide outside the run stretches the scale to hold it, up to as far
    again as the run is high; one beyond that stands at the edge with its level and an arrow.
    """
    known = [value for value in values if value is not None and isfinite(value)]
    if not known or height < 1:
        return []
    low, high = _scale(known, guides)
    labels = axis_labels([high - (high - low) * row / max(height - 1, 1) for row in range(height)], places)
    margin = max(len(label) for label in labels)
    within = [guide for guide in guides if low <= guide.value <= high]
    beside = _names(guides, (low, high), height, places, symbols)
    names = max((len(name) for name in beside.values()), default=0)
    room = width - margin - 2 - (names + 1 if names else 0)
    if room < LEAST_ROOM:
        return []
    canvas = drawn_rows(values, (room, height), (low, high), symbols)
    for guide in within:
        _rule(canvas, row_of(guide.value, low, high, height), symbols)
    axis = "|" if symbols is Symbols.ASCII else "┤"
    return [
        f"{label:>{margin}} {axis}{''.join(line)}{' ' + beside.get(row, '').ljust(names) if names else ''}"
        for row, (label, line) in enumerate(zip(labels, canvas, strict=True))
    ]


def _scale(known: Sequence[float], guides: Sequence[Guide]) -> tuple[float, float]:
    """Return the least and the greatest level drawn: the run's, and guides no farther off than the run is high."""
    low, high = min(known), max(known)
    span = high - low
    near = [guide.value for guide in guides if not span or low - span <= guide.value <= high + span]
    return min([low, *near]), max([high, *near])


def _names(
    guides: Sequence[Guide], scale: tuple[float, float], height: int, places: int, symbols: Symbols
) -> dict[int, str]:
    """Return by row what stands at the right end: each guide's name, of one off the scale its level and where it lies."""
    up, down = ("^", "v") if symbols is Symbols.ASCII else ("▲", "▼")
    low, high = scale
    named: dict[int, str] = {}
    for guide in (each for each in guides if low <= each.value <= high):
        row = row_of(guide.value, low, high, height)
        named[row] = f"{named[row]}, {guide.label}" if row in named else guide.label
    for guide in (each for each in guides if not low <= each.value <= high):
        above = guide.value > high
        free = [row for row in (range(height) if above else range(height - 1, -1, -1)) if row not in named]
        if free:
            named[free[0]] = f"{guide.label} {fixed(guide.value, places)} {up if above else down}"
    return named


def axis_labels(levels: Sequence[float], places: int = 1) -> list[str]:
    """Return the first, middle and last of some levels as text, the others blank."""
    labelled = {0, len(levels) - 1, *({len(levels) // 2} if len(levels) >= LABELLED_HEIGHT else ())}
    return [fixed(level, places) if place in labelled else "" for place, level in enumerate(levels)]


def drawn_rows(
    values: Sequence[float | None], size: tuple[int, int], scale: tuple[float, float], symbols: Symbols
) -> list[list[str]]:
    """Return a run of values as rows of glyphs, blank where it is not: `size` wide and high, `scale` low and high."""
    (width, height), (low, high) = size, scale
    if symbols is Symbols.BRAILLE:
        return _braille(_columns(values, width * 2, height * 4, low, high), width, height)
    mark = "*" if symbols is Symbols.ASCII else "█"
    canvas = [[" "] * width for _ in range(height)]
    for x, run in enumerate(_columns(values, width, height, low, high)):
        if run is not None:
            for y in range(run[0], run[1] + 1):
                canvas[y][x] = mark
    return canvas


def _columns(
    values: Sequence[float | None], width: int, height: int, low: float, high: float
) -> list[tuple[int, int] | None]:
    """Return the rows from top to bottom that each column of dots fills, joined to the column before."""
    columns: list[tuple[int, int] | None] = [None] * width
    last: int | None = None
    values = stretch(values, width)
    for x, (start, stop) in enumerate(_shares(len(values), width)):
        rows = [
            row_of(value, low, high, height) for value in values[start:stop] if value is not None and isfinite(value)
        ]
        if not rows:
            last = None if stop > start else last
            continue
        first = rows[0] if last is None else _beside(last, rows[0])
        columns[x] = (
            (min(*rows, first), max(*rows, first)) if len(rows) > 1 else (min(rows[0], first), max(rows[0], first))
        )
        last = rows[-1]
    return columns


def _beside(last: int, row: int) -> int:
    """Return where a column starts so that it touches the one before."""
    if abs(row - last) <= 1:
        return row
    return last + 1 if row > last else last - 1


def _shares(count: int, width: int) -> list[tuple[int, int]]:
    edges = [round(place * count / width) for place in range(width + 1)]
    return list(pairwise(edges))


def stretch(values: Sequence[float | None], count: int) -> list[float | None]:
    """Return `count` points on straight lines between the values; a gap stays a gap."""
    if len(values) >= count or len(values) < 2:  # noqa: PLR2004 -- a line has two ends
        return list(values)
    last = len(values) - 1
    places = [place * last / (count - 1) for place in range(count)]
    return [_between(values[min(int(at), last)], values[min(int(at) + 1, last)], at - int(at)) for at in places]


def _between(left: float | None, right: float | None, share: float) -> float | None:
    if left is None or right is None:
        return left if not share else None
    return left + (right - left) * share


def _braille(columns: Sequence[tuple[int, int] | None], width: int, height: int) -> list[list[str]]:
    bits = [[0] * width for _ in range(height)]
    for x, run in enumerate(columns):
        if run is not None:
            for y in range(run[0], run[1] + 1):
                bits[y // 4][x // 2] |= _DOTS[x % 2][y % 4]
    return [[chr(BLANK_BRAILLE + bit) if bit else " " for bit in line] for line in bits]


def _rule(canvas: list[list[str]], row: int, symbols: Symbols) -> None:
    mark = "-" if symbols is Symbols.ASCII else "╌"
    for x, drawn in enumerate(canvas[row]):
        if drawn == " ":
            canvas[row][x] = mark


def row_of(value: float, low: float, high: float, height: int) -> int:
    """Return the row of a level, the highest first."""
    if high == low:
        return height // 2
    return min(max(round((high - value) / (high - low) * (height - 1)), 0), height - 1)


def _last_known(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)
