from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.domain.rating import SCALE, letter, notch


@pytest.mark.parametrize(
    ("symbol", "agency", "expected"),
    [
        ("AAA", "S&P", 1),
        ("Aaa", "Moody's", 1),
        ("Aa3", "Moody's", 4),
        ("AA-(EXP)", "Fitch", 4),
        ("Baa2", "Moody's", 9),
        ("BBB-", "S&P", 10),
        ("A(low)", "DBRS", 7),
        ("AA(low)(sf)", "DBRS", 4),
        ("AAA(sf)", "S&P", 1),
        ("C", "Moody's", 21),
        ("WD", "Fitch", None),
        ("NR", "S&P", None),
        ("", "S&P", None),
    ],
)
def test_every_agency_maps_to_one_scale(symbol: str, agency: str, expected: int | None) -> None:
    assert notch(symbol, agency) == expected


def test_a_tie_between_two_agencies_goes_to_the_lower_rating() -> None:
    assert letter((notch("A+", "S&P") + notch("A", "Fitch")) / 2) == "A"  # type: ignore[operator]


@given(st.sampled_from(SCALE))
def test_a_symbol_survives_the_trip_to_a_notch_and_back(symbol: str) -> None:
    place = notch(symbol, "S&P")
    assert place is not None
    assert letter(place) == symbol
