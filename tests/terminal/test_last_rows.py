from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.last_rows import FILE, read_rows, write_rows
from debtwatch.terminal.rows.board import Seen, build_board
from debtwatch.terminal.rows.kept import dump_board, load_board
from debtwatch.terminal.rows.values import (
    Align,
    Board,
    Cell,
    Column,
    Panel,
    Row,
    Span,
    Table,
    Tone,
)
from debtwatch.terminal.sortings import FILE as SORTINGS
from debtwatch.terminal.sortings import read_sortings, write_sortings
from debtwatch.terminal.widgets.table_model import Sorting
from markets import SERIES
from terminal.sample import NOW, event, sample

TEXT = st.text(max_size=20)
CELLS = st.builds(Cell, TEXT, st.sampled_from(Tone), st.one_of(st.none(), st.floats(allow_nan=False), TEXT))
LINES = st.lists(st.builds(Span, TEXT, st.sampled_from(Tone)), max_size=3).map(tuple)
COLUMNS = st.builds(
    Column, TEXT, TEXT, st.integers(1, 40), st.sampled_from(Align), st.integers(1, 9), st.booleans(), TEXT
)
TABLES = st.builds(
    Table,
    st.lists(COLUMNS, max_size=3).map(tuple),
    st.lists(st.builds(Row, TEXT, st.lists(CELLS, max_size=3).map(tuple)), max_size=3).map(tuple),
    TEXT,
    st.booleans(),
    st.integers(0, 3),
)
PANELS = st.builds(Panel, TEXT, TEXT, TEXT, st.lists(LINES, max_size=3).map(tuple), st.one_of(st.none(), TABLES), TEXT)
BOARDS = st.builds(
    Board, st.dictionaries(TEXT, PANELS, max_size=3), LINES, LINES, st.lists(LINES, max_size=2).map(tuple)
)


@given(board=BOARDS)
def test_a_board_survives_the_trip_through_its_document(board: Board) -> None:
    assert load_board(dump_board(board)) == board


def test_the_rows_of_a_whole_snapshot_are_those_of_the_next_start(tmp_path: Path) -> None:
    seen = Seen(sample(), [event()], SERIES, None, "collecting")
    board = build_board(seen, NOW, Symbols.BRAILLE)
    write_rows(tmp_path, board)
    assert read_rows(tmp_path) == board
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "document", ["", "{", "[]", '{"version": 0}', '{"version": 1}', '{"version": 1, "panels": 3}', "null"]
)
def test_rows_that_cannot_be_read_are_no_rows(tmp_path: Path, document: str) -> None:
    (tmp_path / FILE).write_text(document)
    assert read_rows(tmp_path) is None


def test_a_panel_of_another_shape_says_so_and_the_others_are_shown(tmp_path: Path) -> None:
    write_rows(tmp_path, Board(panels={"lamps": Panel("lamps"), "pressure": Panel("pressure")}))
    document = json.loads((tmp_path / FILE).read_text())
    document["panels"]["lamps"] = {"title": 3}
    (tmp_path / FILE).write_text(json.dumps(document))
    board = read_rows(tmp_path)
    assert board is not None
    assert board.panels["pressure"] == Panel("pressure")
    assert "cannot be read" in board.panels["lamps"].empty


def test_a_first_start_has_no_rows_and_an_unwritable_cache_is_no_failure(tmp_path: Path) -> None:
    assert read_rows(tmp_path) is None
    blocked = tmp_path / "file"
    blocked.write_text("")
    write_rows(blocked / "rows", Board())


def test_the_order_of_tables_survives_and_what_cannot_be_read_is_no_order(tmp_path: Path) -> None:
    write_sortings(tmp_path, {})
    assert not (tmp_path / SORTINGS).exists()
    orders = {"sponsors-table": Sorting("gap", descending=True)}
    write_sortings(tmp_path, orders)
    assert read_sortings(tmp_path) == orders
    for document in ("", "[]", "3", '{"a": 1}', '{"a": ["b"]}'):
        (tmp_path / SORTINGS).write_text(document)
        assert read_sortings(tmp_path) == {}
