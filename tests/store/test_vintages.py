from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.domain.series import Origin
from debtwatch.store.vintages import Change, Vintage, dated_vintage, finite, undated_vintage
from store.ground import NEW_YORK

DUE = datetime(2026, 11, 17, 16, 0, tzinfo=NEW_YORK)
DUE_DAY = DUE.date()
LATER = DUE + timedelta(days=10)


def vintage(value: float | None, published_on: date = DUE_DAY, origin: Origin = Origin.FEED) -> Vintage:
    return Vintage(published_on, True, value, origin)


def test_the_first_print_of_a_day_is_assumed_published_when_it_was_due() -> None:
    assert undated_vintage([], 3.1, DUE, LATER, Origin.FEED) == (Change.FIRST, vintage(3.1))


def test_a_print_seen_before_it_was_due_was_published_when_it_was_seen() -> None:
    seen = DUE - timedelta(days=1)
    assert undated_vintage([], 3.1, DUE, seen, Origin.FEED) == (Change.FIRST, vintage(3.1, seen.date()))


def test_the_day_of_seeing_is_a_day_of_the_publisher_not_of_greenwich() -> None:
    evening_in_new_york = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
    added = undated_vintage([], 3.1, DUE, evening_in_new_york, Origin.FEED)
    assert added is not None
    assert added[1].published_on == date(2026, 11, 16)


def test_the_same_value_again_adds_nothing() -> None:
    assert undated_vintage([vintage(3.1)], 3.1, DUE, LATER, Origin.FEED) is None


def test_a_null_is_a_value_of_its_own() -> None:
    assert undated_vintage([vintage(None)], None, DUE, LATER, Origin.FEED) is None
    assert undated_vintage([vintage(3.1)], None, DUE, LATER, Origin.FEED) == (
        Change.REVISION,
        vintage(None, LATER.date()),
    )


def test_a_revision_without_a_date_counts_from_the_day_it_was_seen() -> None:
    assert undated_vintage([vintage(3.1)], 3.2, DUE, LATER, Origin.FEED) == (
        Change.REVISION,
        vintage(3.2, LATER.date()),
    )


def test_a_revision_never_slips_behind_what_it_revises_when_the_clock_was_set_back() -> None:
    added = undated_vintage([vintage(3.1, date(2027, 1, 1))], 3.2, DUE, LATER, Origin.FEED)
    assert added is not None
    assert added[1].published_on == date(2027, 1, 1)


def test_a_value_that_returns_is_a_revision_too() -> None:
    known = [vintage(3.1), vintage(3.2, LATER.date())]
    added = undated_vintage(known, 3.1, DUE, LATER + timedelta(days=1), Origin.FEED)
    assert added is not None
    assert added[0] is Change.REVISION


def test_a_feed_print_equal_to_a_recorded_one_confirms_it_at_the_recorded_date() -> None:
    recorded = vintage(3.1, DUE_DAY, Origin.RECORDED)
    assert undated_vintage([recorded], 3.1, DUE, LATER, Origin.FEED) == (Change.CONFIRMATION, vintage(3.1))


def test_an_import_equal_to_a_recorded_print_confirms_nothing() -> None:
    assert undated_vintage([vintage(3.1, DUE_DAY, Origin.RECORDED)], 3.1, DUE, LATER, Origin.IMPORTED) is None


@pytest.mark.parametrize("origin", [Origin.FEED, Origin.IMPORTED])
def test_a_recorded_print_never_speaks_over_one_that_came_later(origin: Origin) -> None:
    known = [vintage(3.1, DUE_DAY, origin)]
    assert undated_vintage(known, 9.9, DUE, LATER, Origin.RECORDED) is None
    assert dated_vintage(known, 9.9, LATER.date(), Origin.RECORDED) is None


def test_a_newer_recording_may_revise_an_older_one() -> None:
    added = undated_vintage([vintage(3.1, DUE_DAY, Origin.RECORDED)], 3.2, DUE, LATER, Origin.RECORDED)
    assert added is not None
    assert added[0] is Change.REVISION


def test_a_dated_print_keeps_the_date_its_source_gives() -> None:
    assert dated_vintage([], 3.1, DUE_DAY, Origin.FEED) == (
        Change.FIRST,
        Vintage(DUE_DAY, False, 3.1, Origin.FEED),
    )


def test_an_older_vintage_that_arrives_late_is_compared_with_what_stood_then() -> None:
    known = [vintage(3.2, LATER.date())]
    assert dated_vintage(known, 3.2, DUE_DAY, Origin.FEED) == (
        Change.REVISION,
        Vintage(DUE_DAY, False, 3.2, Origin.FEED),
    )
    assert dated_vintage([vintage(3.1), *known], 3.1, DUE_DAY + timedelta(days=1), Origin.FEED) is None


@given(st.floats())
def test_only_finite_numbers_are_values(value: float) -> None:
    assert finite(value) == (value if math.isfinite(value) else None)


@given(
    st.lists(st.tuples(st.none() | st.sampled_from([1.0, 2.0]), st.integers(0, 30)), max_size=12),
    st.sampled_from(Origin),
)
def test_no_vintage_repeats_the_one_before_it(prints: list[tuple[float | None, int]], origin: Origin) -> None:
    known: list[Vintage] = []
    for value, wait in prints:
        added = undated_vintage(known, value, DUE, DUE + timedelta(days=wait), origin)
        if added is not None:
            known.append(added[1])
    assert all(before.value != after.value for before, after in pairwise(known))
    assert [each.published_on for each in known] == sorted(each.published_on for each in known)
