"""What a new print leaves as it is is not computed again, and what it moves is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from debtwatch.analysis.snapshot import Inputs, Snapshot, build_snapshot
from markets import book, inputs, noon, vintages

ISSUED, NEWEST, TODAY = date(2025, 6, 16), date(2026, 6, 12), date(2026, 6, 15)
"""A Monday looks back on Friday's curve."""


def with_print(given: Inputs, day: date) -> Inputs:
    """Return the inputs after a ten-year print of a day was revised this morning."""
    seen = pl.lit(noon(TODAY) - timedelta(hours=1)).cast(pl.Datetime("ms", "UTC"))
    again = vintages([("UST_10Y", day, 9.0)]).with_columns(seen_at=seen, published_on=pl.lit(TODAY))
    rows = pl.concat([given.observations, again]).sort("series", "observed_on", "seen_at")
    return replace(given, observations=rows, version=given.version + 1)


@pytest.mark.parametrize(
    ("day", "kept"), [(NEWEST, True), (ISSUED, False)], ids=["of the newest day", "of the issue date"]
)
def test_a_print_is_in_every_number_it_moves_and_leaves_the_ledger_alone_where_it_moves_none(
    day: date, kept: bool
) -> None:
    given = inputs(book({"sp_at_issue": "A", "issued_on": ISSUED, "matures_on": date(2035, 6, 15)}))
    before = build_snapshot(given, as_of=TODAY, moment=noon(TODAY))
    after = with_print(given, day)
    again = build_snapshot(after, as_of=TODAY, moment=noon(TODAY), previous=before)
    afresh = build_snapshot(after, as_of=TODAY, moment=noon(TODAY))
    assert (again.ledger is before.ledger) is kept
    assert_frame_equal(again.refinancing.tranches, afresh.refinancing.tranches)
    assert gap(again) != gap(before)


def test_another_book_or_another_day_has_a_ledger_of_its_own() -> None:
    given = inputs(book({}))
    before = build_snapshot(given, as_of=TODAY, moment=noon(TODAY))
    other = replace(given, book=book({}))
    tomorrow = TODAY + timedelta(days=1)
    for again in (
        build_snapshot(other, as_of=TODAY, moment=noon(TODAY), previous=before),
        build_snapshot(given, as_of=tomorrow, moment=noon(tomorrow), previous=before),
    ):
        assert again.ledger is not before.ledger


def gap(snapshot: Snapshot) -> float:
    found = snapshot.refinancing.tranches["gap_bp"][0]
    assert isinstance(found, float)
    return found
