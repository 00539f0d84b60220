"""Whether an imported history makes sense as one series: wrong points, changed units, nothing that moves.

The store is append-only: what a file gets wrong would stand there for good, so it is looked at first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

from debtwatch.domain.series import Cadence, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Observation, Series

_USUAL = 50.0
"""A wrong point stands at least so many usual steps away from both its neighbours."""
_LEAST_POINTS = 20
_WINDOW = 20
_UNIT_FACTOR = 50.0
"""Units differ by a hundred (percent, basis points, shares of one); near nothing a rate may well go up tenfold."""
_SPLIT_FACTOR = 1.7
"""A price that changes so much overnight and stays there was split, two for one and above, or truly jumped."""
_LEAST_SHARED = 5


@dataclass(frozen=True, slots=True)
class Odd:
    """A point that stands apart from its neighbours."""

    observed_on: date
    reason: str


def odd_points(observations: Sequence[Observation]) -> tuple[Odd, ...]:
    """Return the points that jump away and straight back, by twice their neighbours and 50 usual steps.

    A crisis does not come back the next day; a wrong print does. A true one-day jump (SOFR on 17 September 2019) is
    found as well: whoever has it says so (`--as-is`). The first and the last point have one neighbour, and are found
    by it: what the next file confirms stays. None among fewer than twenty points.
    """
    values = [each.value for each in observations if each.value is not None]
    if len(values) != len(observations) or len(values) < _LEAST_POINTS:
        return ()
    usual = median(sorted(abs(after - before) for before, after in pairwise(values) if after != before) or [0.0])
    least = _USUAL * usual
    found: dict[int, str] = {}
    for place in range(1, len(values) - 1):
        before, value, after = values[place - 1], values[place], values[place + 1]
        if (value - before) * (value - after) > 0 and _apart(value, before, least) and _apart(value, after, least):
            found[place] = f"{value:g} between {before:g} and {after:g}: a wrong print?"
    last = len(values) - 1
    for place, beside, says in ((0, 1, "before"), (last, last - 1, "after")):
        if beside not in found and _apart(values[place], values[beside], least):
            found[place] = f"{values[place]:g} {says} {values[beside]:g}, with nothing beyond it: a wrong print?"
    return tuple(Odd(observations[place].observed_on, found[place]) for place in sorted(found))


def _apart(value: float, other: float, least: float) -> bool:
    """Return whether a value stands further than so much from another, and at twice or half of it."""
    if abs(value - other) <= least:
        return False
    return min(value, other) <= 0 or _factor(value, other) >= 2  # noqa: PLR2004 -- twice


@dataclass(frozen=True, slots=True)
class Step:
    """A day from which a history stands on another level for good."""

    observed_on: date
    before: float
    after: float


def unit_change(observations: Sequence[Observation]) -> Step | None:
    """Return where a history changes its unit on the way: a step by fifty, which no rate or index takes and keeps."""
    return next(_steps(observations, _UNIT_FACTOR), None)


def splits(observations: Sequence[Observation], series: Series) -> tuple[Step, ...]:
    """Return where a daily price steps and stays there: splits not adjusted for, or true jumps."""
    daily_price = series.unit is Unit.USD and series.cadence is Cadence.DAILY
    return tuple(_steps(observations, _SPLIT_FACTOR)) if daily_price else ()


def _steps(observations: Sequence[Observation], least: float) -> Iterator[Step]:
    """Yield every step of a factor that stays: the medians of twenty points on either side differ by it too.

    Fewer on one side say nothing.
    """
    values = [(each.observed_on, each.value) for each in observations if each.value is not None]
    for place in range(_WINDOW, len(values) - _WINDOW + 1):
        (_, before), (day, after) = values[place - 1], values[place]
        if min(before, after) <= 0 or _factor(before, after) < least:
            continue
        left = median(value for _, value in values[place - _WINDOW : place])
        right = median(value for _, value in values[place : place + _WINDOW])
        if min(left, right) > 0 and _factor(left, right) >= least:
            yield Step(day, left, right)


def another_unit(observations: Sequence[Observation], known: Mapping[date, float | None], what: str) -> str:
    """Return by what factor a history differs from values of the same days; nothing where it does not.

    `what` says whose values those are. Fewer than five shared days say nothing.
    """
    ratios = [
        each.value / other
        for each in observations
        if each.value and (other := known.get(each.observed_on)) and each.value / other > 0
    ]
    if len(ratios) < _LEAST_SHARED:
        return ""
    factor = median(ratios)
    if max(factor, 1 / factor) < _UNIT_FACTOR:
        return ""
    return f"{len(ratios)} days it shares with {what} read {factor:g} times those: another unit"


def monthly_means(observations: Iterable[Observation]) -> dict[date, float]:
    """Return the mean of every month, by its first day."""
    months: dict[date, list[float]] = {}
    for each in observations:
        if each.value is not None:
            months.setdefault(each.observed_on.replace(day=1), []).append(each.value)
    return {month: fmean(values) for month, values in months.items()}


def never_moves(observations: Sequence[Observation]) -> bool:
    """Return whether twenty days or more all read the same."""
    return len(observations) >= _LEAST_POINTS and len({each.value for each in observations}) == 1


def _factor(one: float, other: float) -> float:
    return max(one / other, other / one)
