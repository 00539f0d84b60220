from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.feeds.numbers import parse_number


@pytest.mark.parametrize("mark", ["", ".", "ND", "NA", "N/A", "NaN", "nan", "--", "-", " ", "null", "inf", None])
def test_every_mark_of_absence_is_null_and_never_zero(mark: str | None) -> None:
    assert parse_number(mark) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4.63", 4.63),
        ("$1,234.5", 1234.5),
        ("-0.523", -0.523),
        ("\u22120.523", -0.523),
        ("+1", 1.0),
        ("1e2", 100.0),
        (" 26067.170 ", 26067.17),
        ("5.326980000000001", 5.327),
        (5.326980000000001, 5.327),
        (0, 0.0),
    ],
)
def test_a_number_is_read_as_its_source_means_it(text: str | float, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "4.6%",
        "1_0",
        "1.2.3",
        "<b>4</b>",
        True,
        "4,6x",
        "63,52",
        "1,23,456",
        "1e400",
        "9" * 400,
        "٣",
        [],
        {},
        10**400,
    ],
)
def test_anything_else_is_an_error(text: object) -> None:
    with pytest.raises(ValueError, match=r"could not convert|is not a number|beyond all measure"):
        parse_number(text)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_a_number_survives_to_four_places(value: float) -> None:
    read = parse_number(repr(value))
    assert read is not None
    assert abs(read - value) <= 0.5000001e-4


@given(st.text(max_size=40))
def test_no_text_becomes_nan(text: str) -> None:
    try:
        read = parse_number(text)
    except ValueError:
        return
    assert read is None or math.isfinite(read)
