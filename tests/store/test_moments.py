from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.store.moments import from_day, from_ms, to_day, to_ms

MILLISECOND = timedelta(milliseconds=1)
moments = st.datetimes(
    timezones=st.just(UTC) | st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
)


@given(st.dates())
def test_every_day_survives_the_store(day: date) -> None:
    assert from_day(to_day(day)) == day


@given(moments.filter(lambda moment: 2 < moment.year < 9998))
def test_every_moment_survives_to_the_millisecond_whatever_its_zone(moment: datetime) -> None:
    kept = from_ms(to_ms(moment))
    assert kept.tzinfo is UTC
    assert timedelta() <= moment - kept < MILLISECOND
