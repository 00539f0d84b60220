"""What the replayed sources hold: the recorded days, then made-up ones to the end of the replay."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from debtwatch.demo.clock import ENDS
from debtwatch.demo.market import HQM_OVER_TREASURY, WAVES, interpolated
from debtwatch.domain.series import IMPORTED, Cadence
from debtwatch.feeds.coinbase import FIRST
from debtwatch.feeds.recorded import recorded_observations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from debtwatch.domain.series import Series

    Days = dict[date, float | None]

MADE_UP_FROM = date(2022, 9, 15)
"""Made-up series begin three years before the replay: the window FRED serves of the real ones."""
_LAST = ENDS.date()
_DAY = timedelta(days=1)
_SETTLED = timedelta(days=150)
"""No source takes longer to publish."""
_YEAR_DAYS = 360
_AVERAGES = {"SOFR30DAYAVG": 30, "SOFR90DAYAVG": 90, "SOFR180DAYAVG": 180}
_EFFR_UNDER_SOFR = 0.07


class Calendar(Protocol):
    """When prints appear, as `config.calendars` knows it."""

    def publication_of(self, series: Series, observed_on: date) -> datetime:
        """Return the moment of publication."""
        ...

    def next_observed(self, series: Series, day: date) -> date:
        """Return the next day a series has a print for."""
        ...


@dataclass(frozen=True, slots=True)
class Tape:
    """Every series' days, ascending, and what of them had been published by a moment."""

    series: Mapping[str, Series]
    days: Mapping[str, Sequence[tuple[date, float | None]]]
    calendars: Calendar

    def between(self, id_: str, first: date, last: date) -> Sequence[tuple[date, float | None]]:
        """Return the days of a series from `first` to `last`, published or not."""
        days = self.days.get(id_, ())
        return days[bisect_left(days, first, key=_day_of) : bisect_right(days, last, key=_day_of)]

    def published(self, id_: str, moment: datetime, first: date = date.min, last: date = date.max) -> Days:
        """Return the days of a series from `first` to `last` that were out by `moment` (aware)."""
        settled = moment.date() - _SETTLED
        return {
            day: value
            for day, value in self.between(id_, first, last)
            if day < settled or self.calendars.publication_of(self.series[id_], day) <= moment
        }


def wind(series: Mapping[str, Series], calendars: Calendar, recorded: Path) -> Tape:
    """Put the tape together from the recorded answers in a folder and the made-up market; what is imported has none."""
    series = {id_: each for id_, each in series.items() if each.feed != IMPORTED}
    days: dict[str, Days] = defaultdict(dict)
    for recording in recorded_observations(recorded, series):
        for each in recording.observations:
            if each.observed_on <= _LAST:
                days[each.series][each.observed_on] = each.value
    treasury = {float(years): _monthly(days.get(f"UST_{years}Y", {})) for years in (2, 10, 30)}
    for id_, declared in series.items():
        if id_ in WAVES:
            days[id_].update((day, WAVES[id_].on(day, id_)) for day in _later(declared, days[id_], calendars))
        elif declared.group == "hqm":
            months = _later(declared, days[id_], calendars)
            days[id_].update(_corporate(declared, months, treasury))
    days.update(_overnight(days.get("SOFR", {})))
    return Tape(series, {id_: sorted(each.items()) for id_, each in days.items()}, calendars)


def _day_of(pair: tuple[date, float | None]) -> date:
    return pair[0]


def _later(series: Series, known: Days, calendars: Calendar) -> Iterator[date]:
    """The days of a series that no recording holds, to the end of the replay."""
    day = max(known, default=FIRST if series.feed == "coinbase" else MADE_UP_FROM)
    while (day := calendars.next_observed(series, day)) <= _LAST:
        yield day
        if series.calendar == "ice" and series.cadence is Cadence.DAILY:
            yield from _weekend_month_end(day)


def _weekend_month_end(friday: date) -> Iterator[date]:
    """ICE prints the last day of a month even where it is a Saturday or Sunday."""
    for day in (friday + _DAY, friday + 2 * _DAY):
        if day.weekday() >= 5 and (day + _DAY).day == 1 and day <= _LAST:  # noqa: PLR2004 -- Saturday
            yield day


def _corporate(
    series: Series, months: Iterable[date], treasury: Mapping[float, Mapping[date, float]]
) -> Iterator[tuple[date, float]]:
    """A made-up corporate curve: the month's mean Treasury yield and a spread by tenor."""
    tenor = series.tenor_years or 10.0
    spread = interpolated(HQM_OVER_TREASURY, tenor)
    for month in months:
        points = {years: means[month] for years, means in treasury.items() if month in means}
        if points:
            yield month, round(interpolated(points, tenor) + spread, 2)


def _monthly(days: Days) -> dict[date, float]:
    """Return the mean of each month, by its first day."""
    values: dict[date, list[float]] = defaultdict(list)
    for day, value in days.items():
        if value is not None:
            values[day.replace(day=1)].append(value)
    return {month: sum(each) / len(each) for month, each in values.items()}


def _overnight(sofr: Days) -> dict[str, Days]:
    """SOFR's index and averages as the New York Fed compounds them, and a made-up fed funds rate.

    index = Π (1 + r·n/360) over the n days each rate stands; an average over D days is
    (index now / index then - 1)·360/D. Each is dated the business day after the last rate in it.
    """
    fixings = [(day, value) for day, value in sorted(sofr.items()) if value is not None]
    index: dict[date, float] = {}
    level = 1.0
    for (day, rate), (following, _) in pairwise(fixings):
        for passed in range((following - day).days):
            index[day + passed * _DAY] = level * (1 + rate / 100 * passed / _YEAR_DAYS)
        level = index[day] * (1 + rate / 100 * (following - day).days / _YEAR_DAYS)
        index[following] = level
    dated = [day for day, _ in fixings]
    made: dict[str, Days] = {"SOFRINDEX": {day: round(index[day], 4) for day in dated if day in index}}
    for id_, length in _AVERAGES.items():
        pairs = ((day, day - length * _DAY) for day in dated)
        made[id_] = {
            day: round((index[day] / index[then] - 1) * _YEAR_DAYS / length * 100, 4)
            for day, then in pairs
            if day in index and then in index
        }
    made["EFFR"] = {day: round(rate - _EFFR_UNDER_SOFR, 2) for day, rate in fixings}
    return made
