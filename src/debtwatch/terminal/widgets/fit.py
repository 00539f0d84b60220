"""Text made to fit a number of terminal cells, whatever is in it."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Align, Line, Span

ELLIPSIS = "…"
NO_BREAK = "\u00a0"
"""A space no line is broken at; drawn as a space."""


def fit(text: str, width: int, align: Align = Align.LEFT) -> str:
    """Return `text`, cleaned, in exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    safe = clean(text)
    length = len(safe) if safe.isascii() else cell_len(safe)
    if length > width:
        return ELLIPSIS if width == 1 else set_cell_size(safe, width - 1) + ELLIPSIS
    padding = " " * (width - length)
    return padding + safe if align is Align.RIGHT else safe + padding


def wrap(line: Line, width: int, indent: int = 0) -> list[Line]:
    """Break a line at spaces into lines of at most `width` cells; continuations start at `indent`.

    Spans without a space between them stay together, as does what a no-break space joins. What is longer than a line
    is cut into pieces.
    """
    room = max(width, indent + 1)
    lines: list[list[Span]] = [[]]
    used = 0
    for word in _unbroken(line, room - indent):
        length = sum(cell_len(text) for text, _ in word)
        if used + length > room and word[0].text != " ":
            lines.append([Span(" " * indent)] if indent else [])
            used = indent
        if used + length <= room:
            lines[-1] += word
            used += length
    return [tuple(spans) for spans in lines]


def _unbroken(line: Line, longest: int) -> list[list[Span]]:
    """Return the line's words, each of the spans it is made of, and the spaces between them."""
    words: list[list[Span]] = [[]]
    for text, tone in line:
        for piece in _words(clean(text), longest):
            span = Span(piece.replace(NO_BREAK, " "), tone)
            joined = [*words[-1], span]
            if (
                " " in {piece, *(each.text for each in words[-1])}
                or sum(cell_len(each.text) for each in joined) > longest
            ):
                words.append([span])
            else:
                words[-1] = joined
    return [word for word in words if word]


def _words(text: str, longest: int) -> list[str]:
    pieces: list[str] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            pieces.append(" ")
        rest = word
        while cell_len(rest) > longest:
            head = set_cell_size(rest, longest)
            cut = max(len(head.rstrip()), 1)
            pieces.append(rest[:cut])
            rest = rest[cut:]
        pieces.append(rest)
    return [piece for piece in pieces if piece]
