"""A maturity known by its year alone is owed in that year and in none of its quarters."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.snapshot import build_snapshot
from markets import book, inputs, noon

TODAY = date(2026, 6, 30)
BY_YEAR = {"matures_on": date(2056, 7, 1), "matures_on_text": "2056"}
TO_THE_DAY = {"matures_on": date(2031, 3, 15), "matures_on_text": "2031-03-15"}


def pressed(*rows: dict[str, Any], **more: Any) -> Refinancing:
    return build_snapshot(inputs(book(*rows, **more)), as_of=TODAY, moment=noon(TODAY)).refinancing


def test_the_wall_says_what_of_a_quarter_is_known_by_its_year_alone() -> None:
    wall = pressed(
        {**BY_YEAR, "outstanding_usd_m": 900.0}, {**BY_YEAR, "matures_on_text": "2056-08", "outstanding_usd_m": 100.0}
    ).wall.filter(pl.col("principal_usd_m") > 0)
    assert wall.select("quarter", "bullet_usd_m", "year_alone_usd_m").rows() == [(date(2056, 7, 1), 1_000.0, 900.0)]


def test_the_steepest_quarter_is_one_that_is_known() -> None:
    part = pressed({**BY_YEAR, "outstanding_usd_m": 900.0}, {**TO_THE_DAY, "outstanding_usd_m": 100.0})
    assert part.shape is not None
    assert (part.shape.cliff_on, part.shape.cliff_usd_m) == (date(2031, 1, 1), 100.0)
    assert (part.shape.dated_usd_m, part.shape.year_alone_usd_m) == (1_000.0, 900.0)
    assert part.shape.cliff_share == pytest.approx(0.1)
    assert part.shape.concentration == pytest.approx(0.9**2 + 0.1**2)


def test_a_convertible_by_year_stands_at_its_put_day() -> None:
    part = pressed({**BY_YEAR, "instrument": "convertible", "put_on": date(2029, 6, 15), "sp_at_issue": None})
    assert part.shape is not None
    assert (part.shape.year_alone_usd_m, part.shape.cliff_on) == (0.0, date(2029, 4, 1))
    assert part.tranches["due_text"].to_list() == ["2029-06-15"]


def test_dates_stand_as_their_source_gives_them() -> None:
    row = pressed(BY_YEAR).tranches.row(0, named=True)
    assert (row["due_on"], row["due_text"]) == (date(2056, 7, 1), "2056")
    assert (row["matures_on_text"], row["first_event_text"], row["first_event_kind"]) == ("2056", "2056", "maturity")
    assert row["issued_on_text"] == f"{row['issued_on']:%Y-%m-%d}"


def test_a_lease_known_by_its_year_is_the_first_event_of_that_year() -> None:
    leases = {
        "deal_id": ["alpha"], "kind": ["lease"], "starts_on": [date(2028, 7, 1)], "starts_on_text": ["2028"],
        "ends_on": [date(2033, 1, 1)], "ends_on_text": ["2033-01-01"],
    }  # fmt: skip
    part = pressed({**TO_THE_DAY, "deal_id": "alpha"}, commitments=pl.DataFrame(leases))
    told = part.tranches.row(0, named=True)
    assert (told["first_event_text"], told["first_event_kind"]) == ("2028", "lease starts")
    assert (part.deals["first_event_text"][0], part.sponsors["first_event_text"][0]) == ("2028", "2028")
