from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.terminal.rows import formats
from debtwatch.terminal.rows.formats import (
    UNKNOWN,
    ago,
    arrowed,
    change_cell,
    clock,
    day,
    fixed,
    ordinal,
    signed,
    span_of,
    until,
    usd_m,
    usd_m_a_year,
)

NOW = datetime(2026, 11, 23, 21, 42, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_an_unknown_is_a_dash_and_never_a_zero(value: float | None) -> None:
    for write in (fixed, signed, arrowed, usd_m, usd_m_a_year, ordinal):
        assert write(value) == UNKNOWN
    assert change_cell(value).order is None


@given(value=st.floats(-1e7, 1e7))
def test_a_change_has_a_sign_and_an_arrow_that_agree(value: float) -> None:
    text = arrowed(value)
    assert (text == "0") or (text.startswith("▲ +") if value > 0 else text.startswith("▼ -"))


@given(value=st.floats(-0.4, 0.4))
def test_what_rounds_to_nothing_has_no_sign(value: float) -> None:
    assert signed(value) == "0"
    assert fixed(value, 0) == "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (71_200.0, "$71.2bn"),
        (337_000.0, "$337bn"),
        (68.0, "$68m"),
        (0.0, "$0"),
        (-2_500.0, "-$2.5bn"),
        (999.6, "$1,000m"),
    ],
)
def test_dollars_are_written_in_the_unit_a_desk_would_use(value: float, text: str) -> None:
    assert usd_m(value) == text


def test_a_yearly_cost_says_which_way_it_goes() -> None:
    assert usd_m_a_year(1_020.0) == "+$1.0bn a year"
    assert usd_m_a_year(-262.0) == "-$262m a year"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (0, "0th"), (83.4, "83rd")]
)
def test_percentiles_are_ordinals(value: float, text: str) -> None:
    assert ordinal(value) == text


def test_days_carry_their_year_only_where_it_is_another() -> None:
    assert day(date(2026, 11, 20), date(2026, 11, 23)) == "Fri 20 Nov"
    assert day(date(2008, 9, 15), date(2026, 11, 23)) == "Mon 15 Sep 2008"
    assert day(None) == UNKNOWN


def test_the_clock_is_new_yorks_and_shows_no_seconds() -> None:
    assert clock(NOW) == "Mon 23 Nov 16:42 ET"


def test_ages_grow_by_the_minute_and_not_by_the_second() -> None:
    assert ago(NOW - timedelta(seconds=59), NOW) == "<1 min ago"
    assert ago(NOW - timedelta(minutes=4, seconds=50), NOW) == "4 min ago"
    assert span_of(timedelta(hours=47)) == "47 h"
    assert span_of(timedelta(hours=49)) == "2 d"
    assert ago(None, NOW) == "never"
    assert until(NOW + timedelta(minutes=4), NOW) == "in 4 min"
    assert until(NOW - timedelta(minutes=4), NOW) == "now"


def test_every_public_name_of_the_module_exists() -> None:
    assert all(hasattr(formats, name) for name in formats.__all__)
