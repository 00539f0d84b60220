"""The health of a feed: its last poll and the worst of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from debtwatch.domain.freshness import FeedHealth, Freshness, FreshnessState, memory_name
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from debtwatch.analysis.freshness.ports import LastPoll
    from debtwatch.domain.series import Series

Memory = TypeVar("Memory", bound="LastPoll")
_WORST_LAST = (
    FreshnessState.CLOSED,
    FreshnessState.LIVE,
    FreshnessState.DELAYED,
    FreshnessState.STALE,
    FreshnessState.NEVER,
    FreshnessState.FAILED,
)


def memory_of(series: Series, memories: Mapping[str, Memory]) -> Memory | None:
    """Return what is remembered of a series' last poll: its own where it failed alone, else its feed's."""
    own = memories.get(memory_name(series.feed, series.id))
    return own if own is not None and own.failures else memories.get(series.feed)


def feed_health(
    feed: str,
    ages: Iterable[Freshness],
    memory: LastPoll | None,
    *,
    enabled: bool = True,
    note: str = "",
) -> FeedHealth:
    """Return a feed's health from the freshness of its series and the memory of its last poll.

    The state is the worst of its series, `never` where it has none. Its cause is its own, else that
    of its first series that failed alone.
    """
    ages = tuple(ages)
    failed = memory is not None and memory.failures > 0
    worst = max((age.state for age in ages), key=_WORST_LAST.index, default=FreshnessState.NEVER)
    alone = next((f"{age.series}: {age.cause}" for age in ages if age.state is FreshnessState.FAILED), "")
    return FeedHealth(
        feed=feed,
        last_try=memory.last_try if memory else None,
        last_success=memory.last_success if memory else None,
        failures=memory.failures if memory else 0,
        cause=clean(memory.cause) if memory is not None and failed else alone,
        next_try=memory.next_try if memory else None,
        state=FreshnessState.FAILED if failed else worst,
        enabled=enabled,
        note=note,
    )
