"""What a poll leaves behind for the next one: success, failure, back-off and breaker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from debtwatch.domain.errors import FeedError, Refused, Unreachable
from debtwatch.domain.text import clean
from debtwatch.feeds.transport.breaker import Breaker
from debtwatch.store.values import FeedMemory

if TYPE_CHECKING:
    from debtwatch.feeds.feed import Answer

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=15)
_LONGEST_CAUSE = 200
_TURNED_AWAY = frozenset({401, 403, 429, 503})


def after_success(
    memory: FeedMemory, started_at: datetime, answered_at: datetime | None, answer: Answer | None
) -> FeedMemory:
    """Return the memory of a poll that did not fail; validators are kept only where `answer` carries them."""
    return FeedMemory(
        last_try=started_at,
        last_success=answered_at,
        etag=(answer.etag or memory.etag) if answer else "",
        last_modified=(answer.last_modified or memory.last_modified) if answer else "",
    )


def after_failure(memory: FeedMemory, started_at: datetime, ended_at: datetime, error: FeedError) -> FeedMemory:
    """Return the memory of a poll that failed: tried again after 1, 2, 4, 8 minutes, then when the breaker lets it.

    A server's Retry-After is waited out in full.
    """
    circuit = Breaker(memory.failures, memory.trips, memory.open_until).failed(error, ended_at)
    wait = min(_FIRST_WAIT * 2 ** min(memory.failures, 10), _LONGEST_WAIT)
    asked = ended_at + timedelta(seconds=_asked_seconds(error))
    open_until = max(circuit.open_until or asked, asked)
    return FeedMemory(
        last_try=started_at,
        last_success=memory.last_success,
        failures=circuit.failures,
        cause=clean(str(error), longest=_LONGEST_CAUSE),
        next_try=max(ended_at + wait, open_until),
        etag=memory.etag,
        last_modified=memory.last_modified,
        open_until=open_until if open_until > ended_at else None,
        trips=circuit.trips,
    )


def speaks_for_the_host(error: FeedError) -> bool:
    """Whether a failure would meet every other request to its host too: no connection, or turned away."""
    return isinstance(error, Unreachable) or (isinstance(error, Refused) and error.status in _TURNED_AWAY)


def _asked_seconds(error: FeedError) -> float:
    return (error.retry_after_seconds or 0.0) if isinstance(error, Refused) else 0.0
