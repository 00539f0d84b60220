"""Whether to ask again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from debtwatch.domain.errors import FeedError, Refused

TRIES = 3
BASE_SECONDS = 1.0
CAP_SECONDS = 30.0
FAR_SECONDS = 7 * 24 * 3600.0


def delay_before_retry(error: FeedError, tries_made: int, fraction: float, seconds_left: float) -> float | None:
    """Return how long to wait before asking again; None where it should not be asked.

    Full jitter: `fraction` (0 to 1, drawn by the caller) of base·2^(tries-1), at most 30 s. A server's own
    Retry-After is waited out in full where it fits into what is left of the deadline; else a later
    poll asks again.
    """
    if not error.retryable or tries_made >= TRIES:
        return None
    asked = error.retry_after_seconds if isinstance(error, Refused) else None
    jittered: float = fraction * min(CAP_SECONDS, BASE_SECONDS * 2 ** (tries_made - 1))
    delay = jittered if asked is None else asked
    return delay if delay < min(seconds_left, CAP_SECONDS) else None


def retry_after(header: str, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, given as seconds or as a date; None if unreadable.

    A date in the past is 0; anything beyond a week is a week.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), FAR_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), FAR_SECONDS)
