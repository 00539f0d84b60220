from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.freshness import data_state, freshness
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.series import Origin, Series, StoredObservation
from polling.examples import (
    BITCOIN,
    CALENDARS,
    EVERY_KIND,
    HQM,
    ICE,
    NASDAQ,
    NFCI,
    SLOOS,
    SOFR,
    TREASURY,
    new_york,
)

MOMENTS = st.datetimes(datetime(2006, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone is given beside
WORSE = {
    FreshnessState.LIVE: 0,
    FreshnessState.CLOSED: 0,
    FreshnessState.DELAYED: 1,
    FreshnessState.STALE: 2,
}


@dataclass(frozen=True, slots=True)
class Poll:
    failures: int = 0
    cause: str = ""
    last_try: datetime | None = None
    last_success: datetime | None = None
    next_try: datetime | None = None


def seen(series: Series, observed_on: date, origin: Origin = Origin.FEED) -> StoredObservation:
    published = CALENDARS.publication_of(series, observed_on)
    return StoredObservation(series.id, observed_on, 4.0, published.date(), True, published.astimezone(UTC), origin)


def state_at(series: Series, observed: str, now: str) -> str:
    return data_state(series, date.fromisoformat(observed), new_york(now), CALENDARS).value


@pytest.mark.parametrize(
    ("series", "observed", "now", "state"),
    [
        # Thanksgiving week 2026: Thursday closed, Friday open.
        (TREASURY, "2026-11-25", "2026-11-25 18:30", "live"),
        (TREASURY, "2026-11-25", "2026-11-26 12:00", "closed"),
        (TREASURY, "2026-11-25", "2026-11-27 12:00", "live"),
        (TREASURY, "2026-11-25", "2026-11-27 18:00", "delayed"),
        (TREASURY, "2026-11-27", "2026-11-27 18:00", "live"),
        (TREASURY, "2026-11-25", "2026-11-28 12:00", "delayed"),
        (TREASURY, "2026-11-25", "2026-11-30 18:00", "stale"),
        (SOFR, "2026-11-24", "2026-11-26 12:00", "closed"),
        (SOFR, "2026-11-24", "2026-11-27 07:59", "live"),
        (SOFR, "2026-11-24", "2026-11-27 08:00", "delayed"),
        (NASDAQ, "2026-11-25", "2026-11-26 12:00", "closed"),
        (NASDAQ, "2026-11-25", "2026-11-27 23:44", "live"),
        (ICE, "2026-11-25", "2026-11-27 11:00", "live"),
        (ICE, "2026-11-26", "2026-11-27 11:20", "live"),
        (ICE, "2026-11-25", "2026-11-27 11:20", "delayed"),
        # Christmas 2026 and New Year 2027, both Fridays.
        (TREASURY, "2026-12-24", "2026-12-25 12:00", "closed"),
        (TREASURY, "2026-12-24", "2026-12-28 09:00", "live"),
        (TREASURY, "2026-12-31", "2027-01-01 12:00", "closed"),
        (TREASURY, "2026-12-31", "2027-01-04 17:59", "live"),
        (TREASURY, "2026-12-31", "2027-01-04 18:00", "delayed"),
        (ICE, "2026-12-23", "2026-12-25 12:00", "closed"),
        (ICE, "2026-12-23", "2026-12-28 11:20", "delayed"),
        (BITCOIN, "2026-12-24", "2026-12-25 12:00", "live"),
        (BITCOIN, "2026-12-23", "2026-12-25 12:00", "delayed"),
        (BITCOIN, "2026-12-22", "2026-12-25 12:00", "stale"),
        # Good Friday 2026, a jobs day: Treasuries print, SOFR and shares do not.
        (TREASURY, "2026-04-02", "2026-04-03 12:00", "live"),
        (TREASURY, "2026-04-02", "2026-04-03 18:00", "delayed"),
        (TREASURY, "2026-04-03", "2026-04-04 12:00", "closed"),
        (SOFR, "2026-04-01", "2026-04-03 12:00", "closed"),
        (SOFR, "2026-04-01", "2026-04-06 08:00", "delayed"),
        (NASDAQ, "2026-04-02", "2026-04-03 12:00", "closed"),
        # A Monday morning before publication.
        (TREASURY, "2026-11-20", "2026-11-23 09:00", "live"),
        (SOFR, "2026-11-19", "2026-11-23 07:00", "live"),
        (SOFR, "2026-11-19", "2026-11-23 08:00", "delayed"),
        # The weeks in which clocks change: 8 March and 1 November 2026.
        (TREASURY, "2026-03-06", "2026-03-08 02:59", "closed"),
        (TREASURY, "2026-03-06", "2026-03-09 17:59", "live"),
        (TREASURY, "2026-03-06", "2026-03-09 18:00", "delayed"),
        (TREASURY, "2026-10-30", "2026-11-01 01:30", "closed"),
        (TREASURY, "2026-10-30", "2026-11-02 18:00", "delayed"),
        # A laptop suspended on Friday evening, woken on Monday evening.
        (TREASURY, "2026-11-19", "2026-11-23 19:00", "stale"),
        (TREASURY, "2026-11-20", "2026-11-23 19:00", "delayed"),
        # Three days asleep in mid-week.
        (SOFR, "2026-11-16", "2026-11-20 09:00", "stale"),
        # An unexpected print on a weekend month-end hides nothing.
        (ICE, "2026-01-31", "2026-02-02 11:30", "live"),
        (ICE, "2026-01-31", "2026-02-03 11:30", "delayed"),
        # Weekly: live to its next Wednesday, stale three weeks after that.
        (NFCI, "2026-11-06", "2026-11-17 12:00", "live"),
        (NFCI, "2026-11-13", "2026-11-18 08:30", "live"),
        (NFCI, "2026-11-06", "2026-11-18 08:30", "delayed"),
        (NFCI, "2026-11-06", "2026-12-09 08:29", "delayed"),
        (NFCI, "2026-11-06", "2026-12-09 08:30", "stale"),
        (NFCI, "2026-11-13", "2026-11-22 12:00", "closed"),
        # Monthly and quarterly.
        (HQM, "2026-10-01", "2026-11-23 12:00", "live"),
        (HQM, "2026-09-01", "2026-11-23 12:00", "delayed"),
        (HQM, "2026-06-01", "2026-11-23 12:00", "stale"),
        (SLOOS, "2026-10-01", "2026-11-23 12:00", "live"),
        (SLOOS, "2026-07-01", "2026-11-23 12:00", "delayed"),
        # A print from the future proves nothing.
        (TREASURY, "2026-12-01", "2026-11-23 12:00", "stale"),
    ],
)  # fmt: skip
def test_a_print_is_as_fresh_as_its_calendar_says(series: Series, observed: str, now: str, state: str) -> None:
    assert state_at(series, observed, now) == state


def test_what_was_never_seen_is_never() -> None:
    age = freshness(TREASURY, None, None, new_york("2026-11-23 12:00"), CALENDARS)
    assert age.state is FreshnessState.NEVER
    assert age.observed_on is None
    assert age.seen_at is None
    assert age.changes_at is None
    assert age.expected_on == date(2026, 11, 20)


def test_a_failed_try_stands_before_the_state_of_the_data_and_keeps_it() -> None:
    memory = Poll(failures=1, cause="connection \x1b[31mrefused")
    age = freshness(TREASURY, seen(TREASURY, date(2026, 11, 20)), memory, new_york("2026-11-23 12:00"), CALENDARS)
    assert age.state is FreshnessState.FAILED
    assert age.data_state is FreshnessState.LIVE
    assert age.cause == "connection \ufffd[31mrefused"


def test_a_success_clears_the_cause() -> None:
    memory = Poll(failures=0, cause="left over")
    age = freshness(TREASURY, seen(TREASURY, date(2026, 11, 20)), memory, new_york("2026-11-23 12:00"), CALENDARS)
    assert (age.state, age.cause) == (FreshnessState.LIVE, "")


def test_fetching_just_now_makes_an_old_print_no_fresher() -> None:
    now = new_york("2026-11-23 12:00")
    memory = Poll(last_try=now, last_success=now)
    age = freshness(TREASURY, seen(TREASURY, date(2026, 11, 13)), memory, now, CALENDARS)
    assert age.state is FreshnessState.STALE
    assert age.observed_on == date(2026, 11, 13)


def test_a_print_from_the_future_says_to_check_the_clock() -> None:
    age = freshness(TREASURY, seen(TREASURY, date(2026, 12, 1)), None, new_york("2026-11-23 12:00"), CALENDARS)
    assert "clock" in age.cause


def test_a_recorded_print_says_so() -> None:
    newest = seen(TREASURY, date(2026, 11, 20), Origin.RECORDED)
    assert freshness(TREASURY, newest, None, new_york("2026-11-23 12:00"), CALENDARS).recorded


@pytest.mark.parametrize(
    ("series", "observed", "now", "changes"),
    [
        (TREASURY, "2026-11-20", "2026-11-23 12:00", "2026-11-23 18:00"),
        (TREASURY, "2026-11-20", "2026-11-20 19:00", "2026-11-21 00:00"),
        (TREASURY, "2026-11-20", "2026-11-21 12:00", "2026-11-23 00:00"),
        (TREASURY, "2026-10-30", "2026-11-01 00:30", "2026-11-02 00:00"),
        (TREASURY, "2026-11-19", "2026-11-21 12:00", "2026-11-23 18:00"),
    ],
)
def test_a_state_names_the_moment_it_may_change(series: Series, observed: str, now: str, changes: str) -> None:
    age = freshness(series, seen(series, date.fromisoformat(observed)), None, new_york(now), CALENDARS)
    assert age.changes_at == new_york(changes)


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
@given(now=MOMENTS, back=st.integers(0, 400), later=st.timedeltas(timedelta(), timedelta(days=400)))
def test_time_alone_never_improves_a_state(series: Series, now: datetime, back: int, later: timedelta) -> None:
    observed_on = CALENDARS.expected_on(series, now) - timedelta(days=back)
    before = data_state(series, observed_on, now, CALENDARS)
    after = data_state(series, observed_on, now + later, CALENDARS)
    assert WORSE[after] >= WORSE[before]


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
@given(now=MOMENTS, back=st.integers(0, 100), share=st.floats(0, 1, exclude_max=True))
def test_nothing_changes_before_the_moment_it_may(series: Series, now: datetime, back: int, share: float) -> None:
    observed_on = CALENDARS.expected_on(series, now) - timedelta(days=back)
    age = freshness(series, seen(series, observed_on), None, now, CALENDARS)
    assert age.changes_at is not None
    assert age.changes_at > now
    just_before = age.changes_at - timedelta(microseconds=1)
    for moment in (now + (just_before - now) * share, just_before):
        assert data_state(series, observed_on, moment, CALENDARS) is age.state


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
@given(now=MOMENTS, back=st.integers(0, 400), newer=st.integers(1, 400))
def test_a_newer_print_is_never_less_fresh(series: Series, now: datetime, back: int, newer: int) -> None:
    newest = CALENDARS.expected_on(series, now)
    older = data_state(series, newest - timedelta(days=back + newer), now, CALENDARS)
    assert WORSE[data_state(series, newest - timedelta(days=back), now, CALENDARS)] <= WORSE[older]


@given(now=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=60)))
def test_the_expected_day_only_moves_on(now: datetime, later: timedelta) -> None:
    for series in EVERY_KIND:
        assert CALENDARS.expected_on(series, now) <= CALENDARS.expected_on(series, now + later)
