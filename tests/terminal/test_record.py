"""The replay of the warnings on the reader's own store, behind a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from debtwatch.analysis.bubble.backtest.results import Backtest
from debtwatch.domain.errors import StoreError
from debtwatch.terminal.rows.record import record_panel, replaying_panel
from terminal.sample import StillDesk, app_over, replayed, sample
from terminal.screen import press, settled, text_of


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (60, 24)])
async def test_b_replays_the_warnings_and_escape_comes_back(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_over(StillDesk(sample("live")), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "4")
        before = text_of(app)
        await press(pilot, "b")
        shown = text_of(app)
        await press(pilot, "escape")
        assert text_of(app) == before
    assert "build-up lamp" in shown
    assert "2007-08" in shown


async def test_a_store_that_cannot_be_read_is_told_and_the_screen_stays(tmp_path: Path) -> None:
    class Broken(StillDesk):
        async def backtest(self, progress: Callable[[int, int], None], as_of: date | None = None) -> Backtest:
            raise StoreError("the disk is gone")

    app = app_over(Broken(sample("live")), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "4", "b")
        assert "the disk is gone" in text_of(app)


async def test_on_a_past_day_the_replay_ends_with_that_day(tmp_path: Path) -> None:
    desk = StillDesk(sample("live"))
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "4", "b")
        app.present.day = date(2008, 3, 14)
        await press(pilot, "escape", "b")
    assert [each for each in desk.asked if isinstance(each, tuple) and each[0] == "backtest"] == [
        ("backtest", None),
        ("backtest", date(2008, 3, 14)),
    ]


def test_the_rows_say_what_the_command_says() -> None:
    panel = record_panel(replayed())

    assert panel.table is not None
    rows = {row.key: [cell.text for cell in row.cells] for row in panel.table.rows}
    assert rows["break amber"][:4] == ["break lamp", "caution", "-3", "dark"]
    assert "of 3" in rows["break amber"][9]
    assert rows["break amber"][-1] == "revised data"


def test_progress_counts_what_is_measured() -> None:
    assert "3 of 297" in replaying_panel(3, 297).empty
