"""From statistics to episodes: when it was explosive, for how long, which way."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.explosive.results import Direction, Episode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def direction(values: Sequence[float], first: int, last: int) -> Direction:
    """Return which way a stretch went: the sign of the change from the value before it to its last."""
    return Direction.BOOM if values[last] > values[max(first - 1, 0)] else Direction.COLLAPSE


def episodes(
    months: Sequence[date],
    values: Sequence[float],
    statistics: Sequence[float],
    critical: float,
    *,
    least: int = 1,
) -> tuple[Episode, ...]:
    """Return the stretches of at least so many months whose statistic exceeds the critical value.

    `statistics` belong to the last months of `months`; `values` are what was tested, one a month.
    """
    skipped = len(months) - len(statistics)
    found = []
    for above, stretch in groupby(range(len(statistics)), key=lambda place: statistics[place] > critical):
        places = list(stretch)
        if not above or len(places) < least:
            continue
        first, last = places[0] + skipped, places[-1] + skipped
        found.append(
            Episode(
                first=months[first],
                last=months[last],
                months=len(places),
                peak=months[max(places, key=lambda place: statistics[place]) + skipped],
                direction=direction(values, first, last),
            )
        )
    return tuple(found)
