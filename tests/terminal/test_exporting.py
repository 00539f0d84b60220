"""A table as a file."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.terminal.exporting import document, write_new
from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table

COLUMNS = (Column("name", "name", 10, Align.LEFT, meaning="Whose."), Column("owed", "owed", 8, meaning="US$ m."))
FORMULAS = ("=", "+", "-", "@")


def table(*rows: tuple[Cell, Cell]) -> Table:
    return Table(COLUMNS, tuple(Row(str(place), cells) for place, cells in enumerate(rows)))


def test_numbers_are_written_as_numbers_and_the_unknown_as_nothing() -> None:
    held = table((Cell("Meta"), Cell("$27.3bn", order=27_300.0)), (Cell("Oracle"), Cell("—")))
    assert document(held, held.rows, "csv") == "name,owed\nMeta,27300.0\nOracle,\n"
    found = json.loads(document(held, held.rows, "json"))
    assert found["rows"] == [{"name": "Meta", "owed": 27_300.0}, {"name": "Oracle", "owed": None}]
    assert found["columns"]["owed"] == "US$ m."


@given(words=st.text(min_size=1, max_size=20), first=st.sampled_from(["", *FORMULAS]))
def test_no_exported_text_is_a_formula_or_holds_a_control_character(words: str, first: str) -> None:
    held = table((Cell(first + words), Cell("1", order=1.0)))
    [_, row] = csv.reader(io.StringIO(document(held, held.rows, "csv")))
    assert not row[0].startswith(FORMULAS)
    assert not any(unicodedata.category(char) in {"Cc", "Cf"} for char in row[0])


def test_a_name_already_taken_is_never_written_over(tmp_path: Path) -> None:
    first = write_new(tmp_path, "debtwatch-spreads", "csv", "one")
    second = write_new(tmp_path, "debtwatch-spreads", "csv", "two")
    assert (first.name, second.name) == ("debtwatch-spreads.csv", "debtwatch-spreads-2.csv")
    assert first.read_text() == "one"
