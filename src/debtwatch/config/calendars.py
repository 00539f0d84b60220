"""Business calendars, and when a series' next print is due: `config/calendars.toml`."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from debtwatch.domain.errors import ConfigError
from debtwatch.domain.series import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from debtwatch.domain.series import Series

FILE_NAME = "calendars.toml"
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAG_FROM = ("start", "end")
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of one market or source; outside its years only weekends are closed."""

    name: str
    zone: ZoneInfo
    closed: frozenset[date]
    """Weekdays on which nothing prints."""
    publishes: str
    """The calendar of the days on which its prints appear; its own name unless the file says otherwise."""
    every_day: bool = False
    """Whether weekends are business days."""

    def is_open(self, day: date) -> bool:
        """Whether `day` is a business day."""
        return (self.every_day or day.weekday() < _SATURDAY) and day not in self.closed

    def add(self, day: date, days: int) -> date:
        """Return the day `days` business days on; backwards if negative, rolled forward to one if 0."""
        step = _ONE_DAY if days >= 0 else -_ONE_DAY
        left = abs(days)
        if left == 0:
            while not self.is_open(day):
                day += step
            return day
        while left:
            day += step
            left -= self.is_open(day)
        return day


@dataclass(frozen=True, slots=True)
class PrintRules:
    """Which days prints are for and where their lag is counted from: the table `[prints]`."""

    weekly_day: int = _WEEKDAYS.index("friday")
    """The weekday that names a week, 0 for Monday."""
    monthly_lag_from: str = "end"
    """Whether a month's lag counts from its first (`start`) or its last day (`end`)."""
    quarterly_lag_from: str = "start"
    """The same for a quarter."""


@dataclass(frozen=True, slots=True)
class PublicationCalendars:
    """Every calendar by name, and the rules by which prints appear.

    A series' print for day d appears on the `lag_days`-th business day after d of the calendar its
    own one publishes by, at `published_at` there; with lag 0 on d itself or the next such day.
    """

    calendars: Mapping[str, Calendar]
    rules: PrintRules = field(default_factory=PrintRules)
    where: str = FILE_NAME
    """The file, for errors."""

    def calendar(self, name: str) -> Calendar:
        """Return one calendar; ConfigError names those there are."""
        try:
            return self.calendars[name]
        except KeyError:
            raise ConfigError(
                f"no calendar is called {name!r}",
                where=self.where,
                expected=f"one of {', '.join(sorted(self.calendars))}",
                next_step="correct the series' `calendar`, or add the table",
            ) from None

    def check(self, series: Iterable[Series]) -> None:
        """Raise ConfigError listing every series whose calendar does not exist; else nothing."""
        lost = [
            f"series.{each.id}.calendar: {each.calendar!r}" for each in series if each.calendar not in self.calendars
        ]
        if lost:
            raise ConfigError(
                "\n  ".join(["series on calendars that do not exist:", *lost]),
                where=self.where,
                expected=f"one of {', '.join(sorted(self.calendars))}",
                next_step="correct these keys in series.toml, or add the calendar",
            )

    @property
    def last_year(self) -> int:
        """The last year whose holidays every calendar lists; after it only weekends are closed."""
        ends = [max(day.year for day in each.closed) for each in self.calendars.values() if each.closed]
        return min(ends, default=date.max.year)

    def zone(self, calendar: str) -> ZoneInfo:
        """Return the time zone of a calendar."""
        return self.calendar(calendar).zone

    def is_business_day(self, calendar: str, day: date) -> bool:
        """Whether a calendar prints for `day`."""
        return self.calendar(calendar).is_open(day)

    def add_business_days(self, calendar: str, day: date, days: int) -> date:
        """Return the business day `days` after `day`: before it if negative, `day` or the next one if 0."""
        return self.calendar(calendar).add(day, days)

    def previous_business_day(self, calendar: str, day: date) -> date:
        """Return the last business day before `day`."""
        return self.calendar(calendar).add(day, -1)

    def next_business_day(self, calendar: str, day: date) -> date:
        """Return the first business day after `day`."""
        return self.calendar(calendar).add(day, 1)

    def publishes_on(self, series: Series, day: date) -> bool:
        """Whether the source of a series works on `day`."""
        return self._publisher(series).is_open(day)

    def publication_of(self, series: Series, observed_on: date) -> datetime:
        """Return the moment the print for one day is due, in the zone of the series' calendar."""
        publisher = self._publisher(series)
        day = publisher.add(self._lag_starts(series.cadence, observed_on), series.lag_days)
        return datetime.combine(day, time.fromisoformat(series.published_at), tzinfo=self.zone(series.calendar))

    def expected_on(self, series: Series, now: datetime) -> date:
        """Return the newest day whose print should be here by `now` (aware; else ValueError)."""
        moment = _aware(now)
        day = self._observed_by(series, moment.astimezone(self.zone(series.calendar)).date())
        while self.publication_of(series, day) > moment:
            day = self.previous_observed(series, day)
        return day

    def next_publication(self, series: Series, now: datetime) -> datetime:
        """Return the first moment after `now` at which a print is due, in the calendar's zone."""
        moment = _aware(now)
        day = self.expected_on(series, moment)
        while self.publication_of(series, day) <= moment:
            day = self.next_observed(series, day)
        return self.publication_of(series, day)

    def next_observed(self, series: Series, day: date) -> date:
        """Return the first day after `day` that a series has a print for."""
        match series.cadence:
            case Cadence.DAILY:
                return self.next_business_day(series.calendar, day)
            case Cadence.WEEKLY:
                return day + _ONE_DAY * ((self.rules.weekly_day - day.weekday() - 1) % 7 + 1)
            case Cadence.MONTHLY:
                return _first_of(day.year, day.month + 1)
            case Cadence.QUARTERLY:
                return _first_of(day.year, _quarter_month(day) + _QUARTER)

    def previous_observed(self, series: Series, day: date) -> date:
        """Return the last day before `day` that a series has a print for."""
        return self._observed_by(series, day - _ONE_DAY)

    def _observed_by(self, series: Series, day: date) -> date:
        match series.cadence:
            case Cadence.DAILY:
                return self.previous_business_day(series.calendar, day + _ONE_DAY)
            case Cadence.WEEKLY:
                return day - _ONE_DAY * ((day.weekday() - self.rules.weekly_day) % 7)
            case Cadence.MONTHLY:
                return day.replace(day=1)
            case Cadence.QUARTERLY:
                return date(day.year, _quarter_month(day), 1)

    def _lag_starts(self, cadence: Cadence, day: date) -> date:
        if cadence is Cadence.MONTHLY:
            last = monthrange(day.year, day.month)[1]
            return day.replace(day=last if self.rules.monthly_lag_from == "end" else 1)
        if cadence is Cadence.QUARTERLY:
            first = date(day.year, _quarter_month(day), 1)
            ends = _first_of(first.year, first.month + _QUARTER) - _ONE_DAY
            return ends if self.rules.quarterly_lag_from == "end" else first
        return day

    def _publisher(self, series: Series) -> Calendar:
        return self.calendar(self.calendar(series.calendar).publishes)


def _aware(now: datetime) -> datetime:
    """Return `now` in UTC: two moments of one zone compare by their clock faces, which lie when clocks change."""
    if now.tzinfo is None:
        raise ValueError("the present must be an aware datetime")
    return now.astimezone(UTC)


def _first_of(year: int, month: int) -> date:
    """Return the first of a month, where month 13 is January of the next year."""
    years, months = divmod(month - 1, 12)
    return date(year + years, months + 1, 1)


def _quarter_month(day: date) -> int:
    return (day.month - 1) // _QUARTER * _QUARTER + 1


def read_calendars(shipped: Path, user: Path | None = None) -> PublicationCalendars:
    """Read the shipped calendars, then the user's over them table by table, year by year.

    ConfigError lists every wrong key with its file. A user's file that does not exist changes nothing.
    """
    tables: dict[str, dict[str, Any]] = {}
    origin: dict[str, str] = {}
    paths = [shipped] if user is None or not user.exists() else [shipped, user]
    for path in paths:
        for name, table in _read(path).items():
            if not isinstance(table, dict):
                raise ConfigError(f"{name} is not a table", where=str(path), expected=f"[{name}]")
            tables.setdefault(name, {}).update(table)
            origin[name] = str(path)
    problems: list[str] = []
    rules = _print_rules(tables.pop("prints", {}), origin.get("prints", str(shipped)), problems)
    calendars = {name: _calendar(name, tables, origin[name], problems) for name in tables}
    if problems:
        raise ConfigError("\n  ".join(["the calendars cannot be used:", *problems]), next_step="correct these keys")
    return PublicationCalendars(calendars=calendars, rules=rules, where=str(paths[-1]))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8 text", where=str(path), next_step="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", where=str(path), next_step="correct that line") from error


def _print_rules(table: Mapping[str, Any], where: str, problems: list[str]) -> PrintRules:
    allowed = {"weekly_day": _WEEKDAYS, "monthly_lag_from": _LAG_FROM, "quarterly_lag_from": _LAG_FROM}
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in allowed:
            problems.append(f"{where}: prints.{key}: unknown key, expected one of {', '.join(allowed)}")
        elif value not in allowed[key]:
            problems.append(f"{where}: prints.{key}: found {value!r}, expected {' or '.join(allowed[key])}")
        else:
            found[key] = _WEEKDAYS.index(value) if key == "weekly_day" else value
    return PrintRules(**found)


def _calendar(name: str, tables: Mapping[str, Mapping[str, Any]], where: str, problems: list[str]) -> Calendar:
    table = tables[name]
    closed: set[date] = set()
    zone, every_day = ZoneInfo("UTC"), False
    links = {"extends": "", "publishes": name}
    if "zone" not in table:
        problems.append(f"{where}: {name}: `zone` is missing, expected a name like America/New_York")
    for key, value in table.items():
        dotted = f"{where}: {name}.{key}"
        if key == "zone":
            zone = _zone(dotted, value, problems)
        elif key == "every_day" and isinstance(value, bool):
            every_day = value
        elif key in links and isinstance(value, str) and value in tables and value != name:
            links[key] = value
        elif key.isdigit() and len(key) == len("2026") and isinstance(value, str):
            closed |= _year(dotted, int(key), value, problems)
        else:
            problems.append(
                f"{dotted}: found {value!r}, expected zone, every_day = true or false, extends or publishes "
                'naming another calendar, or a year = "month-day …"'
            )
    if links["extends"]:
        closed |= _calendar(links["extends"], _without(tables, name), where, []).closed
    return Calendar(name, zone, frozenset(closed), publishes=links["publishes"], every_day=every_day)


def _without(tables: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Mapping[str, Any]]:
    """Return the other tables, so that two calendars that extend each other end."""
    return {other: table for other, table in tables.items() if other != name}


def _zone(dotted: str, value: object, problems: list[str]) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(f"{dotted}: found {value!r}, expected a time zone like America/New_York")
        return ZoneInfo("UTC")


def _year(dotted: str, year: int, days: str, problems: list[str]) -> set[date]:
    closed: set[date] = set()
    for text in days.split():
        try:
            closed.add(date.fromisoformat(f"{year}-{text}"))
        except ValueError:
            problems.append(f"{dotted}: found {text!r}, expected month-day like 12-25")
    return closed
