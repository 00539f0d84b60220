from __future__ import annotations

from datetime import date

import pytest

from debtwatch.domain.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "valued", "exact"),
    [
        ("2031", date(2031, 7, 1), False),
        ("2031-05", date(2031, 5, 15), False),
        ("2031-05-30", date(2031, 5, 30), True),
    ],
)
def test_a_partial_date_is_valued_in_the_middle_of_what_is_known(text: str, valued: date, exact: bool) -> None:
    partial = PartialDate.parse(text)
    assert (partial.valued, partial.exact, str(partial)) == (valued, exact, text)


@pytest.mark.parametrize("text", ["", "31", "2031-13", "2031-02-30", "May 2031", "2031-5", "2031-05-30T00:00"])
def test_an_impossible_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        PartialDate.parse(text)
