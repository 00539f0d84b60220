from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.rows.gauge import era_line, event_panel, gauge_panel
from debtwatch.terminal.rows.values import text_of
from terminal.sample import StillDesk, app_over, sample
from terminal.screen import press, settled
from terminal.screen import text_of as screen_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_gauge_says_what_it_rests_on_and_its_record() -> None:
    lines = [text_of(line) for line in gauge_panel(sample(), "run_up_ai").lines]

    for word in ("levels", "then", "record", "note"):
        assert any(line.startswith(word) for line in lines), word


def test_eras_are_drawn_on_one_scale() -> None:
    low = text_of(era_line("2008", {0: 1.0}, (0.0, 7.0), Symbols.BRAILLE))
    high = text_of(era_line("AI", {0: 7.0}, (0.0, 7.0), Symbols.BRAILLE))
    plain = text_of(era_line("AI", {0: 7.0}, (0.0, 7.0), Symbols.ASCII))

    assert (low.strip(), high.strip()) == ("2008              ▂", "AI                █")
    assert plain.endswith("@" + " " * 36)


def test_a_gauge_without_readings_in_the_eras_says_so() -> None:
    assert event_panel(sample(), "off_balance_share", Symbols.BRAILLE).empty
    assert gauge_panel(sample(), "nosuch").empty


async def test_enter_opens_a_gauge_in_event_time(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "4", "enter")
        shown = screen_text(app)

    assert "event time" in shown
    assert "2008" in shown
    assert "record" in shown
