from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from debtwatch.terminal.chart import (
    ASCII_SPARKS,
    BLANK_BRAILLE,
    SPARKS,
    Guide,
    Symbols,
    chart,
    sparkline,
    stretch,
    symbols_for,
)

POINTS = st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=120)


def drawn(line: str) -> bool:
    return any(ord(char) > BLANK_BRAILLE for char in line)


def test_a_rising_run_rises_from_the_lower_left_to_the_upper_right() -> None:
    lines = chart(list(range(100)), 40, 6)
    assert len(lines) == 6
    assert lines[0].startswith("99.0 ┤")
    assert lines[-1].startswith(" 0.0 ┤")
    body = [line.split("┤")[1] for line in lines]
    assert body[-1].lstrip(" ")[0] != " "
    assert body[-1].rstrip() < body[0] or len(body[-1].rstrip()) < len(body[0].rstrip())


def test_a_gap_in_the_values_is_a_gap_in_the_line() -> None:
    half: list[float | None] = [*[1.0] * 40, *[None] * 40, *[1.0] * 40]
    body = chart(half, 60, 3)[1].split("┤")[1]
    assert "   " in body.strip()


def test_no_spike_is_lost_when_many_values_share_a_column() -> None:
    values = [1.0] * 5_000
    values[2_500] = 9.0
    assert drawn(chart(values, 60, 8)[0])


def test_an_era_is_a_broken_line_named_at_its_end_and_never_hides_the_run() -> None:
    lines = chart([1.0, 2.0, 3.0], 60, 9, (Guide(4.0, "2008"), Guide(2.0, "2017")))
    assert lines[0].rstrip().endswith("╌ 2008")
    assert any(line.rstrip().endswith("2017") and drawn(line) for line in lines)


def test_an_era_far_off_the_run_stands_at_the_edge_and_leaves_the_run_its_room() -> None:
    lines = chart([79.0, 81.0, 80.0], 60, 8, (Guide(97.0, "2007"), Guide(128.0, "2017"), Guide(80.0, "now")), places=0)
    assert [line.split()[0] for line in (lines[0], lines[-1])] == ["81", "79"]
    assert lines[0].rstrip().endswith("2007 97 ▲")
    assert lines[1].rstrip().endswith("2017 128 ▲")
    below = chart([79.0, 81.0], 60, 8, (Guide(20.0, "low"),), symbols=Symbols.ASCII, places=0)
    assert below[-1].rstrip().endswith("low 20 v")


def test_two_lines_at_one_level_are_both_named() -> None:
    assert chart([1.0, 2.0], 60, 5, (Guide(2.0, "2008"), Guide(2.0, "now")))[0].rstrip().endswith("2008, now")


def test_a_flat_run_shows_an_era_to_scale() -> None:
    lines = chart([3.0, 3.0], 60, 5, (Guide(5.0, "2008"),))
    assert lines[0].startswith("5.0 ┤")
    assert lines[-1].startswith("3.0 ┤")


@pytest.mark.parametrize("symbols", [Symbols.BLOCK, Symbols.ASCII])
def test_without_braille_the_same_run_is_drawn_in_blocks_or_ascii(symbols: Symbols) -> None:
    lines = chart([1.0, 5.0, 2.0], 40, 5, symbols=symbols)
    assert not any(drawn(line) for line in lines)
    if symbols is Symbols.ASCII:
        assert all(line.isascii() for line in lines)


@given(values=POINTS, width=st.integers(1, 120), height=st.integers(1, 20), symbols=st.sampled_from(Symbols))
def test_every_line_fits_its_width_whatever_the_values(
    values: list[float | None], width: int, height: int, symbols: Symbols
) -> None:
    lines = chart(values, width, height, (Guide(1.0, "2008"),), symbols=symbols)
    assert lines == [] or len(lines) == height
    assert all(cell_len(line) <= width for line in lines)


@given(values=POINTS, width=st.integers(1, 60), symbols=st.sampled_from(Symbols))
def test_a_sparkline_is_one_row_of_bars_no_wider_than_asked(
    values: list[float | None], width: int, symbols: Symbols
) -> None:
    marks = ASCII_SPARKS if symbols is Symbols.ASCII else SPARKS
    assert set(sparkline(values, width, symbols)) <= {*marks, " "}
    assert len(sparkline(values, width, symbols)) <= width


def test_an_unknown_point_of_a_sparkline_is_a_blank_and_not_a_low_bar() -> None:
    assert sparkline([1.0, None, 3.0], 3) == "▁ █"
    assert sparkline([1.0, math.nan, 3.0], 3) == "▁ █"
    assert sparkline([], 5) == ""


def test_few_values_are_joined_by_straight_lines_and_a_gap_stays_one() -> None:
    assert stretch([0.0, 10.0], 5) == [0.0, 2.5, 5.0, 7.5, 10.0]
    assert stretch([0.0, None, 4.0], 5) == [0.0, None, None, None, 4.0]


@pytest.mark.parametrize(
    ("environment", "symbols"),
    [
        ({"LANG": "en_US.UTF-8"}, Symbols.BRAILLE),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, Symbols.BLOCK),
        ({"LANG": "en_US.utf8", "LC_ALL": "C"}, Symbols.ASCII),
        ({"LC_CTYPE": "C.utf8"}, Symbols.BRAILLE),
        ({}, Symbols.ASCII),
    ],
)
def test_charts_are_drawn_with_what_the_terminal_can_show(environment: dict[str, str], symbols: Symbols) -> None:
    assert symbols_for("auto", environment) is symbols
    assert symbols_for("block", environment) is Symbols.BLOCK
