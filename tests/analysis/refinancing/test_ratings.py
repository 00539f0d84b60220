from __future__ import annotations

from datetime import date
from typing import Any

from debtwatch.analysis.refinancing.debt import complete
from debtwatch.analysis.refinancing.ratings import with_ratings
from markets import book

TODAY = date(2026, 6, 15)


def rated(*ratings: dict[str, Any], as_of: date = TODAY, **row: Any) -> dict[str, Any]:
    shelf = book({"sp_at_issue": None, **row}, ratings=ratings)
    return with_ratings(complete(shelf.tranches), shelf.ratings, as_of).row(0, named=True)


def issuer(agency: str, rating: str, notch: int | None, day: date = date(2025, 1, 2)) -> dict[str, Any]:
    return {
        "level": "issuer",
        "obligor": "Alpha Inc.",
        "agency": agency,
        "rating": rating,
        "notch": notch,
        "rated_on": day,
    }


def issue(agency: str, rating: str, notch: int | None, day: date = date(2025, 6, 1)) -> dict[str, Any]:
    return {"deal_id": "alpha", "agency": agency, "rating": rating, "notch": notch, "rated_on": day}


def test_an_issue_rating_stands_before_the_issuer_s() -> None:
    row = rated(issuer("S&P", "BBB", 9), issue("S&P", "A-", 7))
    assert (row["notch"], row["notch_source"]) == (7, "S&P A-")


def test_structurally_subordinated_debt_stands_a_notch_below_its_issuer() -> None:
    assert rated(issuer("S&P", "BBB", 9))["notch"] == 9
    assert rated(issuer("S&P", "BBB", 9), seniority="structurally_subordinated")["notch"] == 10


def test_agencies_are_averaged_and_a_tie_goes_to_the_lower() -> None:
    assert rated(issue("S&P", "A", 6), issue("Moody's", "A3", 7))["notch"] == 7
    assert rated(issue("S&P", "BBB-", 10), issue("Moody's", "Baa2", 9), issue("Fitch", "BBB", 9))["notch"] == 9


def test_the_newest_action_by_the_day_is_in_force() -> None:
    actions = (issue("S&P", "BBB", 9), issue("S&P", "BBB-", 10, date(2026, 7, 9)))
    assert rated(*actions)["notch"] == 9
    assert rated(*actions, as_of=date(2026, 7, 9))["notch"] == 10
    assert rated(*actions, as_of=date(2026, 7, 9))["notch_at_issue"] == 9


def test_a_withdrawn_rating_is_none() -> None:
    assert rated(issue("Fitch", "A", 6), issue("Fitch", "WD", None, date(2026, 1, 5)))["notch"] is None


def test_an_outlook_alone_leaves_the_rating_as_it_was() -> None:
    assert rated(issue("S&P", "A", 6), issue("S&P", "", None, date(2026, 1, 5)))["notch"] == 6


def test_at_issue_counts_the_first_rating_given_after_where_none_was_yet() -> None:
    row = rated(issue("S&P", "A", 6, date(2025, 7, 20)), issue("S&P", "BBB", 9, date(2026, 1, 5)))
    assert (row["notch_at_issue"], row["notch"]) == (6, 9)


def test_a_class_rating_speaks_only_of_the_tranche_that_names_it() -> None:
    row = {"deal_id": "alpha", "level": "class", "class": "B", "rating": "BBB", "notch": 9}
    assert rated(row, tranche="Class B notes")["notch"] == 9
    assert rated(row, tranche="Class A-2 bonds")["notch"] is None


def test_a_preliminary_rating_is_flagged() -> None:
    row = rated({**issue("S&P", "A+", 5), "preliminary": True})
    assert row["notch_source"] == "S&P A+ (preliminary)"


def test_ratings_in_the_row_itself_hold_from_issue() -> None:
    row = rated(sp_at_issue="A(low)", moodys_at_issue="Baa1", fitch_at_issue="WD")
    assert (row["notch"], row["notch_at_issue"]) == (8, 8)


def test_a_rating_at_issue_of_debt_whose_issue_date_is_not_known_is_dated_by_its_source() -> None:
    found = [
        rated(issued_on=None, sp_at_issue="A", source_date=told)["notch"]
        for told in (date(2026, 3, 1), date(2026, 7, 1), None)
    ]
    assert found == [6, None, None]
