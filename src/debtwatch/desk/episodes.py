"""The explosive episodes behind a gauge, dated when a reader asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.dated import Dated
    from debtwatch.analysis.bubble.results import Bubble


def explosive_episodes(shown: Bubble, gauge: str) -> Dated | None:
    """Return the episodes a gauge's test dates and its near misses; None where the gauge is no test or was not measured.

    Some milliseconds, two seconds where a month is a close call, and numpy: never part of a snapshot.
    """
    if gauge not in shown.tested:
        return None
    from debtwatch.analysis.bubble.dated import dated_finely

    return dated_finely(*shown.tested[gauge])
