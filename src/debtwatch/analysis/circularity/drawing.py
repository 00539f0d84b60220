"""The graph of who pays whom as lines of plain text, for a given width.

Every glyph is one cell wide and every bond has its own line, so that nothing rests on colour:
`──▶` payment, `══▶` stake, `~~▶` credit, `··▶` promise. An edge without an amount shows `?`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debtwatch.analysis.circularity.results import Bond

STROKES = {Bond.PAYMENT: "─", Bond.STAKE: "═", Bond.CREDIT: "~", Bond.PROMISE: "·"}
"""What an arrow of each bond is drawn with."""
_HEAD, _UNKNOWN, _CUT = "▶", "?", "…"
_SHORTEST_SHAFT = 2
_BILLION = 1000.0
_NARROWEST = 24


@dataclass(frozen=True, slots=True)
class Arrow:
    """One edge to draw."""

    payer: str
    """From whom."""
    payee: str
    """To whom."""
    bond: Bond
    """How."""
    usd_m: float | None
    """How much, $m; None where no amount is published."""


def money(usd_m: float | None) -> str:
    """Return an amount as a label: $30.0bn, $350m, or ? where it is not known."""
    if usd_m is None:
        return _UNKNOWN
    return f"${usd_m / _BILLION:.1f}bn" if abs(usd_m) >= _BILLION else f"${usd_m:.0f}m"


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: two for wide glyphs, none for combining ones."""
    return sum(_cells_of(glyph) for glyph in text)


def _cells_of(glyph: str) -> int:
    if unicodedata.combining(glyph):
        return 0
    return 2 if unicodedata.east_asian_width(glyph) in "WF" else 1


def shortened(name: str, width: int) -> str:
    """Return a name that fits a width in cells, an ellipsis where it was cut."""
    if cells(name) <= width:
        return name
    kept, room = "", width - 1
    for glyph in name:
        room -= _cells_of(glyph)
        if room < 0:
            break
        kept += glyph
    return kept + _CUT if width > 0 else ""


def _padded(name: str, width: int) -> str:
    fitted = shortened(name, width)
    return fitted + " " * (width - cells(fitted))


def merged(arrows: Iterable[Arrow]) -> list[Arrow]:
    """Return one arrow a payer, payee and bond, the known amounts added, in the order first seen."""
    sums: dict[tuple[str, str, Bond], float | None] = {}
    for arrow in arrows:
        key = (arrow.payer, arrow.payee, arrow.bond)
        known = [usd_m for usd_m in (sums.get(key), arrow.usd_m) if usd_m is not None]
        sums[key] = sum(known) if known else None
    return [Arrow(*key, usd_m) for key, usd_m in sums.items()]


def draw_arrows(arrows: Iterable[Arrow], width: int) -> list[str]:
    """Return one line an edge, grouped by payer in the order first seen; no line is wider than `width`.

    A width below 24 cells is drawn as 24: narrower says nothing.
    """
    width = max(width, _NARROWEST)
    groups: dict[str, list[Arrow]] = {}
    for arrow in arrows:
        groups.setdefault(arrow.payer, []).append(arrow)
    if not groups:
        return []
    name = min(max(cells(payer) for payer in groups), width // 3)
    label = min(max(len(money(arrow.usd_m)) for group in groups.values() for arrow in group), width // 3)
    return [
        _line(payer if place == 0 else "", arrow, name=name, label=label, width=width)
        for payer, group in groups.items()
        for place, arrow in enumerate(group)
    ]


def _line(payer: str, arrow: Arrow, *, name: int, label: int, width: int) -> str:
    stroke = STROKES[arrow.bond]
    amount = shortened(money(arrow.usd_m), label)
    shaft = f"{stroke * _SHORTEST_SHAFT} {amount} {stroke * (label - len(amount) + _SHORTEST_SHAFT)}{_HEAD} "
    start = f"{_padded(payer, name)} {shaft}"
    return (start + shortened(arrow.payee, width - cells(start))).rstrip()


def draw_loop(legs: Sequence[Arrow], width: int) -> list[str]:
    """Return a loop as boxes joined by arrows, wrapped to the width, the last arrow running back to the first.

    `legs` are in paying order: each one's payee is the next one's payer, the last one's the first's.
    """
    width = max(width, _NARROWEST)
    if not legs:
        return []
    most = width - len("[  ]") - _SHORTEST_SHAFT * 2
    steps = [
        (
            f"[ {shortened(leg.payer, most)} ]",
            f"{STROKES[leg.bond] * _SHORTEST_SHAFT} {money(leg.usd_m)} {STROKES[leg.bond] * _SHORTEST_SHAFT}{_HEAD}",
        )
        for leg in legs
    ]
    rows: list[str] = []
    row = ""
    for box, arrow in steps:
        for piece in (box, arrow):
            if row and cells(row) + 1 + cells(piece) > width:
                rows.append(row)
                row = "  " if piece.startswith("[") else "    "
                row = row + piece if cells(row) + cells(piece) <= width else piece
            else:
                row = f"{row} {piece}" if row else piece
    back = f"back to {legs[0].payer}"
    if cells(row) + 1 + cells(back) <= width:
        rows.append(f"{row} {back}")
    else:
        rows += [row, shortened(f"    {back}", width)]
    return rows


def draw_graph(arrows: Sequence[Arrow], order: Sequence[str], width: int) -> list[str]:
    """Return the graph as an arc diagram: a party a line, and a rail an edge from payer `●` to payee `◀`.

    Parties come in `order`; rails are packed from the left, the widest edges first, and as many are
    drawn as fit. The last line says how many did not: `draw_arrows` lists them all.
    """
    width = max(width, _NARROWEST)
    place = {party: row for row, party in enumerate(order)}
    known = [
        arrow
        for arrow in merged(arrows)
        if arrow.payer in place and arrow.payee in place and arrow.payer != arrow.payee
    ]
    known.sort(key=lambda arrow: (-(arrow.usd_m or 0.0), place[arrow.payer], place[arrow.payee]))
    name = min(max((cells(party) for party in order), default=0), width // 2)
    tracks = _packed([_span(arrow, place) for arrow in known], (width - name - 2) // 2)
    grid = [[" "] * (width - name - 2) for _ in order]
    left_out = 0
    for arrow, track in zip(known, tracks, strict=True):
        if track is None:
            left_out += 1
        else:
            _rail(grid, arrow, place, 2 * track + 1)
    lines = [f"{_padded(party, name)} {''.join(row)}".rstrip() for party, row in zip(order, grid, strict=True)]
    if left_out:
        lines.append(shortened(f"{left_out} more edges do not fit", width))
    return lines


def _span(arrow: Arrow, place: dict[str, int]) -> tuple[int, int]:
    ends = place[arrow.payer], place[arrow.payee]
    return min(ends), max(ends)


def _packed(spans: Sequence[tuple[int, int]], room: int) -> list[int | None]:
    """Give each span of rows a track none of its rows shares with another; None once there is no room."""
    taken: list[set[int]] = []
    places: list[int | None] = []
    for first, last in spans:
        rows = set(range(first, last + 1))
        track = next((number for number, used in enumerate(taken) if not used & rows), len(taken))
        if track >= room:
            places.append(None)
            continue
        if track == len(taken):
            taken.append(set())
        taken[track] |= rows
        places.append(track)
    return places


_UPRIGHTS = {Bond.PAYMENT: "│", Bond.STAKE: "║", Bond.CREDIT: "┆", Bond.PROMISE: "┊"}


def _rail(grid: list[list[str]], arrow: Arrow, place: dict[str, int], column: int) -> None:
    """Draw one edge down its own column; other rails stay as they are, so a crossing reads as one."""
    first, last = _span(arrow, place)
    for row in range(first + 1, last):
        grid[row][column] = _UPRIGHTS[arrow.bond]
    grid[place[arrow.payer]][column] = "●"
    grid[place[arrow.payee]][column] = "◀"
