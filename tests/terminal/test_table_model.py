from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table
from debtwatch.terminal.widgets.table_model import (
    Sorting,
    changed_cells,
    matches,
    next_sorting,
    row_place,
    shown_columns,
    visible_rows,
)

NAME = Column("name", "name", 10, Align.LEFT, elastic=True)
GAP = Column("gap", "gap bp", 6)
NOTE = Column("note", "note", 12, Align.LEFT, priority=9)
COLUMNS = (NAME, GAP, NOTE)


def row(key: str, gap: float | None = None, note: str = "") -> Row:
    return Row(key, (Cell(key), Cell("—" if gap is None else f"{gap:+.0f}", order=gap), Cell(note)))


def keys(rows: list[Row]) -> list[str]:
    return [one.key for one in rows]


def test_the_least_important_column_leaves_first_and_the_elastic_one_takes_the_rest() -> None:
    assert shown_columns(COLUMNS, 60, 2) == [(0, 38), (1, 6), (2, 12)]
    assert shown_columns(COLUMNS, 20, 2) == [(0, 12), (1, 6)]


def test_the_elastic_column_gives_way_before_an_essential_one_disappears() -> None:
    assert shown_columns(COLUMNS, 12, 2) == [(0, 4), (1, 6)]


@given(width=st.integers(8, 300), gap=st.integers(0, 3), widths=st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_shown_columns_never_exceed_the_width_while_one_may_leave(width: int, gap: int, widths: list[int]) -> None:
    columns = [Column(str(at), "", least, priority=2, elastic=at == 0) for at, least in enumerate(widths)]
    shown = shown_columns(columns, width, gap)
    total = sum(cells for _, cells in shown) + gap * (len(shown) - 1)
    assert total == width or (len(shown) == 1 and total >= 1)


def test_a_filter_keeps_rows_with_every_word_and_an_exclamation_mark_turns_it_round() -> None:
    table = Table(COLUMNS, (row("Meta Hyperion"), row("Oracle notes"), row("Meta notes")))
    assert keys(visible_rows(table, "meta", None)) == ["Meta Hyperion", "Meta notes"]
    assert keys(visible_rows(table, "notes META", None)) == ["Meta notes"]
    assert keys(visible_rows(table, "!meta", None)) == ["Oracle notes"]
    assert keys(visible_rows(table, "!", None)) == keys(list(table.rows))


@given(words=st.text(max_size=20), name=st.text(max_size=40))
def test_a_filter_and_its_inverse_never_agree_where_words_are_wanted(words: str, name: str) -> None:
    wanted = words.lstrip("!")
    if wanted.split():
        assert matches(row(name), wanted) is not matches(row(name), f"!{wanted}")


def test_unknown_numbers_come_last_in_both_directions() -> None:
    table = Table(COLUMNS, (row("a", None), row("b", 5.0), row("c", -7.0)))
    assert keys(visible_rows(table, "", Sorting("gap", descending=True))) == ["b", "c", "a"]
    assert keys(visible_rows(table, "", Sorting("gap", descending=False))) == ["c", "b", "a"]


def test_words_sort_by_letter_and_not_by_case() -> None:
    table = Table(COLUMNS, (row("beta"), row("Alpha"), row("gamma")))
    assert keys(visible_rows(table, "", Sorting("name", descending=False))) == ["Alpha", "beta", "gamma"]


@given(values=st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=30), descending=st.booleans())
def test_sorting_loses_no_row(values: list[float | None], descending: bool) -> None:
    table = Table(COLUMNS, tuple(row(str(at), value) for at, value in enumerate(values)))
    assert sorted(keys(visible_rows(table, "", Sorting("gap", descending)))) == sorted(keys(list(table.rows)))


def test_sorting_goes_round_the_columns_on_the_screen_and_back_to_the_tables_own_order() -> None:
    table = Table(COLUMNS)
    first = next_sorting(table, (0, 1), None)
    assert first == Sorting("name", descending=False)
    second = next_sorting(table, (0, 1), first)
    assert second == Sorting("gap", descending=True)
    assert next_sorting(table, (0, 1), second) is None


def test_only_cells_whose_words_changed_count_as_changed() -> None:
    before = Table(COLUMNS, (row("a", 1.0), row("b", 2.0)))
    after = Table(COLUMNS, (row("b", 3.0), row("a", 1.0), row("c", 9.0)))
    assert changed_cells(before, after) == {("b", 1)}
    assert changed_cells(None, after) == set()


def test_a_row_is_found_by_its_key_or_its_place_is_kept() -> None:
    rows = [row("a"), row("b"), row("c")]
    assert row_place(rows, "c", 0) == 2
    assert row_place(rows, "gone", 1) == 1
    assert row_place(rows, "gone", 9) == 2
    assert row_place([], "a", 4) == 0
