"""What a pane shows, as plain values: compared to decide on a repaint, kept as JSON for the next first paint."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

BOARD_VERSION = 1


class Tone(StrEnum):
    """What a piece of text means; the theme gives it a colour, the words carry it without one."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    UP = "up"
    DOWN = "down"
    CALM = "calm"
    AMBER = "amber"
    RED = "red"


class Align(StrEnum):
    """Which edge of its column a cell keeps to; numbers keep right."""

    LEFT = "left"
    RIGHT = "right"


class Cell(NamedTuple):
    """One cell: what it says, what it means and what it sorts by.

    A tuple rather than a dataclass: a book of 5,000 tranches makes 60,000 of them in a tenth of a second.
    """

    text: str
    tone: Tone = Tone.PLAIN
    order: float | str | None = None
    """Sort value; None is unknown and sorts last in both directions."""


class Span(NamedTuple):
    """A piece of a line with one meaning."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]


class Row(NamedTuple):
    """One row of a table, found again after a refresh by its key."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    label: str
    width: int
    """Cells it needs; the elastic column's least."""
    align: Align = Align.RIGHT
    priority: int = 1
    """1 is always shown; the largest number leaves first on a narrow screen."""
    elastic: bool = False
    """Whether it takes what the others leave."""
    meaning: str = ""
    """The definition `?` shows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows in their own order, and the column that order follows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    ordered_by: str = ""
    descending: bool = False
    gap: int = 2
    """Blank cells between columns."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything one pane shows."""

    title: str
    note: str = ""
    """Stands beside the title: coverage, basis."""
    subtitle: str = ""
    """Stands in the lower border: where the numbers come from and how fresh they are."""
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    empty: str = ""
    """Said in place of the rows where there are none."""
    tone: Tone = Tone.PLAIN
    """Amber or red where the pane's numbers are not to be taken as today's."""


@dataclass(frozen=True, slots=True)
class Board:
    """Every top-level pane by name, with the line of trouble and the counts of the header."""

    panels: dict[str, Panel] = field(default_factory=dict)
    status: Line = ()
    """Right end of the header, after the clock."""
    trouble: Line = ()
    """Right end of the footer: what fails, and when it is tried again."""
    brief: tuple[Line, ...] = ()
    """The overview's lamps for a header too narrow for a pane."""
    badges: dict[str, str] = field(default_factory=dict)
    """Mode name to the count shown beside it."""


def plain(*lines: str) -> tuple[Line, ...]:
    """Return lines of text without meaning."""
    return tuple((Span(line),) for line in lines)


def text_of(line: Line) -> str:
    """Return a line's words."""
    return "".join(span.text for span in line)


def dump_board(board: Board) -> str:
    """Return the board as one JSON document."""
    return json.dumps(
        {
            "version": BOARD_VERSION,
            "panels": {name: _panel_document(panel) for name, panel in board.panels.items()},
            "status": board.status,
            "trouble": board.trouble,
            "brief": board.brief,
            "badges": board.badges,
        },
        separators=(",", ":"),
    )


def load_board(document: str) -> Board:
    """Return the board a JSON document holds; ValueError, KeyError or TypeError where it holds none."""
    found = json.loads(document)
    if found["version"] != BOARD_VERSION:
        raise ValueError(f"rows of version {found['version']}, not {BOARD_VERSION}")
    return Board(
        panels={str(name): _panel(panel) for name, panel in dict(found["panels"]).items()},
        status=_line(found["status"]),
        trouble=_line(found["trouble"]),
        brief=tuple(_line(line) for line in found["brief"]),
        badges={str(name): str(badge) for name, badge in dict(found["badges"]).items()},
    )


def _panel_document(panel: Panel) -> dict[str, Any]:
    return {
        "title": panel.title,
        "note": panel.note,
        "subtitle": panel.subtitle,
        "lines": panel.lines,
        "table": None if panel.table is None else _table_document(panel.table),
        "empty": panel.empty,
        "tone": panel.tone,
    }


def _table_document(table: Table) -> dict[str, Any]:
    columns = [
        [column.key, column.label, column.width, column.align, column.priority, column.elastic, column.meaning]
        for column in table.columns
    ]
    return {
        "columns": columns,
        "rows": table.rows,
        "ordered_by": table.ordered_by,
        "descending": table.descending,
        "gap": table.gap,
    }


def _panel(found: dict[str, Any]) -> Panel:
    table = found["table"]
    return Panel(
        title=str(found["title"]),
        note=str(found["note"]),
        subtitle=str(found["subtitle"]),
        lines=tuple(_line(line) for line in found["lines"]),
        table=None if table is None else _table(table),
        empty=str(found["empty"]),
        tone=Tone(found["tone"]),
    )


def _table(found: dict[str, Any]) -> Table:
    columns = tuple(
        Column(str(key), str(label), int(width), Align(align), int(priority), bool(elastic), str(meaning))
        for key, label, width, align, priority, elastic, meaning in found["columns"]
    )
    rows = tuple(Row(str(key), tuple(_cell(cell) for cell in cells)) for key, cells in found["rows"])
    return Table(columns, rows, str(found["ordered_by"]), bool(found["descending"]), int(found["gap"]))


def _cell(found: list[Any]) -> Cell:
    text, tone, order = found
    return Cell(str(text), Tone(tone), order if isinstance(order, (int, float, str)) else None)


def _line(found: list[list[str]]) -> Line:
    return tuple(Span(str(text), Tone(tone)) for text, tone in found)
