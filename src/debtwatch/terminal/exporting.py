"""A table as a file: csv or json, numbers as numbers, nothing a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from debtwatch.domain.text import clean, guarded
from debtwatch.terminal.rows.formats import UNKNOWN
from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMATS = ("csv", "json")
MOST_NAMES = 1_000


def document(table: Table, rows: Sequence[Row], kind: str) -> str:
    """Return rows of a table as csv (RFC 4180, LF) or as one JSON document with the columns' meanings."""
    if kind == "json":
        records = [{column.key: value(column, cell) for column, cell in _pairs(table, row)} for row in rows]
        meanings = {column.key: column.meaning for column in table.columns}
        return json.dumps({"v": 1, "columns": meanings, "rows": records}, indent=2, allow_nan=False) + "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in rows:
        writer.writerow([_flat(value(column, cell)) for column, cell in _pairs(table, row)])
    return out.getvalue()


def value(column: Column, cell: Cell) -> float | str | None:
    """Return the number behind a cell of a right-aligned column, else its words; None where nothing is known."""
    if cell.text == UNKNOWN:
        return None
    if column.align is Align.RIGHT and isinstance(cell.order, (int, float)):
        return cell.order
    return clean(cell.text)


def write_new(folder: Path, name: str, kind: str, text: str) -> Path:
    """Write a file that was not there and return it; a name already taken gets a number. OSError if it cannot be."""
    for number in range(1, MOST_NAMES):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.{kind}"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder} holds {MOST_NAMES} files called {name}")


def _pairs(table: Table, row: Row) -> list[tuple[Column, Cell]]:
    return list(zip(table.columns, row.cells, strict=False))


def _flat(found: float | str | None) -> float | str:
    if found is None:
        return ""
    return guarded(found) if isinstance(found, str) else found
