"""The app over a desk, driven by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtwatch.analysis.spreads.results import Spreads
from debtwatch.domain.errors import StoreBusy
from debtwatch.domain.settings import TerminalSettings
from debtwatch.terminal.keys import keymap_problems
from debtwatch.terminal.port import DeskPort
from debtwatch.terminal.rows.calendar import step
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane
from debtwatch.terminal.widgets.table import VirtualTable
from terminal.sample import StillDesk, app_over, event, sample
from terminal.screen import press, settled, text_of


async def test_the_rows_last_shown_are_painted_before_the_desk_is_there(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample(), events=[event()]), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        first = text_of(app)
    again = app_over(StillDesk(), tmp_path)
    async with again.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        shown = text_of(again)
    assert "rows last shown" in shown
    assert "Meta · Hyperion" in shown
    assert shown.splitlines()[1:46] == first.splitlines()[1:46]


async def test_enter_goes_from_sponsor_to_source_and_escape_comes_back_to_the_same_row(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "down", "enter", "enter", "enter")
        assert "2 refinancing ▸ Meta ▸ Hyperion ▸ senior-secured-notes" in text_of(app)
        assert "= market rate" in text_of(app)
        await press(pilot, "escape", "escape", "escape")
        assert not isinstance(app.screen, LevelScreen)
        assert app.screen.query_one("#sponsors-table", VirtualTable).cursor_key == "Meta"
        await press(pilot, "escape")
        assert app.current_mode == "refinancing"


async def test_a_mode_is_left_and_found_again_as_it_was(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "down", "enter", "4", "2")
        assert isinstance(app.screen, LevelScreen)


async def test_paused_numbers_stand_still_and_go_on_with_the_newest(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "space")
        before = text_of(app)
        newer = sample()
        desk.publish(replace(newer, spreads=Spreads(newer.spreads.table.head(1))))
        await settled(pilot)
        assert text_of(app) == before
        assert "PAUSED" in before
        await press(pilot, "space")
        assert "PAUSED" not in text_of(app)
        assert "VIX" not in text_of(app)


async def test_a_day_is_asked_for_by_name_and_said_in_the_header(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "t", "tab", "down", "down", "enter")
        assert ("at", date(2008, 9, 15)) in desk.asked
        assert "AS OF 15 Sep 2008" in text_of(app)
        await press(pilot, "right_square_bracket")
        assert ("at", date(2008, 10, 1)) in desk.asked
        await press(pilot, "t", *"2026-13-01", "enter")
        assert "not a day" in text_of(app)
        await press(pilot, "escape", "t", "enter")
        assert desk.asked[-1] == ("at", None)
        assert "AS OF" not in text_of(app)


def test_time_steps_by_weekday_and_by_month_where_history_is_monthly() -> None:
    today = date(2026, 11, 23)
    assert step(date(2026, 11, 23), -1, today) == date(2026, 11, 20)
    assert step(date(2026, 11, 20), 1, today) == date(2026, 11, 23)
    assert step(date(2008, 9, 15), 1, today) == date(2008, 10, 1)
    assert step(date(2008, 1, 15), -1, today) == date(2007, 12, 1)


async def test_r_asks_the_desk_to_fetch_and_waits_for_nothing(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "r")
        assert ("refresh", ()) in desk.asked


async def test_a_filter_says_how_many_rows_it_leaves_and_escape_lets_it_go(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "slash", *"!meta", "enter")
        assert "3 of 4" in text_of(app)
        table = app.screen.query_one("#sponsors-table", VirtualTable)
        assert table.has_focus
        assert "Meta" not in [row.key for row in table.rows]
        await press(pilot, "slash", "escape")
        assert len(table.rows) == 4


async def test_m_gives_a_pane_the_whole_screen_and_takes_it_back(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "m")
        assert isinstance(app.screen.maximized, Pane)
        assert "BUILD-UP" not in text_of(app)
        await press(pilot, "m")
        assert app.screen.maximized is None


async def test_y_copies_the_row_as_it_is_written(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "y")
        assert app.clipboard.startswith("SoftBank · bridge\t$40.0bn")


async def test_help_is_made_from_the_bindings_and_the_columns_of_the_table_in_focus(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path, TerminalSettings(keys={"app.refresh": "f5"}))
    async with app.run_test(size=(160, 90)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        shown = text_of(app)
    assert "f5" in shown
    assert "app.refresh" in shown
    assert "Principal that must be refinanced within 24 months" in shown


async def test_a_key_taken_twice_is_said_once_and_nothing_breaks(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path, TerminalSettings(keys={"app.refresh": "q"}))
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        assert "q is both app.refresh and app.quit" in text_of(app).splitlines()[0]


def test_a_key_map_that_names_nothing_or_takes_a_key_twice_is_told_so() -> None:
    assert keymap_problems({}) == []
    assert keymap_problems({"app.refresh": "f5", "table.sort": "o"}) == []
    assert keymap_problems({"app.refesh": "f5"}) == ["no binding is called app.refesh"]
    assert keymap_problems({"app.refresh": "space"}) == ["space is both app.refresh and app.pause"]


async def test_trouble_of_the_desk_is_on_the_screen_until_it_is_over(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        desk.troubled("the store is damaged\x1b[2J")
        await settled(pilot)
        assert "the store is damaged" in text_of(app).splitlines()[0]
        desk.troubled("")
        await settled(pilot)
        assert "damaged" not in text_of(app).splitlines()[0]


async def test_a_store_that_cannot_be_opened_is_a_sentence_beside_the_rows_last_shown(tmp_path: Path) -> None:
    def refuse() -> DeskPort:
        raise StoreBusy("the store is busy", where="debtwatch.db", next_step="try again")

    app = app_over(StillDesk(), tmp_path)
    app.connect = refuse
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        assert "the store is busy" in text_of(app).splitlines()[0]


async def test_quitting_notes_that_the_reader_looked_and_stops_the_desk(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "q")
    assert desk.asked[-2:] == ["looked", "stop"]
    assert app.return_value is None
    assert app.return_code == 0


async def test_a_snapshot_that_says_the_same_repaints_no_pane(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        painted: list[str] = []
        for pane in app.screen.query(Pane):
            pane.table.refresh = lambda *_args, name=pane.id, **_kwargs: painted.append(str(name))  # type: ignore[method-assign, assignment]
        desk.publish(sample())
        await settled(pilot)
        assert painted == []


@pytest.mark.parametrize("theme", ["debtwatch", "debtwatch-light", "ansi", "textual-dark"])
async def test_every_theme_opens_every_mode(tmp_path: Path, theme: str) -> None:
    app = app_over(StillDesk(sample(), events=[event()]), tmp_path, TerminalSettings(theme=theme))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, *"234781")
        assert app.current_mode == "overview"
