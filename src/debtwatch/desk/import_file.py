"""Reads a CSV of one series that a user owns: good days, and every line that is not believed, with its reason."""

from __future__ import annotations

import csv
import stat
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from debtwatch.desk.import_sense import never_moves, odd_points, splits, unit_change
from debtwatch.domain.errors import UsageError
from debtwatch.domain.series import Cadence, Observation
from debtwatch.domain.text import clean
from debtwatch.feeds.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from debtwatch.desk.import_sense import Step
    from debtwatch.domain.series import Series

LARGEST_BYTES = 8_000_000
"""Three centuries of days are a twentieth of it."""
_DAY_FORMS = ("%Y-%m-%d", "%m/%d/%Y")
_DAY_FIRST = ("%d/%m/%Y",)
_EARLIEST = date(1600, 1, 1)
"""No price is older: a year before it was mistyped."""
_LONGEST_GAP = {Cadence.DAILY: 7, Cadence.WEEKLY: 14, Cadence.MONTHLY: 45, Cadence.QUARTERLY: 120}
_BP = 100.0
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})
"""Words some programs write for a number they do not have: a blank says so plainly, these say something went wrong."""
_CUT = "the file ends inside this line: cut off?"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that was not believed."""

    line: int
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a value, longer than the series' pace explains."""

    after: date
    before: date


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What a file holds: observations by ascending day, one a day, and what was left out."""

    observations: tuple[Observation, ...]
    doubts: tuple[Doubt, ...]
    repeated: int
    """Lines that repeat a day with the same value."""
    gaps: tuple[Gap, ...]
    flat: bool = False
    """Whether it never moves."""
    splits: tuple[Step, ...] = ()
    """Where a price steps and stays: taken, and said."""


def read_import(path: Path, series: Series, today: date, *, as_is: bool = False) -> ImportFile:
    """Read a FRED download (either header), or any CSV of a date and a value, with or without a header.

    Days are ISO or month/day/year. A blank is no value. Left out with a reason: a date or number that
    is none, a day after today or of a mistyped year, a value outside the series' plausible range, every value of a day
    that has two, a last line without an end, and a point that jumps away from its neighbours; `as_is`
    takes the last two. UsageError where the file cannot be read at all, has no column for the series, writes a day
    that can only be day/month/year (the others would be read wrongly, unseen), or changes its unit on the way.
    """
    rows, cut = _rows(path)
    _refuse_day_first(rows, path)
    column, first = _column(rows, series, path)
    good: dict[date, tuple[int, float | None]] = {}
    doubts: list[Doubt] = []
    torn: set[date] = set()
    repeated = 0
    for line, row in rows[first:]:
        read = _CUT if line == cut and not as_is else _read(row, column, series, today)
        if isinstance(read, str):
            doubts.append(Doubt(line, clean(",".join(row), longest=60), read))
            continue
        day, value = read
        if day not in good:
            good[day] = (line, value)
        elif good[day][1] == value:
            repeated += 1
        else:
            torn.add(day)
            doubts.append(Doubt(line, clean(",".join(row), longest=60), f"line {good[day][0]} says otherwise of {day}"))
    kept = sorted((day, value) for day, (_, value) in good.items() if day not in torn and value is not None)
    observations = tuple(Observation(series.id, day, value) for day, value in kept)
    odd = {} if as_is else {each.observed_on: each.reason for each in odd_points(observations)}
    doubts += [Doubt(good[day][0], str(day), reason) for day, reason in odd.items()]
    observations = tuple(each for each in observations if each.observed_on not in odd)
    if changed := unit_change(observations):
        raise UsageError(
            f"from {changed.observed_on} on it reads {changed.after:g} where it read {changed.before:g}: another unit",
            where=str(path),
            expected=f"one unit, {series.unit.value}",
        )
    return ImportFile(
        observations,
        tuple(sorted(doubts, key=attrgetter("line"))),
        repeated,
        tuple(_gaps([each.observed_on for each in observations], series)),
        flat=never_moves(observations),
        splits=splits(observations, series),
    )


def _refuse_day_first(rows: Sequence[tuple[int, list[str]]], path: Path) -> None:
    for line, row in rows:
        if _day(row[0]) is None and _day(row[0], _DAY_FIRST) is not None:
            raise UsageError(
                f"line {line}: {row[0]} puts the day before the month, so 3/4/2007 may be either",
                where=str(path),
                expected="days of the form 2007-06-01 or 6/1/2007",
                next_step="nothing was added",
            )


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], int]:
    """Return the rows with their line numbers, and the line that has no end; 0 where every line has one."""
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise UsageError("not a file: a pipe or device may never end", where=str(path), expected="a CSV in UTF-8")
        if status.st_size > LARGEST_BYTES:
            raise UsageError(f"larger than {LARGEST_BYTES:,} bytes", where=str(path), next_step="split it by year")
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
        reader = csv.reader(text.splitlines(keepends=True))
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot be read: {error}", where=str(path), expected="a CSV in UTF-8") from error
    if not rows:
        raise UsageError("empty", where=str(path), expected="a date and a value a line")
    return rows, 0 if text.endswith(("\n", "\r")) else rows[-1][0]


def _column(rows: Sequence[tuple[int, list[str]]], series: Series, path: Path) -> tuple[int, int]:
    """Return the column of the values and the first row that has one."""
    header = rows[0][1]
    first = 0 if _day(header[0]) is not None else 1
    named = [place for place, name in enumerate(header) if name in {series.id, series.code} and name]
    if first and named:
        return named[0], first
    widest = max(len(row) for _, row in rows)
    if widest == 2:  # noqa: PLR2004 -- a date and a value
        return 1, first
    raise UsageError(
        f"{widest} columns and none called {series.id}",
        where=str(path),
        expected=f"two columns, a date and a value, or a column called {series.id}",
    )


def _read(row: Sequence[str], column: int, series: Series, today: date) -> tuple[date, float | None] | str:
    day = _day(row[0])
    if day is None:
        return "not a day of the form 2007-06-01 or 6/1/2007"
    if day > today:
        return "a day that has not come"
    if day < _EARLIEST:
        return f"a day before {_EARLIEST.year}: a mistyped year?"
    if len(row) <= column:
        return "no value"
    if row[column].casefold().lstrip("+-") in _NOT_FINITE:
        return "not a finite number"
    try:
        value = parse_number(row[column])
    except ValueError:
        return "not a number; a decimal comma?" if "," in row[column] else "not a number"
    if value is None or series.low <= value <= series.high:
        return day, value
    unit = "; basis points?" if series.low <= value / _BP <= series.high and series.unit.value == "percent" else ""
    return f"outside {series.low:g} to {series.high:g} {series.unit.value}{unit}"


def _day(text: str, forms: tuple[str, ...] = _DAY_FORMS) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def _gaps(days: Sequence[date], series: Series) -> Iterator[Gap]:
    longest = timedelta(days=_LONGEST_GAP[series.cadence])
    return (Gap(one, after) for one, after in pairwise(days) if after - one > longest)
