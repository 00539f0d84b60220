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

_NOTE = "polling.backfill."
_OPEN = "open"


def unfinished(notes: NoteStore, series: Iterable[str]) -> frozenset[str]:
    """Return the ids whose history must be asked for whole."""
    return frozenset(each for each in series if notes.get(_NOTE + each) is not None)


def begin(notes: NoteStore, series: Iterable[str]) -> None:
    """Note that these histories are about to be asked for, page by page."""
    for each in series:
        notes.put(_NOTE + each, _OPEN)


def finish(notes: NoteStore, series: Iterable[str]) -> None:
    """Forget it: every page was answered."""
    for each in series:
        notes.delete(_NOTE + each)


def paged(requests: Iterable[Request]) -> frozenset[str]:
    """Return the ids that more than one request asks for."""
    pages = Counter(series for request in requests for series in request.ids)
    return frozenset(series for series, count in pages.items() if count > 1)
