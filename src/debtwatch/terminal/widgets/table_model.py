"""Which rows and columns of a table are on the screen: pure functions, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debtwatch.terminal.rows.values import Align, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column and a direction."""

    column: str
    descending: bool


def shown_columns(columns: Sequence[Column], width: int, gap: int) -> list[tuple[int, int]]:
    """Return (index, width in cells) of the columns that fit, in their order.

    The largest priority leaves first, the rightmost among equals; a column of priority 1 stays. The
    elastic column takes what is left, or gives what is missing.
    """
    kept = list(range(len(columns)))
    while len(kept) > 1 and _needed(columns, kept, gap) > width:
        least = max(kept, key=lambda index: (columns[index].priority, index))
        if columns[least].priority <= 1:
            break
        kept.remove(least)
    spare = width - _needed(columns, kept, gap)
    return [(index, max(columns[index].width + (spare if columns[index].elastic else 0), 1)) for index in kept]


def _needed(columns: Sequence[Column], kept: Sequence[int], gap: int) -> int:
    return sum(columns[index].width for index in kept) + gap * (len(kept) - 1)


def matches(row: Row, wanted: str) -> bool:
    """Whether any cell contains every word wanted, case aside; a leading `!` asks for the opposite."""
    inverse = wanted.startswith("!")
    words = wanted.lstrip("!").casefold().split()
    if not words:
        return True
    text = " ".join([cell.text for cell in row.cells]).casefold()
    return all(word in text for word in words) is not inverse


def visible_rows(table: Table, wanted: str, sorting: Sorting | None) -> list[Row]:
    """Return the rows that match, in the asked order; unknown values come last in both directions."""
    rows = [row for row in table.rows if matches(row, wanted)] if wanted else list(table.rows)
    index = column_index(table, sorting.column) if sorting else None
    if sorting is None or index is None:
        return rows
    if table.columns[index].align is Align.RIGHT:
        present = [row for row in rows if row.cells[index].order is not None]
        absent = [row for row in rows if row.cells[index].order is None]
        present.sort(key=lambda row: row.cells[index].order, reverse=sorting.descending)  # type: ignore[arg-type, return-value]
        return present + absent
    rows.sort(key=lambda row: row.cells[index].text.casefold(), reverse=sorting.descending)
    return rows


def column_index(table: Table, key: str) -> int | None:
    """Return the place of a column, None where the table has no such column."""
    return next((index for index, column in enumerate(table.columns) if column.key == key), None)


def next_sorting(table: Table, shown: Sequence[int], current: Sorting | None) -> Sorting | None:
    """Return the sorting after `current`: each column on the screen in turn, then the table's own order."""
    places = list(shown)
    at = column_index(table, current.column) if current else None
    following = places.index(at) + 1 if at in places else 0
    if following >= len(places):
        return None
    column = table.columns[places[following]]
    return Sorting(column.key, descending=column.align is Align.RIGHT)


def changed_cells(before: Table | None, after: Table) -> set[tuple[str, int]]:
    """Return (row key, column index) of the cells whose words changed between two states of one table."""
    if before is None or before.columns != after.columns:
        return set()
    old = {row.key: row.cells for row in before.rows}
    return {
        (row.key, index)
        for row in after.rows
        if row.key in old and old[row.key] != row.cells
        for index, (was, now) in enumerate(zip(old[row.key], row.cells, strict=True))
        if was.text != now.text
    }


def row_place(rows: Sequence[Row], key: str | None, fallback: int) -> int:
    """Return where the row with `key` now stands, or the nearest place to where it stood."""
    if key is not None:
        for place, row in enumerate(rows):
            if row.key == key:
                return place
    return max(min(fallback, len(rows) - 1), 0)
