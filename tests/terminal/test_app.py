"""The app over a desk, driven by keys."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.events import Key

from debtwatch.analysis.spreads.results import Spreads
from debtwatch.domain.alert import Severity
from debtwatch.domain.errors import ConfigError, StoreBusy
from debtwatch.domain.settings import TerminalSettings
from debtwatch.terminal.keys import keymap_problems
from debtwatch.terminal.port import DeskPort
from debtwatch.terminal.rows.blank import READING
from debtwatch.terminal.rows.calendar import step
from debtwatch.terminal.screens.dialog import Dialog
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.widgets.pane import Pane
from debtwatch.terminal.widgets.table import VirtualTable
from terminal.sample import FRED_TERMS, StillDesk, app_over, event, sample
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
        await press(pilot, "2", "slash", *"meta", "enter", "enter", "slash", *"hyperion", "enter", "enter", "enter")
        assert "2 refinancing ▸ Meta ▸ Meta Hyperion JV (Beignet Investor LLC) ▸ senior-secured" in text_of(app)
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
        assert app.clipboard.startswith("Meta · Hyperion JV (Beignet Investor LLC)\t$27.3bn")


async def test_help_is_made_from_the_bindings_and_the_columns_of_the_table_in_focus(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path, TerminalSettings(keys={"app.refresh": "f5"}))
    async with app.run_test(size=(160, 90)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        shown = text_of(app)
    assert "f5" in shown
    assert "app.refresh" in shown
    assert "Principal due at maturity within 24 months" in shown


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


async def test_a_feeds_terms_are_shown_over_panes_that_go_on(tmp_path: Path) -> None:
    desk = StillDesk(sample(), terms=FRED_TERMS)
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        assert "Federal Reserve Bank of St. Louis" in text_of(app)
        assert "https://fred.stlouisfed.org/legal/" in text_of(app)
        assert "Hyperion" in text_of(app)
        await press(pilot, "y")
        assert ("terms", "fred", True) in desk.asked
        assert "St. Louis" not in text_of(app)


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_terms_may_wait(tmp_path: Path, key: str) -> None:
    desk = StillDesk(sample(), terms=FRED_TERMS)
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(60, 24)) as pilot:
        await settled(pilot)
        await press(pilot, key)
        assert ("terms", "fred", False) in desk.asked


async def test_terms_can_be_explained_and_left_by_quitting(tmp_path: Path) -> None:
    desk = StillDesk(sample(), terms=FRED_TERMS)
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert "Put it off: nothing is fetched from it" in text_of(app)
        await press(pilot, "escape")
        assert "St. Louis" in text_of(app), "back at the question"
        await press(pilot, "q")
    assert app.return_value is None
    assert not any(asked[0] == "terms" for asked in desk.asked if isinstance(asked, tuple)), "unanswered: asked again"
    assert desk.asked[-1] == "stop"


async def test_before_anything_is_known_every_pane_says_what_is_awaited(tmp_path: Path) -> None:
    app = app_over(StillDesk(), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        shown = text_of(app)
        assert shown.count(READING) == 4
        for title in ("is it 2008 or 2017?", "refinancing pressure", "spreads, bp", "what happened"):
            assert title in shown
        for mode in ("2", "3", "4", "5", "6", "7", "8"):
            await press(pilot, mode)
            assert READING in text_of(app), mode


async def test_a_shock_is_chosen_by_name_said_in_the_header_and_taken_back(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "down", "down", "enter")
        assert desk.asked[-1] == ("shock", "spreads-2008")
        assert "SHOCK spreads-2008" in text_of(app)
        await press(pilot, "x", "home", "enter")
        assert ("shock", None) in desk.asked
        assert "SHOCK" not in text_of(app)


async def test_a_acknowledges_the_alert_under_the_cursor(tmp_path: Path) -> None:
    desk = StillDesk(sample(), events=[event()])
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "7")
        assert "✓" not in text_of(app)
        await press(pilot, "a")
        assert desk.asked[-1] == ("acknowledge", "hy")
        desk.publish(sample("stale"))
        await settled(pilot)
        assert "✓" in text_of(app), "the table says that it was seen"


async def test_the_bell_rings_for_a_new_critical_alert_where_the_settings_want_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = StillDesk(sample(), events=[event("old", 600, Severity.CRITICAL)])
    app = app_over(desk, tmp_path, TerminalSettings(bell=True))
    rung: list[int] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(1))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert rung == []
        desk.said.insert(0, event("new", 5, Severity.CRITICAL))
        desk.publish(sample("stale"))
        await settled(pilot)
        assert rung == [1]


async def test_e_writes_the_rows_on_the_screen_and_leaves_personal_series_out_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "3", "e")
        assert "personal left out" in text_of(app)
        await press(pilot, "enter")
        public = (tmp_path / "debtwatch-spreads-2026-11-23.csv").read_text()
        assert "IG OAS" not in public
        assert "Treasury 10-year" in public
        await press(pilot, "e", "down", "down", "down", "enter")
        whole = json.loads((tmp_path / "debtwatch-spreads-2026-11-23.json").read_text())
        assert whole["rows"][0]["series"] == "IG OAS"


async def test_the_order_of_a_table_is_found_again_at_the_next_start(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "s", "s")
        asked = app.screen.query_one("#sponsors-table", VirtualTable).sorting
        assert asked is not None
    again = app_over(StillDesk(sample()), tmp_path)
    async with again.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2")
        assert again.screen.query_one("#sponsors-table", VirtualTable).sorting == asked


async def test_v_draws_more_of_a_series(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "3")
        assert "one year · v changes" in text_of(app)
        assert "2007 mid" in text_of(app)
        await press(pilot, "v")
        assert "five years · v changes" in text_of(app)


@pytest.mark.parametrize(
    ("opens", "answers"), [("x", "enter"), ("t", "enter"), ("question_mark", "escape"), ("e", "escape")]
)
async def test_a_dialog_answered_twice_before_it_is_gone_closes_nothing_below_it(
    tmp_path: Path, opens: str, answers: str
) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "enter", opens)
        dialog = app.screen
        assert isinstance(dialog, Dialog)
        for _ in range(3):
            dialog.post_message(Key(answers, None))
        await settled(pilot)
        dialog.dismiss()
        await settled(pilot)
        assert isinstance(app.screen, LevelScreen)


def test_a_theme_nobody_knows_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no theme is called dusk") as refused:
        app_over(StillDesk(), tmp_path, TerminalSettings(theme="dusk"))
    assert "debtwatch-light" in str(refused.value)
