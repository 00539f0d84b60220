from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from debtwatch.terminal.rows.values import Align, Span, text_of
from debtwatch.terminal.widgets.fit import fit, wrap

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
