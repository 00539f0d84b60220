from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from debtwatch.terminal.rows.values import Align, Span, text_of
from debtwatch.terminal.widgets.fit import fit, shortened, wrap

CONTROLS = st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "L", "N", "P", "S", "Zs"]), max_size=60)


@given(text=CONTROLS, width=st.integers(1, 80), align=st.sampled_from(Align))
def test_fitted_text_fills_exactly_its_cells_and_holds_no_control_character(
    text: str, width: int, align: Align
) -> None:
    fitted = fit(text, width, align)
    assert cell_len(fitted) == width
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in fitted)


def test_what_is_cut_says_so_and_wide_letters_are_never_halved() -> None:
    assert fit("Meta Hyperion", 8) == "Meta Hy…"
    assert fit("日本国債", 6) == "日本 …"[:4] or cell_len(fit("日本国債", 6)) == 6
    assert fit("5.31", 8, Align.RIGHT) == "    5.31"


@given(text=CONTROLS, width=st.integers(6, 60), indent=st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: int, indent: int) -> None:
    lines = wrap((Span(text),), width, indent)
    assert all(cell_len(text_of(line)) <= width for line in lines)
    letters = "".join(char for char in text if char.isalnum() and cell_len(char))
    kept = "".join(text_of(line) for line in lines)
    assert [char for char in unicodedata.normalize("NFC", letters) if char.isascii()] == [
        char for char in kept if char.isascii() and char.isalnum()
    ]


def test_a_line_breaks_between_families_and_never_inside_one() -> None:
    family = (Span("capital and\u00a0spending\u00a0"), Span("◐"))

    assert [text_of(line) for line in wrap(family, 16)] == ["capital ", "and spending ◐"]


BROKEN = st.lists(st.lists(st.text("ab ", min_size=1, max_size=8), min_size=1, max_size=5), min_size=1, max_size=6)


@given(broken=BROKEN, height=st.integers(1, 12))
def test_lines_given_too_little_room_keep_each_its_beginning_and_say_where_they_are_cut(
    broken: list[list[str]], height: int
) -> None:
    lines = [[(Span(part),) for part in parts] for parts in broken]
    rows = [text_of(row) for row in shortened(lines, height, 10)]
    assert len(rows) == min(height, sum(map(len, broken)))
    assert all(cell_len(row) <= 10 for row in rows)
    if height >= sum(map(len, broken)):
        assert rows == [part for parts in broken for part in parts]
        return
    assert any(row.endswith("…") for row in rows)
    for parts in broken[: min(height, len(broken))]:
        assert any(row.removesuffix("…").rstrip() == parts[0].rstrip() for row in rows)


def test_a_row_with_room_is_followed_by_the_ellipsis() -> None:
    cut = shortened([[(Span("due "), Span("then ")), (Span("more"),)]], 1, 12)
    assert [text_of(row) for row in cut] == ["due then …"]


def test_a_row_that_is_full_gives_its_last_cells_to_the_ellipsis() -> None:
    cut = shortened([[(Span("31 of 205"),), (Span("more"),)]], 1, 9)
    assert [text_of(row) for row in cut] == ["31 of 20…"]
