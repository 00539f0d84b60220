"""What is due, as pure dates: no store, no network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.domain.freshness import memory_name
from debtwatch.domain.series import Series
from debtwatch.domain.settings import FeedSettings, PollingSettings
from debtwatch.polling.due import Known, Timetable
from debtwatch.polling.pace import pace_of
from debtwatch.store.values import FeedMemory
from polling.examples import BITCOIN, CALENDARS, EVERY_KIND, HQM, ICE, NASDAQ, NFCI, SOFR, TREASURY, new_york

PUNCTUAL = PollingSettings(jitter_seconds=0.0)
MINUTE = timedelta(minutes=1)


def timetable(*series: Series, polling: PollingSettings = PUNCTUAL, every_minutes: int = 0) -> Timetable:
    feed = series[0].feed
    pace = pace_of(feed, FeedSettings(every_minutes=every_minutes), polling, "this machine")
    return Timetable(feed, series, CALENDARS, pace)


def known(newest: dict[Series, str], **memories: FeedMemory) -> Known:
    days = {series.id: date.fromisoformat(day) for series, day in newest.items()}
    return Known(days, {name.replace("__", "/"): memory for name, memory in memories.items()})


def tried(moment: str) -> FeedMemory:
    at = new_york(moment).astimezone(UTC)
    return FeedMemory(last_try=at, last_success=at)


@pytest.mark.parametrize(
    ("series", "newest", "last_try", "now", "is_due"),
    [
        # The curve: first look at 16:30, then 17:30, 18:05, 19:00, 20:00 until it is there.
        (TREASURY, "2026-11-20", "2026-11-20 18:10", "2026-11-23 16:29", False),
        (TREASURY, "2026-11-20", "2026-11-20 18:10", "2026-11-23 16:30", True),
        (TREASURY, "2026-11-20", "2026-11-23 16:30", "2026-11-23 17:29", False),
        (TREASURY, "2026-11-20", "2026-11-23 16:30", "2026-11-23 17:30", True),
        (TREASURY, "2026-11-20", "2026-11-23 17:30", "2026-11-23 18:05", True),
        (TREASURY, "2026-11-23", "2026-11-23 17:30", "2026-11-23 18:05", False),
        (TREASURY, "2026-11-23", "2026-11-23 17:30", "2026-11-24 16:30", True),
        # Nothing on Thanksgiving, nothing on a weekend.
        (TREASURY, "2026-11-25", "2026-11-25 18:10", "2026-11-26 18:10", False),
        (TREASURY, "2026-11-27", "2026-11-27 18:10", "2026-11-29 18:10", False),
        # SOFR: 07:57, 08:02, 08:17, and a second look at 14:45 when it printed today.
        (SOFR, "2026-11-19", "2026-11-20 14:45", "2026-11-23 07:56", False),
        (SOFR, "2026-11-19", "2026-11-20 14:45", "2026-11-23 07:57", True),
        (SOFR, "2026-11-19", "2026-11-23 07:57", "2026-11-23 08:02", True),
        (SOFR, "2026-11-20", "2026-11-23 07:57", "2026-11-23 08:02", False),
        (SOFR, "2026-11-20", "2026-11-23 08:00", "2026-11-23 14:45", True),
        (SOFR, "2026-11-20", "2026-11-23 14:45", "2026-11-23 15:45", False),
        (SOFR, "2026-11-24", "2026-11-25 14:45", "2026-11-26 14:45", False),
        # Weekly and monthly.
        (NFCI, "2026-11-06", "2026-11-17 11:20", "2026-11-18 08:27", True),
        (NFCI, "2026-11-06", "2026-11-18 08:32", "2026-11-18 09:11", False),
        (NFCI, "2026-11-06", "2026-11-18 08:32", "2026-11-18 09:12", True),
        (NFCI, "2026-11-13", "2026-11-18 08:27", "2026-11-20 10:30", False),
        (HQM, "2026-09-01", "2026-11-12 17:00", "2026-11-12 21:00", False),
        (HQM, "2026-09-01", "2026-11-12 17:00", "2026-11-13 05:00", True),
        # A candle that closed at midnight UTC.
        (BITCOIN, "2026-11-21", "2026-11-21 19:10", "2026-11-22 19:06", False),
        (BITCOIN, "2026-11-21", "2026-11-21 19:10", "2026-11-22 19:07", True),
        # A look missed asleep is caught up by one.
        (TREASURY, "2026-11-19", "2026-11-20 09:00", "2026-11-23 03:00", True),
        (TREASURY, "2026-11-19", "2026-11-23 03:00", "2026-11-23 03:15", False),
    ],
)  # fmt: skip
def test_a_series_is_looked_for_from_its_due_time_until_it_is_here(
    series: Series, newest: str, last_try: str, now: str, is_due: bool
) -> None:
    known_now = known({series: newest}, **{series.feed: tried(last_try)})
    assert bool(timetable(series).due(known_now, new_york(now))) is is_due


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
def test_what_was_never_had_is_due_at_once(series: Series) -> None:
    now = new_york("2026-11-22 03:00")
    assert timetable(series).due(known({}), now) == (series,)
    assert timetable(series).next_due(known({}), now) == now.astimezone(UTC)


def test_only_what_is_awaited_is_asked_for() -> None:
    newest = {NFCI: "2026-11-13", ICE: "2026-11-19", NASDAQ: "2026-11-20"}
    asked = timetable(NFCI, ICE, NASDAQ).due(
        known(newest, fred=tried("2026-11-20 23:45")), new_york("2026-11-23 11:20")
    )
    assert asked == (ICE,)


def test_a_feed_that_backs_off_is_left_alone_until_its_time() -> None:
    at = new_york("2026-11-23 17:30").astimezone(UTC)
    failing = FeedMemory(last_try=at, failures=1, cause="503", next_try=at + MINUTE)
    known_now = known({TREASURY: "2026-11-20"}, treasury=failing)
    assert timetable(TREASURY).due(known_now, at + 0.5 * MINUTE) == ()
    assert timetable(TREASURY).next_due(known_now, at) == at + MINUTE
    assert timetable(TREASURY).due(known_now, at + MINUTE) == (TREASURY,)


def test_an_open_breaker_is_longer_than_a_back_off() -> None:
    at = new_york("2026-11-23 17:30").astimezone(UTC)
    failing = FeedMemory(last_try=at, failures=5, next_try=at + MINUTE, open_until=at + 15 * MINUTE, trips=1)
    assert timetable(TREASURY).next_due(known({}, treasury=failing), at) == at + 15 * MINUTE


def test_a_failure_with_nothing_awaited_is_tried_again_whole() -> None:
    at = new_york("2026-11-23 09:00").astimezone(UTC)
    failing = FeedMemory(last_try=at, failures=1, next_try=at + MINUTE)
    known_now = known({TREASURY: "2026-11-20"}, treasury=failing)
    assert timetable(TREASURY).due(known_now, at + MINUTE) == (TREASURY,)


def test_a_series_that_failed_alone_waits_alone() -> None:
    at = new_york("2026-11-23 11:20").astimezone(UTC)
    newest = {ICE: "2026-11-19", NFCI: "2026-11-06"}
    alone = FeedMemory(last_try=at, failures=1, next_try=at + 15 * MINUTE)
    memories = {"fred": FeedMemory(last_try=at, last_success=at), memory_name("fred", NFCI.id): alone}
    days = {series.id: date.fromisoformat(day) for series, day in newest.items()}
    both = timetable(ICE, NFCI)
    assert both.due(Known(days, memories), at + MINUTE) == ()
    assert both.due(Known(days, memories), at + 15 * MINUTE) == (ICE, NFCI)
    asked = Known(days, {**memories, "fred": FeedMemory(last_try=at + 10 * MINUTE)})
    assert both.due(asked, at + 15 * MINUTE) == (NFCI,)


def test_a_memory_written_by_a_clock_ahead_of_ours_binds_nothing() -> None:
    now = new_york("2026-11-23 12:00").astimezone(UTC)
    ahead = now + timedelta(days=400)
    failing = FeedMemory(last_try=ahead, failures=5, next_try=ahead, open_until=ahead, trips=3)
    assert timetable(TREASURY).due(known({}, treasury=failing), now) == (TREASURY,)


def test_every_minutes_tightens_the_waits() -> None:
    at = new_york("2026-11-23 16:30").astimezone(UTC)
    known_now = known({TREASURY: "2026-11-20"}, treasury=FeedMemory(last_try=at, last_success=at))
    assert timetable(TREASURY, every_minutes=5).next_due(known_now, at) == at + 5 * MINUTE


def test_each_machine_and_feed_has_its_own_unchanging_delay() -> None:
    def jitter(seed: str, feed: str) -> timedelta:
        return pace_of(feed, FeedSettings(), PollingSettings(), seed).jitter

    assert jitter("a", "fred") == jitter("a", "fred")
    assert len({jitter(seed, feed) for seed in "abcd" for feed in ("fred", "ofr")}) == 8
    assert all(timedelta() <= jitter(seed, "fred") <= timedelta(seconds=90) for seed in "abcdefgh")


def test_jitter_delays_the_first_look_and_every_other() -> None:
    late = timetable(TREASURY, polling=PollingSettings(jitter_seconds=90.0))
    first = new_york("2026-11-23 16:30") + late.pace.jitter
    before = known({TREASURY: "2026-11-20"}, treasury=tried("2026-11-20 18:30"))
    assert late.next_due(before, new_york("2026-11-23 12:00")) == first
    assert late.due(before, first) == (TREASURY,)
    after = known({TREASURY: "2026-11-20"}, treasury=FeedMemory(last_try=first.astimezone(UTC)))
    assert late.next_due(after, first) == first + timedelta(hours=1)


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
@given(seed=st.text(max_size=8))
def test_a_punctual_print_is_asked_for_before_it_counts_as_delayed(series: Series, seed: str) -> None:
    pace = pace_of(series.feed, FeedSettings(), PollingSettings(), seed)
    now = new_york("2026-11-23 12:00")
    table = Timetable(series.feed, (series,), CALENDARS, pace)
    here = Known({series.id: CALENDARS.expected_on(series, now + pace.lead)}, {series.feed: tried("2026-11-23 11:59")})
    upcoming = CALENDARS.next_publication(series, now + pace.lead)
    look = table.next_due(here, upcoming - pace.lead - MINUTE)
    assert look is not None
    assert look <= upcoming


@dataclass
class Source:
    """A source that posts each print some time after it is due."""

    series: Series
    lateness: timedelta

    def newest(self, now: datetime) -> date:
        return CALENDARS.expected_on(self.series, now - self.lateness)


def lived(
    series: Series, lateness: timedelta, start: datetime, days: int, polling: PollingSettings
) -> tuple[list[datetime], list[tuple[datetime, date]]]:
    """Run the timetable against a source, moment of being due by moment, and return the polls and the prints had."""
    source, table = Source(series, lateness), timetable(series, polling=polling)
    now, polls, prints = start, [], []
    have: dict[str, date] = {}
    memory = FeedMemory()
    while now < start + timedelta(days=days):
        moment = table.next_due(Known(have, {series.feed: memory}), now)
        assert moment is not None
        assert moment >= now
        now = moment
        assert table.due(Known(have, {series.feed: memory}), now) == (series,)
        polls.append(now)
        if have.get(series.id) != source.newest(now):
            prints.append((now, source.newest(now)))
        have = {series.id: source.newest(now)}
        memory = FeedMemory(last_try=now, last_success=now)
    return polls, prints


@pytest.mark.parametrize("series", [TREASURY, SOFR, ICE, NFCI, BITCOIN], ids=lambda series: series.id)
@given(
    late_minutes=st.integers(-90, 600),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20), timezones=st.just(UTC)),  # noqa: DTZ001 -- the zone is given beside
    jitter=st.sampled_from([0.0, 90.0]),
)
def test_every_print_is_fetched_soon_after_it_is_posted_and_few_polls_are_spent(
    series: Series, late_minutes: int, start: datetime, jitter: float
) -> None:
    lateness = max(late_minutes * MINUTE, -timetable(series).pace.lead)
    polls, prints = lived(series, lateness, start, 8, PollingSettings(jitter_seconds=jitter))
    for at, day in prints[1:]:
        posted = CALENDARS.publication_of(series, day) + lateness
        earliest = max(posted, CALENDARS.publication_of(series, day))
        assert at - earliest <= timedelta(hours=4, minutes=2)
    assert len(polls) <= 1 + 12 * 10
    gaps = [later - earlier for earlier, later in pairwise(polls)]
    assert all(gap >= timedelta(minutes=5) for gap in gaps[1:])
    wanted = CALENDARS.expected_on(series, polls[-1] - lateness)
    assert prints[-1][1] == wanted


@given(
    last=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20), timezones=st.just(UTC)),  # noqa: DTZ001 -- the zone is given beside
    slept=st.timedeltas(timedelta(), timedelta(days=30)),
    behind=st.integers(0, 5),
)
def test_what_was_just_asked_for_is_not_asked_again_at_once(last: datetime, slept: timedelta, behind: int) -> None:
    now = last + slept
    for series in EVERY_KIND:
        newest = CALENDARS.expected_on(series, now) - timedelta(days=behind)
        asked = Known({series.id: newest}, {series.feed: FeedMemory(last_try=now, last_success=now)})
        assert timetable(series).due(asked, now + timedelta(microseconds=1)) == ()
        later = replace(timetable(series)).next_due(asked, now + timedelta(microseconds=1))
        assert later is not None
        assert later > now
