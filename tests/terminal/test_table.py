"""The virtual table, driven by keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, ComposeResult
from textual.strip import Strip

from debtwatch import terminal
from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table
from debtwatch.terminal.theme import with_tones
from debtwatch.terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    from textual.pilot import Pilot

COLUMNS = (
    Column("name", "name", 10, Align.LEFT, elastic=True),
    Column("gap", "gap bp", 8),
    Column("far", "far", 30, priority=9),
)


def table_of(count: int, *, first: int = 0, shift: float = 0.0) -> Table:
    rows = tuple(
        Row(f"deal-{at}", (Cell(f"deal {at:04}"), Cell(f"{at + shift:+.0f}", order=at + shift), Cell("far away")))
        for at in range(first, first + count)
    )
    return Table(COLUMNS, rows)


class OneTable(App[int]):
    CSS_PATH = Path(terminal.__file__).with_name("debtwatch.tcss")

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = VirtualTable(table)
        self.drilled: list[str] = []
        self.moved: list[str] = []

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = with_tones(super().get_css_variables(), ansi=False)
        return self.theme_variables

    def compose(self) -> ComposeResult:
        yield self.table

    def on_virtual_table_drilled(self, event: VirtualTable.Drilled) -> None:
        self.drilled.append(event.key)

    def on_virtual_table_moved(self, event: VirtualTable.Moved) -> None:
        self.moved.append(event.key)

    def line(self, y: int) -> str:
        return self.table.render_line(y).text


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_cursor_and_the_screen_line_of_its_row_survive_a_refresh() -> None:
    app = OneTable(table_of(200))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, *["down"] * 30, *["up"] * 4)
        kept, line = app.table.cursor_key, app.table.place - app.table.scroll_offset.y
        app.table.show(table_of(200, first=0, shift=0.6))
        await pilot.pause()
        assert (app.table.cursor_key, app.table.place - app.table.scroll_offset.y) == (kept, line)
        app.table.show(Table(COLUMNS, (*table_of(7, first=900).rows, *table_of(200).rows)))
        await pilot.pause()
        assert app.table.cursor_key == kept == "deal-26"
        assert app.table.place == 33
        assert app.table.place - app.table.scroll_offset.y == line


async def test_a_row_that_went_away_leaves_the_cursor_where_it_stood() -> None:
    app = OneTable(table_of(10))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "end")
        app.table.show(table_of(5))
        await pilot.pause()
        assert app.table.cursor_key == "deal-4"
        app.table.show(Table(COLUMNS))
        await pilot.pause()
        assert app.table.cursor_key is None
        await press(pilot, "enter", "down", "end", "pageup")
        assert app.drilled == []


async def test_keys_move_by_row_page_and_edge_and_the_cursor_is_always_on_the_screen() -> None:
    app = OneTable(table_of(300))
    async with app.run_test(size=(60, 20)) as pilot:
        for keys, place in (
            (("down",), 1),
            (("j", "k", "k"), 0),
            (("pagedown",), 18),
            (("end",), 299),
            (("g",), 0),
            (("G",), 299),
        ):
            await press(pilot, *keys)
            assert app.table.place == place
            y = place - app.table.scroll_offset.y + 1
            assert 1 <= y < 20
            assert app.line(y).startswith(f"deal {place:04}")


async def test_enter_drills_into_the_row_under_the_cursor() -> None:
    app = OneTable(table_of(9))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "down", "down", "enter")
        assert app.drilled == ["deal-2"]
        assert app.moved[-1] == "deal-2"


async def test_s_sorts_by_the_next_column_and_shift_s_turns_it_round_and_the_heading_shows_it() -> None:
    app = OneTable(table_of(9))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "s", "s")
        assert "▾gap bp" in app.line(0)
        assert app.line(1).startswith("deal 0008")
        await press(pilot, "S")
        assert "▴gap bp" in app.line(0)
        assert app.line(1).startswith("deal 0000")
        app.table.show(table_of(9, shift=1.0))
        await pilot.pause()
        assert app.table.sorting is not None


async def test_a_filter_keeps_the_cursor_on_its_row_where_it_is_still_shown() -> None:
    app = OneTable(table_of(50))
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, *["down"] * 12)
        app.table.narrow("12")
        await pilot.pause()
        assert app.table.cursor_key == "deal-12"
        assert [row.key for row in app.table.rows] == ["deal-12"]
        app.table.narrow("")
        await pilot.pause()
        assert app.table.cursor_key == "deal-12"


async def test_a_changed_cell_is_marked_once_and_nothing_ticks_afterwards() -> None:
    app = OneTable(table_of(5))
    async with app.run_test(size=(60, 20)) as pilot:
        app.table.show(table_of(5, shift=3.0))
        assert ("deal-0", 1) in app.table._flashing
        app.table._settle()
        await pilot.pause()
        assert app.table._flashing == set()
        assert app.table._flash_timer is None


async def test_showing_the_same_rows_again_paints_nothing() -> None:
    app = OneTable(table_of(5))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        painted: list[int] = []
        render = app.table.render_line

        def watched(y: int) -> Strip:
            painted.append(y)
            return render(y)

        app.table.render_line = watched  # type: ignore[method-assign]
        app.table.show(table_of(5))
        await pilot.pause()
        assert painted == []


async def test_a_narrow_table_drops_what_matters_least_and_never_scrolls_sideways() -> None:
    app = OneTable(table_of(5))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert "far" not in app.line(0)
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert "far" in app.line(0)
        assert app.table.max_scroll_x == 0
