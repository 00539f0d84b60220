from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from debtwatch.analysis.bubble.results import EVENT_FROM
from debtwatch.terminal.chart import Guide, Symbols
from debtwatch.terminal.event_chart import event_chart
from debtwatch.terminal.rows.event import EventTime, event_time
from debtwatch.terminal.rows.gauge import gauge_panel
from debtwatch.terminal.rows.values import text_of
from terminal.sample import StillDesk, app_over, sample
from terminal.screen import press, settled
from terminal.screen import text_of as screen_text

if TYPE_CHECKING:
    from pathlib import Path

LOW, HIGH = dict.fromkeys(range(EVENT_FROM, 25), 1.0), dict.fromkeys(range(EVENT_FROM, 49), 7.0)


def made_up(**changed: object) -> EventTime:
    given: dict[str, object] = {
        "title": "made up",
        "eras": (("2008", LOW), ("2017", HIGH), ("AI", {0: 4.0, 29: 4.0})),
        "guides": (Guide(5.0, "amber"),),
        "marks": ((50, "2008 broke"), (29, "now")),
        "notes": ("at month +29",),
    }
    return EventTime(**{**given, **changed})  # type: ignore[arg-type]


def drawn(shown: EventTime, width: int = 100, height: int = 16, symbols: Symbols = Symbols.BRAILLE) -> list[str]:
    return [text_of(line) for line in event_chart(shown, width, height, symbols)]


def test_a_gauge_says_what_it_rests_on_and_its_record() -> None:
    lines = [text_of(line) for line in gauge_panel(sample(), "conditions_nfci").lines]

    for word in ("levels", "alone", "then", "percent.", "rests on", "record", "note"):
        assert any(line.startswith(word) for line in lines), word
    levels = next(line for line in lines if line.startswith("levels"))
    assert "amber -0.3 (judgement), red 0 (published)" in levels


def test_three_eras_stand_on_one_scale_each_with_its_name_and_the_breaks_as_events() -> None:
    lines = drawn(made_up())

    assert lines[0].lstrip().startswith("7.0")
    assert next(line for line in lines if line.lstrip().startswith("1.0"))
    text = "\n".join(lines)
    for word in ("2008", "2017", "AI", "2008 broke", "now", "amber", "-24", "+72", "one scale"):
        assert word in text, word
    assert "log" not in text


def test_without_braille_each_era_has_a_mark_of_its_own() -> None:
    text = "\n".join(drawn(made_up(), symbols=Symbols.ASCII))
    assert text.isascii()
    for mark in ("888", "777", "*"):
        assert mark in text


def test_a_run_up_beside_a_bitcoin_is_drawn_on_a_log_scale_and_says_so() -> None:
    wild = made_up(
        eras=(("2008", {0: 100.0}), ("2017", {12: 4_000.0}), ("AI", {0: -50.0})), guides=(Guide(100.0, "amber"),)
    )
    text = "\n".join(drawn(wild))
    assert "log of growth" in text
    assert "4000.0" in text.replace(",", "")


@pytest.mark.parametrize(("width", "height"), [(20, 16), (100, 3), (100, 5), (1, 1), (60, 12)])
def test_with_little_room_nothing_overflows(width: int, height: int) -> None:
    lines = drawn(made_up(notes=("at 29",)), width, height)
    assert len(lines) <= height
    if len(lines) > 3:
        assert max(len(line) for line in lines) <= max(width, 50)


def test_the_comparable_month_is_ours_and_no_other() -> None:
    shown = event_time(sample(), "conditions_nfci")
    assert shown is not None
    ours = next(origin.months_since for origin in sample().bubble.origins if origin.era == "AI")
    assert shown.notes[0].startswith(f"at month {ours:+d}:  2008 ")
    row = sample().bubble.gauges.filter(sample().bubble.gauges["gauge"] == "conditions_nfci").to_dicts()[0]
    assert ours is not None
    assert dict(shown.eras)["2008"][ours] == pytest.approx(row["reading_2008"])
    assert [month for month, _ in shown.marks if month != ours] == [each.month for each in sample().bubble.era_breaks]


def test_a_gauge_without_readings_in_the_eras_says_so() -> None:
    assert event_time(sample(), "off_balance_share") is None
    assert event_time(sample(), "nosuch") is None
    assert gauge_panel(sample(), "nosuch").empty


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (60, 24)])
async def test_enter_opens_a_gauge_in_event_time(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "4", "enter")
        shown = screen_text(app)

    assert "2008" in shown
    assert "record" in shown
    assert "now" in shown


async def test_the_pane_draws_the_gauge_under_the_cursor_below_its_rows(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "4")
        first = screen_text(app)
        await press(pilot, "down", "down", "down", "down", "down", "down", "down")
        later = screen_text(app)

    assert "one scale" in first
    assert "raw and net" in first
    assert "HY OAS percentile, months since" in later
