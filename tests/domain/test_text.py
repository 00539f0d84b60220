from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.domain.text import clean, counted


def test_plain_text_is_left_as_it_is() -> None:
    assert clean("Meta · Hyperion 6.581 % 2049 [A+]") == "Meta · Hyperion 6.581 % 2049 [A+]"


def test_a_terminal_title_sequence_cannot_reach_the_screen() -> None:
    assert clean("\x1b]0;PWNED\x07Oracle\x9b31m") == "\ufffd]0;PWNED\ufffdOracle\ufffd31m"


def test_a_right_to_left_override_becomes_visible() -> None:
    assert clean("Oracle\u202e") == "Oracle\ufffd"


def test_line_breaks_become_spaces() -> None:
    assert clean("two\nlines\tone cell") == "two lines one cell"


def test_an_accent_of_its_own_is_joined_to_its_letter_and_a_printable_text_cut_at_its_length() -> None:
    assert clean("Socie\u0301te\u0301 · ▲") == "Soci\u00e9t\u00e9 · ▲"
    assert clean("Société", longest=4) == "Soc…"


@given(st.text())
def test_nothing_it_returns_is_a_control_or_format_character(text: str) -> None:
    assert not {unicodedata.category(char) for char in clean(text)} & {"Cc", "Cf", "Zl", "Zp", "Cs"}


@given(st.text(max_size=400), st.integers(1, 100))
def test_it_never_exceeds_the_length_asked_for(text: str, longest: int) -> None:
    assert len(clean(text, longest=longest)) <= longest


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_one_of_a_thing_is_counted_in_the_singular() -> None:
    assert [counted(number, "tranche") for number in (0, 1, 2, 1_200)] == [
        "0 tranches",
        "1 tranche",
        "2 tranches",
        "1,200 tranches",
    ]
    assert counted(1, "facility", "facilities") == "1 facility"
    assert counted(6, "facility", "facilities") == "6 facilities"
