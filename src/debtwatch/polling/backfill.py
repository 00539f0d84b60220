"""Which series' histories are still being filled: a hole left by a failed page is asked for again.

Without it, the newest page alone would make the rest look fetched, after a failure or a kill half-way.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.feeds.feed import Request
    from debtwatch.store.protocols import NoteStore

ATTEMPTS = 5
"""A page that fails this often in a row is left alone, until the reader asks by force."""
_NOTE = "polling.backfill."


def unfinished(notes: NoteStore, series: Iterable[str], *, attempts: int = ATTEMPTS) -> frozenset[str]:
    """Return the ids whose history must be asked for whole, and has not failed `attempts` times."""
    counts = {each: notes.get(_NOTE + each) for each in series}
    return frozenset(each for each, count in counts.items() if count is not None and _number(count) < attempts)


def begin(notes: NoteStore, series: Iterable[str]) -> None:
    """Note that these histories are about to be asked for, page by page."""
    for each in series:
        if notes.get(_NOTE + each) is None:
            notes.put(_NOTE + each, "0")


def fail(notes: NoteStore, series: Iterable[str]) -> None:
    """Count that a page of these histories failed by itself."""
    for each in series:
        count = notes.get(_NOTE + each)
        if count is not None:
            notes.put(_NOTE + each, str(_number(count) + 1))


def finish(notes: NoteStore, series: Iterable[str]) -> None:
    """Forget them: every page was answered."""
    for each in series:
        notes.delete(_NOTE + each)


def paged(requests: Iterable[Request]) -> frozenset[str]:
    """Return the ids that more than one request asks for."""
    pages = Counter(series for request in requests for series in request.ids)
    return frozenset(series for series, count in pages.items() if count > 1)


def _number(count: str) -> int:
    return int(count) if count.isdecimal() else 0
