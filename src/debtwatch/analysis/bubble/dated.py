"""When a basket was explosive, over the whole of what was tested; loads numpy."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from debtwatch.analysis.bubble.declared import EXPLOSIVE_AMBER
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.measure import measure
from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.bubble.explosive.results import Episode, Explosive
    from debtwatch.analysis.bubble.explosive.subject import Subject

_ERROR_OF_ONE_PATH = 4.0
"""Two standard errors of a 95 % critical value, times √paths: over seeds 9,999 paths move it by about 0.02."""
FINE_PATHS = 99_999
"""How many are drawn where the first 9,999 leave a month undecided."""


class Dated(NamedTuple):
    """Episodes, and the months that lie closer to the critical value than it was drawn."""

    episodes: tuple[Episode, ...]
    near: tuple[date, ...]
    """Months of no episode that fell short of the critical value by less than its own drawing error."""
    undecided: bool
    """Whether any month lies so close, on either side."""


def dated(subject: Subject, found: Explosive) -> Dated:
    """Return the episodes of three months or more in a subject, oldest first, against its own critical value.

    The critical value is that of the whole history, as in Phillips, Shi and Yu's date-stamping: it may date an episode
    that a reader of the time, with a shorter history, saw a month later or not at all. The gauge is what was seen.
    """
    levels = np.log(np.array(subject.ratios))
    statistics = bsadf(levels, subject.window, subject.lag)
    line, error = found.critical_95, _ERROR_OF_ONE_PATH / math.sqrt(subject.paths)
    stretches = episodes(subject.months, levels.tolist(), statistics.tolist(), line, least=round(EXPLOSIVE_AMBER))
    close = np.abs(statistics - line) < error
    last_months = subject.months[-len(statistics) :]
    short = tuple(
        month for month, near, value in zip(last_months, close, statistics, strict=True) if near and value <= line
    )
    return Dated(stretches, short, bool(close.any()))


def dated_finely(subject: Subject, found: Explosive) -> Dated:
    """Return the same; where the critical value is too coarse to decide a month, from ten times as many paths.

    The critical value is drawn, so a month close to it may fall on either side with another seed. No seed is
    chosen: more are drawn, two seconds of work, and what is close even then is named.
    """
    first = dated(subject, found)
    if not first.undecided:
        return first
    fine = replace(subject, paths=FINE_PATHS)
    return dated(fine, measure(fine))
