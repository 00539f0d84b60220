from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.cli.tables import Field, aligned, as_csv, as_json, bp, dollars, headroom, ordinal, percent, width, words

FIELDS = (Field("deal", "deal", words, right=False), Field("gap bp", "gap", bp))


def test_columns_align_and_an_unknown_is_a_dash() -> None:
    assert aligned(FIELDS, [{"deal": "Hyperion", "gap": 93.4}, {"deal": "Jupiter", "gap": None}]) == [
        "deal      gap bp",
        "Hyperion     +93",
        "Jupiter        —",
    ]


def test_a_wide_character_takes_two_cells() -> None:
    assert width("日本") == 4


def test_a_name_with_escape_codes_is_printed_without_them() -> None:
    assert "\x1b" not in "".join(aligned(FIELDS, [{"deal": "\x1b]0;x\x07", "gap": 1.0}]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (999.0, "999m"), (1000.0, "1.0bn"), (729738.0, "729.7bn"), (-2500.0, "-2.5bn")],
)
def test_dollars_are_billions_from_one_billion_on(value: float, text: str) -> None:
    assert dollars(value) == text


@pytest.mark.parametrize(("value", "text"), [(1, "1st"), (2, "2nd"), (11, "11th"), (22.4, "22nd"), (100, "100th")])
def test_percentiles_read_as_ordinals(value: float, text: str) -> None:
    assert ordinal(value) == text


def test_rates_carry_two_decimals() -> None:
    assert percent(6.581) == "6.58"


def test_a_csv_cell_is_never_a_formula_and_a_negative_number_stays_a_number() -> None:
    text = as_csv(("name", "gap"), [{"name": "=1+1", "gap": -2.5}, {"name": "@x", "gap": None}])
    assert list(csv.reader(io.StringIO(text))) == [["name", "gap"], ["'=1+1", "-2.5"], ["'@x", ""]]


@given(st.text())
def test_no_text_of_any_kind_starts_a_formula(text: str) -> None:
    cell = next(csv.reader(io.StringIO(as_csv(("x",), [{"x": "a" if text == "" else text}]).split("\n", 1)[1])))[0]
    assert not cell.startswith(("=", "+", "-", "@"))


def test_json_has_iso_dates_and_escapes_what_is_not_ascii() -> None:
    text = as_json({"on": date(2026, 11, 20), "at": datetime(2026, 11, 20, 8, tzinfo=UTC), "x": "\u202e"})
    assert json.loads(text) == {"on": "2026-11-20", "at": "2026-11-20T08:00:00Z", "x": "\u202e"}
    assert text.isascii()


def test_a_number_that_is_none_never_becomes_nan_in_json() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json({"x": float("nan")})


@pytest.mark.parametrize(
    ("value", "text"), [(61.0, "+61"), (-1_000.0, "-1,000"), (35_321.0, "> 1,000"), (-4_000.0, "< -1,000")]
)
def test_headroom_no_market_could_use_up_is_printed_as_its_bound(value: float, text: str) -> None:
    assert headroom(value) == text
