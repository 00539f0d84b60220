from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.snapshot import Snapshot
from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.rows.board import Seen, build_board
from debtwatch.terminal.rows.history import history_panel
from debtwatch.terminal.rows.shocked import SHORT, SUBJECTS
from debtwatch.terminal.rows.values import Panel, text_of
from markets import SERIES
from terminal.sample import NOW, StillDesk, app_over, sample
from terminal.screen import press, settled
from terminal.screen import text_of as screen_of

UP = Shock("up", par_bp=100.0, words="government yields +100 bp")
WITHOUT_PRICES = {"since", "alerts", "feeds", "series"}
"""Panes that show no figure a market could move."""


def shocked() -> Snapshot:
    return replace(sample(), shock=UP)


def panels(snapshot: Snapshot) -> Mapping[str, Panel]:
    return build_board(Seen(snapshot, (), {}, None, ""), NOW, Symbols.ASCII).panels


def test_every_pane_says_what_the_shock_did_to_it_or_that_it_moves_nothing_there() -> None:
    found = panels(shocked())
    assert set(found) == set(SUBJECTS) | WITHOUT_PRICES
    for name in SUBJECTS:
        said = any("under the shock up: government yields +100 bp" in text_of(line) for line in found[name].lines)
        assert said != found[name].note.endswith(SHORT), name


def test_what_moves_is_the_book_s_prices_and_the_cover_after_them() -> None:
    assert {name for name, panel in panels(shocked()).items() if not panel.note.endswith(SHORT)} == {
        "pressure", "sponsors", "issuers", *WITHOUT_PRICES,
    }  # fmt: skip


def test_without_a_shock_no_pane_speaks_of_one() -> None:
    for panel in panels(sample()).values():
        assert "shock" not in panel.note
        assert not any("under the shock" in text_of(line) for line in panel.lines)


async def test_the_tables_of_structure_and_wall_say_so_too(tmp_path: Path) -> None:
    app = app_over(StillDesk(shocked()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "i")
        assert SHORT in screen_of(app)
        await press(pilot, "escape", "w")
        assert SHORT in screen_of(app)
        await press(pilot, "w", "w", "w")
        assert "under the shock up" in screen_of(app)


async def test_a_move_is_typed_and_said_to_be_coming_before_any_number_moved(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "tab", *"-37bp", "enter")
        assert desk.asked[-1] == ("shock", "-37bp")
        assert "SHOCK -37bp, coming" in screen_of(app)
        desk.publish(replace(sample(), shock=Shock("-37bp", par_bp=-37.0)))
        await settled(pilot)
        assert "SHOCK -37bp  " in screen_of(app)
        assert "coming" not in screen_of(app)


async def test_a_move_that_means_nothing_is_refused_in_its_place(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "x", "tab", *"asteroid", "enter")
        assert "no shock is called asteroid" in screen_of(app)
        assert "spreads+50bp" in screen_of(app)
        assert not any(asked[0] == "shock" for asked in desk.asked if isinstance(asked, tuple))


@pytest.mark.parametrize("size", [(60, 24), (100, 30), (160, 48)], ids=str)
async def test_i_tells_what_moved_by_curve_movers_marks_and_obligors(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "3", "i")
        assert "the Treasury curve by tenor" in screen_of(app)
        assert "10-year less 2-year" in screen_of(app)
        await press(pilot, "i")
        assert "biggest movers since you last looked" in screen_of(app)
        await press(pilot, "i")
        assert "what moved the marked bonds, bp" in screen_of(app)
        assert "2026-09" in screen_of(app)
        await press(pilot, "i")
        assert "no swap has settled" in screen_of(app)
        await press(pilot, "i")
        assert "IG OAS" in screen_of(app)


async def test_a_mark_drills_to_its_tranche_and_a_tenor_to_its_vintages(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "3", "i", "i", "i", "enter")
        assert "what it would cost today" in screen_of(app)
        await press(pilot, "escape", "escape")
        assert "IG OAS" in screen_of(app)
        await press(pilot, "i", "enter")
        assert "every vintage" in screen_of(app)


def test_a_computed_row_without_vintages_says_what_it_is_made_of() -> None:
    assert "points of the Treasury curve" in history_panel("2S10S", None, ()).empty
    assert "a monthly mean that ships" in history_panel("BAMLC0A0CM", SERIES["BAMLC0A0CM"], ()).empty
