"""Text made to fit a number of terminal cells, whatever is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Align, Line, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def shortened(broken: Sequence[Sequence[Line]], height: int, width: int) -> list[Line]:
    """Return broken lines in at most `height` rows: each keeps its beginning, the first ones keep more of it.

    What is cut ends in an ellipsis; where there are more lines than rows, the last row does.
    """
    kept = [1] * min(len(broken), height)
    spare = height - len(kept)
    for place in range(len(kept)):
        more = min(len(broken[place]) - 1, spare)
        kept[place] += more
        spare -= more
    rows: list[Line] = []
    for place, (parts, count) in enumerate(zip(broken, kept, strict=False)):
        whole = count == len(parts) and (place < len(kept) - 1 or len(kept) == len(broken))
        rows += [*parts[: count - 1], parts[count - 1] if whole else _with_ellipsis(parts[count - 1], width)]
    return rows


def _with_ellipsis(line: Line, width: int) -> Line:
    """Return a row that says there is more: after its last word where there is room, else in the last cell."""
    text = "".join(span.text for span in line).rstrip()
    room, mark = (width - 2, f" {ELLIPSIS}") if cell_len(text) <= width - 2 else (width - 1, ELLIPSIS)
    spans: list[Span] = []
    for span in line:
        left = room - sum(cell_len(each.text) for each in spans)
        spans.append(
            span if cell_len(span.text) <= left else span._replace(text=set_cell_size(span.text, max(left, 0)))
        )
    while len(spans) > 1 and not spans[-1].text.strip():
        spans.pop()
    spans[-1:] = [each._replace(text=each.text.rstrip()) for each in spans[-1:]]
    return (*spans, Span(mark, spans[-1].tone if spans else Tone.PLAIN))


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
