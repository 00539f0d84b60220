"""The state of one series: live, delayed, stale, closed, failed or never."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from debtwatch.domain.freshness import Freshness, FreshnessState
from debtwatch.domain.series import Cadence, Origin
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.freshness.ports import LastPoll, PrintCalendar
    from debtwatch.domain.series import Series, StoredObservation

_STALE_AFTER_PERIODS = {Cadence.DAILY: 1, Cadence.WEEKLY: 3, Cadence.MONTHLY: 3, Cadence.QUARTERLY: 3}
"""Periods a print may be late before it is stale (definitions, section 1)."""
_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
FROM_THE_FUTURE = "its newest print is dated after today; check this machine's clock"


def freshness(
    series: Series,
    newest: StoredObservation | None,
    memory: LastPoll | None,
    now: datetime,
    calendars: PrintCalendar,
) -> Freshness:
    """Return the age of a series' newest print at `now` (aware).

    `state` is `failed` where the last try failed; `data_state` never is. Only the print's own date is
    held against the calendar: when it was fetched makes nothing fresher.
    """
    observed_on = newest.observed_on if newest else None
    state = data_state(series, observed_on, now, calendars)
    failed = memory is not None and memory.failures > 0
    cause = clean(memory.cause) if memory is not None and failed else ""
    if not cause and _is_future(series, observed_on, now, calendars):
        cause = FROM_THE_FUTURE
    return Freshness(
        series=series.id,
        state=FreshnessState.FAILED if failed else state,
        data_state=state,
        observed_on=observed_on,
        expected_on=calendars.expected_on(series, now),
        published_on=newest.published_on if newest else None,
        published_assumed=newest.published_assumed if newest else False,
        seen_at=newest.seen_at if newest else None,
        recorded=newest is not None and newest.origin is Origin.RECORDED,
        cause=cause,
        changes_at=_changes_at(series, state, now, calendars),
    )


def data_state(series: Series, observed_on: date | None, now: datetime, calendars: PrintCalendar) -> FreshnessState:
    """Return the state of the data alone, by the day its newest print is for.

    One period late is the moment a second print is overdue; three periods, the moment a fourth is. A
    print dated after today is no proof of anything and counts as stale.
    """
    if observed_on is None:
        return FreshnessState.NEVER
    if _is_future(series, observed_on, now, calendars):
        return FreshnessState.STALE
    if observed_on >= calendars.expected_on(series, now):
        due_today = _print_due_on(series, _today(series, now, calendars), calendars)
        return FreshnessState.LIVE if due_today else FreshnessState.CLOSED
    overdue = observed_on
    for _ in range(_STALE_AFTER_PERIODS[series.cadence] + 1):
        overdue = calendars.next_observed(series, overdue)
    return FreshnessState.STALE if calendars.publication_of(series, overdue) <= now else FreshnessState.DELAYED


def _changes_at(series: Series, state: FreshnessState, now: datetime, calendars: PrintCalendar) -> datetime | None:
    """Return when the state may next change by itself, in UTC; None where only data can change it."""
    if state is FreshnessState.NEVER:
        return None
    next_print = calendars.next_publication(series, now).astimezone(UTC)
    if state not in {FreshnessState.LIVE, FreshnessState.CLOSED}:
        return next_print
    day = _today(series, now, calendars) + _ONE_DAY
    while (midnight := _midnight(series, day, calendars)) < next_print:
        if _print_due_on(series, day, calendars) != (state is FreshnessState.LIVE):
            return midnight
        day += _ONE_DAY
    return next_print


def _print_due_on(series: Series, day: date, calendars: PrintCalendar) -> bool:
    """Whether a daily series has a print due on `day`; for slower ones, whether their source works then."""
    if series.cadence is not Cadence.DAILY:
        return calendars.publishes_on(series, day)
    newest = calendars.expected_on(series, _midnight(series, day + _ONE_DAY, calendars) - _INSTANT)
    return calendars.publication_of(series, newest).date() == day


def _midnight(series: Series, day: date, calendars: PrintCalendar) -> datetime:
    return datetime.combine(day, time(), tzinfo=calendars.zone(series.calendar)).astimezone(UTC)


def _today(series: Series, now: datetime, calendars: PrintCalendar) -> date:
    return now.astimezone(calendars.zone(series.calendar)).date()


def _is_future(series: Series, observed_on: date | None, now: datetime, calendars: PrintCalendar) -> bool:
    return observed_on is not None and observed_on > _today(series, now, calendars)
