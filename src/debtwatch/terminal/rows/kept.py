"""The board as JSON: kept for the next first paint."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from debtwatch.terminal.rows.values import Align, Board, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

BOARD_VERSION = 1
_log = logging.getLogger(__name__)


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


class KeptPanels(Mapping[str, Panel]):
    """The panels of a document, each made when it is first looked at: a first paint needs one screen's."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self._documents = documents
        self._made: dict[str, Panel] = {}

    def __getitem__(self, name: str) -> Panel:
        """Return a panel; one whose document is not of its shape says so in the panel's place."""
        document = self._documents[name]
        if name not in self._made:
            try:
                self._made[name] = _panel(document)
            except (ValueError, KeyError, TypeError) as problem:
                _log.warning("the rows last shown of %s cannot be used: %s", name, problem)
                self._made[name] = Panel("", empty="the rows last shown cannot be read; new ones are on their way")
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Return the panels' names."""
        return iter(self._documents)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._documents)


def load_board(document: str) -> Board:
    """Return the board a JSON document holds; ValueError, KeyError or TypeError where it holds none."""
    found = json.loads(document)
    if found["version"] != BOARD_VERSION:
        raise ValueError(f"rows of version {found['version']}, not {BOARD_VERSION}")
    return Board(
        panels=KeptPanels(dict(found["panels"])),
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
