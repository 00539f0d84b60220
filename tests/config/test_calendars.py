from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.series import Series
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
    STLFSI,
    TREASURY,
    new_york,
)

NAMES = sorted(CALENDARS.calendars)
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 6, 1), datetime(2030, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone is given beside
ONE_DAY = timedelta(days=1)


def weekdays(first: date, last: date) -> list[date]:
    return [day for step in range((last - first).days + 1) if (day := first + ONE_DAY * step).weekday() < 5]


@pytest.mark.parametrize(
    ("calendar", "day", "is_open"),
    [
        ("nyse", "2001-09-11", False),
        ("nyse", "2001-09-14", False),
        ("nyse", "2001-09-17", True),
        ("nyse", "2004-06-11", False),
        ("nyse", "2007-01-02", False),
        ("nyse", "2012-10-29", False),
        ("nyse", "2012-10-30", False),
        ("nyse", "2018-12-05", False),
        ("nyse", "2025-01-09", False),
        ("sifma", "2025-01-09", True),
        ("nyse", "2026-11-26", False),
        ("nyse", "2026-11-27", True),
        ("nyse", "2026-10-12", True),
        ("sifma", "2026-10-12", False),
        ("sifma", "2026-04-03", True),
        ("sofr", "2026-04-03", False),
        ("nyse", "2026-04-03", False),
        ("ice", "2026-04-03", True),
        ("sifma", "2025-04-18", False),
        ("ice", "2025-04-18", False),
        ("ice", "2026-05-25", True),
        ("target", "2026-05-01", False),
        ("target", "2026-07-03", True),
        ("sifma", "2027-01-01", False),
        ("always", "2026-12-25", True),
        ("always", "2026-11-22", True),
        ("fed", "2030-11-11", False),
    ],
)
def test_a_calendar_knows_its_holidays(calendar: str, day: str, is_open: bool) -> None:
    assert CALENDARS.is_business_day(calendar, date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(
    ("calendar", "series", "since"), [("sifma", "DGS10", date(2000, 1, 1)), ("nyse", "AMZN", date(2000, 1, 1))]
)
def test_a_calendar_is_open_exactly_on_the_days_that_have_a_price(calendar: str, series: str, since: date) -> None:
    shared = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).parents[3] / "shared"))
    source = shared / "data" / "series" / f"{series}.csv"
    if not source.is_file():
        pytest.skip(f"{source} is not on this machine")
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    priced = {date.fromisoformat(row[0]) for row in rows if row[1] not in {"", "."}}
    wrong = [day for day in weekdays(since, max(priced)) if CALENDARS.is_business_day(calendar, day) != (day in priced)]
    assert wrong == []


@pytest.mark.parametrize(
    ("ours", "market", "known_apart"),
    [
        ("sifma", "GovernmentBond", {date(2001, 9, 11), date(2001, 9, 12)}),
        ("sofr", "SOFR", {date(2001, 9, 11), date(2001, 9, 12)}),
        ("nyse", "NYSE", set()),
        ("fed", "FederalReserve", set()),
        ("target", "", set()),
    ],
)
def test_a_calendar_agrees_with_quantlib(ours: str, market: str, known_apart: set[date]) -> None:
    ql = pytest.importorskip("QuantLib", reason="QuantLib is not installed (the extra `oracle`)")
    theirs = ql.UnitedStates(getattr(ql.UnitedStates, market)) if market else ql.TARGET()
    apart = {
        day
        for day in weekdays(date(2000, 1, 1), date(2030, 12, 31))
        if CALENDARS.is_business_day(ours, day) != theirs.isBusinessDay(ql.Date(day.day, day.month, day.year))
    }
    assert apart == known_apart


@pytest.mark.parametrize("calendar", NAMES)
@given(day=DAYS)
def test_next_and_previous_business_day_are_inverse(calendar: str, day: date) -> None:
    on = CALENDARS.add_business_days(calendar, day, 0)
    after = CALENDARS.next_business_day(calendar, on)
    assert CALENDARS.is_business_day(calendar, on)
    assert CALENDARS.previous_business_day(calendar, after) == on
    assert not any(CALENDARS.is_business_day(calendar, on + ONE_DAY * step) for step in range(1, (after - on).days))


@pytest.mark.parametrize("calendar", NAMES)
@given(day=DAYS, there=st.integers(-60, 60))
def test_business_days_there_and_back_return_to_the_start(calendar: str, day: date, there: int) -> None:
    on = CALENDARS.add_business_days(calendar, day, 0)
    gone = CALENDARS.add_business_days(calendar, on, there)
    assert CALENDARS.add_business_days(calendar, gone, -there) == on


@pytest.mark.parametrize("series", EVERY_KIND, ids=lambda series: series.id)
@given(now=MOMENTS)
def test_the_expected_print_is_out_and_the_next_one_is_not(series: Series, now: datetime) -> None:
    expected = CALENDARS.expected_on(series, now)
    assert CALENDARS.publication_of(series, expected) <= now
    following = CALENDARS.next_observed(series, expected)
    assert CALENDARS.publication_of(series, following) > now
    assert CALENDARS.previous_observed(series, following) == expected
    upcoming = CALENDARS.next_publication(series, now)
    assert upcoming > now
    assert CALENDARS.expected_on(series, upcoming) > expected


@pytest.mark.parametrize(
    ("series", "observed", "published"),
    [
        (TREASURY, "2026-11-25", "2026-11-25 18:00"),
        (TREASURY, "2026-04-03", "2026-04-03 18:00"),
        (SOFR, "2026-11-25", "2026-11-27 08:00"),
        (SOFR, "2026-04-02", "2026-04-06 08:00"),
        (ICE, "2026-05-22", "2026-05-26 11:20"),
        (ICE, "2026-05-25", "2026-05-26 11:20"),
        (NASDAQ, "2026-11-11", "2026-11-12 23:45"),
        (NFCI, "2026-05-15", "2026-05-20 08:30"),
        (NFCI, "2026-05-22", "2026-05-28 08:30"),
        (STLFSI, "2026-11-13", "2026-11-19 11:00"),
        (HQM, "2026-10-01", "2026-11-12 17:00"),
        (SLOOS, "2026-04-01", "2026-05-13 16:00"),
    ],
)
def test_a_print_is_due_when_its_source_says(series: Series, observed: str, published: str) -> None:
    assert CALENDARS.publication_of(series, date.fromisoformat(observed)) == new_york(published)


def test_a_closed_candle_is_due_ten_minutes_after_midnight_utc() -> None:
    due = CALENDARS.publication_of(BITCOIN, date(2026, 12, 25))
    assert due == datetime(2026, 12, 26, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27 09:00", "2026-11-25"),
        ("2026-11-27 18:00", "2026-11-27"),
        ("2026-11-29 12:00", "2026-11-27"),
        ("2026-03-09 17:59", "2026-03-06"),
        ("2026-03-09 18:00", "2026-03-09"),
        ("2026-11-02 18:00", "2026-11-02"),
    ],
)
def test_todays_curve_is_expected_from_six_in_the_evening_in_new_york(now: str, expected: str) -> None:
    assert CALENDARS.expected_on(TREASURY, new_york(now)) == date.fromisoformat(expected)


def test_the_present_must_say_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        CALENDARS.expected_on(TREASURY, datetime(2026, 11, 27))  # noqa: DTZ001 -- that is the mistake


def test_outside_its_years_a_calendar_closes_on_weekends_only() -> None:
    assert CALENDARS.is_business_day("sifma", date(2031, 12, 25))
    assert not CALENDARS.is_business_day("sifma", date(2031, 12, 27))


def test_an_unknown_calendar_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="always, fed, ice, nyse, sifma, sofr, target"):
        CALENDARS.zone("lse")


def test_every_wrong_key_is_reported_at_once_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "calendars.toml"
    path.write_text(
        '[prints]\nweekly_day = "caturday"\nfortnight = 1\n'
        '[lse]\nzone = "Europe/Lundon"\n2026 = "12-25 13-01"\nextends = "lse"\n[oslo]\nevery_day = 3\n'
    )
    with pytest.raises(ConfigError) as caught:
        read_calendars(path)
    said = str(caught.value)
    for key in ("prints.weekly_day", "prints.fortnight", "lse.zone", "lse.2026", "lse.extends", "oslo.every_day"):
        assert f"{path}: {key}" in said
    assert "oslo: `zone` is missing" in said


def test_a_users_file_restates_a_year_and_leaves_the_rest(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped.toml"
    shipped.write_text('[sifma]\nzone = "America/New_York"\n2026 = "12-25"\n2027 = "01-01"\n')
    mine = tmp_path / "mine.toml"
    mine.write_text('[sifma]\n2026 = "12-24 12-25"\n[repo]\nzone = "America/New_York"\nextends = "sifma"\n')
    calendars = read_calendars(shipped, mine)
    assert not calendars.is_business_day("repo", date(2026, 12, 24))
    assert not calendars.is_business_day("sifma", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("body", "said"), [(b"zone = [", "not TOML"), (b"\xff\xfe", "not UTF-8"), (b"a = 1", "a table")]
)
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "calendars.toml"
    path.write_bytes(body)
    with pytest.raises(ConfigError, match=said):
        read_calendars(path)


def test_calendars_that_extend_each_other_end(tmp_path: Path) -> None:
    path = tmp_path / "calendars.toml"
    path.write_text(
        '[a]\nzone = "UTC"\nextends = "b"\n2026 = "01-01"\n[b]\nzone = "UTC"\nextends = "a"\n2026 = "01-02"\n'
    )
    calendars = read_calendars(path)
    assert not calendars.is_business_day("a", date(2026, 1, 2))


def test_the_shipped_calendars_reach_2030() -> None:
    assert CALENDARS.last_year == 2030


def test_every_series_on_a_calendar_that_does_not_exist_is_named_at_once() -> None:
    CALENDARS.check(EVERY_KIND)
    with pytest.raises(ConfigError, match=r"series.A.calendar: 'lse'\n  series.B.calendar: 'tse'"):
        CALENDARS.check([replace(SOFR, id="A", calendar="lse"), SOFR, replace(SOFR, id="B", calendar="tse")])


def test_every_shipped_series_has_a_calendar() -> None:
    CALENDARS.check(read_series(shipped("config", "series.toml")).values())
