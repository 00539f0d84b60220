"""Reads the tables beside the deals: every bad cell is a Problem, every other row lives."""

from __future__ import annotations

import csv
import difflib
import io
from typing import TYPE_CHECKING, Any, TypeVar

from debtwatch.book.fields import Field, Kind, fields_of
from debtwatch.book.problem import Problem, shown
from debtwatch.book.values import SEPARATOR, Wrong, read_value, was_cleaned
from debtwatch.domain.terms import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from debtwatch.book.files import FileText

Row = TypeVar("Row")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def read_table(file: FileText, record: type[Row], problems: list[Problem]) -> list[Row]:
    """Return the rows of one CSV file as records, adding what is wrong to `problems`."""
    table = _Table(file.name, record, problems)
    rows: list[Row] = []
    try:
        reader = csv.DictReader(io.StringIO(file.text, newline=""), strict=True)
        table.check_header(reader.fieldnames or [])
        for cells in reader:
            row = table.row(cells, reader.line_num)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        problems.append(Problem(file.name, "", "", f"a broken line ({error})", "CSV", None, "rest of the file"))
    return rows


class _Table:
    """One table being read, with what is wrong with it."""

    def __init__(self, file: str, record: type[Any], problems: list[Problem]) -> None:
        self.file = file
        self.record = record
        self.known = fields_of(record)
        self.problems = problems

    def check_header(self, header: Iterable[str]) -> None:
        """Report columns the record does not have."""
        for name in header:
            if name not in self.known:
                near = difflib.get_close_matches(name, self.known, n=1)
                expected = f"{near[0]!r}, perhaps" if near else f"one of {', '.join(self.known)}"
                self._report(1, shown(name), "an unknown column", expected, "")

    def row(self, cells: Mapping[Any, Any], line: int) -> Any:
        """Return one row as a record, None if a cell is wrong."""
        if None in cells:
            self._report(line, "", "more cells than columns", "as many cells as columns", "row")
            return None
        values: dict[str, Any] = {}
        source: dict[str, Any] = {}
        good = True
        for name, declared in self.known.items():
            cell = (cells.get(name) or "").strip()
            if not cell:
                if declared.required:
                    self._report(line, name, "nothing", declared.expected, "row")
                    good = False
                continue
            value = from_cell(declared, cell)
            try:
                read = read_value(declared, value)
            except Wrong as wrong:
                self._report(line, name, shown(wrong.found), wrong.expected, "row")
                good = False
                continue
            if was_cleaned(value, read):
                self._report(line, name, shown(cell), "text without control characters; it was cleaned", "")
            (source if declared.in_source else values)[name] = read
        if source:
            values["source"] = Source(**source)
        return self.record(**values) if good else None

    def _report(self, line: int, key: str, found: str, expected: str, lost: str) -> None:
        self.problems.append(Problem(self.file, "", key, found, expected, line, lost))


def from_cell(declared: Field, cell: str) -> Any:
    """Return a cell's text as the value a TOML file would hold; read_value judges it."""
    if declared.kind in (Kind.NUMBER, Kind.INTEGER):
        try:
            return float(cell)
        except ValueError:
            return cell
    if declared.kind is Kind.FLAG:
        return _FLAGS.get(cell.lower(), cell)
    if declared.kind is Kind.TEXTS:
        return cell.split(SEPARATOR)
    return cell


def overlaid(shipped: Iterable[Row], own: Iterable[Row], keys: tuple[str, ...]) -> Iterator[Row]:
    """Yield the shipped rows whose key the user does not hold, then the user's."""
    mine = list(own)
    replaced = {tuple(getattr(row, key) for key in keys) for row in mine}
    yield from (row for row in shipped if tuple(getattr(row, key) for key in keys) not in replaced)
    yield from mine
