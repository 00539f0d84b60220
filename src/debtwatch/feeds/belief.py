"""Which of the values a source sent are believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from debtwatch.domain.errors import Implausible, WrongShape
from debtwatch.domain.series import Observation
from debtwatch.feeds.feed import Parsed, Rejected
from debtwatch.feeds.numbers import parse_number
from debtwatch.feeds.sniff import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Request

TOMORROW = timedelta(days=1)
"""A source east of the reader may be a day ahead; more is a mistake."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as its source wrote it."""

    series: Series
    day: date
    found: object


def believe(request: Request, cells: Iterable[Cell]) -> Parsed:
    """Return the cells as observations, those not believed apart.

    A value that is no number, lies outside its series' plausible range, is dated after tomorrow or
    contradicts another of the same day is rejected. Implausible where every value was; WrongShape
    where there was none, or where the days, in the order they came, do not run one way.
    """
    cells = tuple(cells)
    _refuse_disorder([cell.day for cell in cells], request.feed)
    good: dict[tuple[str, date], float | None] = {}
    rejected: list[Rejected] = []
    for cell in cells:
        value, doubt = _read(cell, request.asked_on)
        key = (cell.series.id, cell.day)
        if not doubt and value is not None and good.get(key) not in (None, value):
            doubt = f"a second value for the same day, beside {good[key]:g}"
        if doubt:
            rejected.append(Rejected(cell.series.id, cell.day, shown(str(cell.found)), doubt))
        elif value is not None or key not in good:
            good[key] = value
    observations = _within_life(good)
    if not observations and rejected:
        first = rejected[0]
        raise Implausible(
            f"no value can be believed; {first.series} on {first.observed_on}: {first.found}, {first.reason}",
            where=request.feed,
        )
    if not observations and not request.may_be_empty:
        raise WrongShape("no values", where=request.feed, expected=f"values of {', '.join(request.ids[:3])}")
    return Parsed(observations, tuple(rejected))


def _read(cell: Cell, asked_on: date) -> tuple[float | None, str]:
    try:
        value = parse_number(cell.found)
    except ValueError:
        return None, "not a number"
    if cell.day > asked_on + TOMORROW:
        return None, f"dated in the future, asked on {asked_on}"
    if value is not None and not cell.series.low <= value <= cell.series.high:
        return None, f"outside {cell.series.low:g} to {cell.series.high:g}"
    return value, ""


def _within_life(good: dict[tuple[str, date], float | None]) -> tuple[Observation, ...]:
    """Drop the blanks before a series' first value and after its last: they say "not yet", not "none"."""
    lives: dict[str, tuple[date, date]] = {}
    for (series, day), value in good.items():
        if value is not None:
            first, last = lives.get(series, (day, day))
            lives[series] = (min(first, day), max(last, day))
    return tuple(
        Observation(series, day, value)
        for (series, day), value in sorted(good.items(), key=lambda item: item[0])
        if series in lives and lives[series][0] <= day <= lives[series][1]
    )


def _refuse_disorder(days: Sequence[date], where: str) -> None:
    steps = [after > before for before, after in pairwise(days) if after != before]
    if any(steps) and not all(steps):
        turn = next(place for place, step in enumerate(steps) if step != steps[0])
        raise WrongShape(f"dates that change direction at step {turn + 1}", where=where, expected="dates in order")
