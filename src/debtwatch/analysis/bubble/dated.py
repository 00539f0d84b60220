"""When a basket was explosive, over the whole of what was tested; loads numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from debtwatch.analysis.bubble.declared import EXPLOSIVE_AMBER
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.bubble.explosive.results import Episode, Explosive
    from debtwatch.analysis.bubble.explosive.subject import Subject

DRAWING_ERROR = 0.04
"""Two standard errors of a 95 % critical value from 9,999 paths: over seeds it moves by about 0.02."""


class Dated(NamedTuple):
    """Episodes, and the months that fell short of one by less than the critical value's own drawing error."""

    episodes: tuple[Episode, ...]
    near: tuple[date, ...]


def dated(subject: Subject, found: Explosive) -> Dated:
    """Return the episodes of three months or more in a subject, oldest first, against its own critical value.

    The critical value is that of the whole history, as in Phillips, Shi and Yu's date-stamping: it may date an episode
    that a reader of the time, with a shorter history, saw a month later or not at all. The gauge is what was seen.
    It is drawn, so a month just below it may as well be above: those months are named, and no seed is chosen.
    """
    levels = np.log(np.array(subject.ratios))
    statistics = bsadf(levels, subject.window, subject.lag)
    line = found.critical_95
    stretches = episodes(subject.months, levels.tolist(), statistics.tolist(), line, least=round(EXPLOSIVE_AMBER))
    short = (statistics <= line) & (statistics > line - DRAWING_ERROR)
    last_months = subject.months[-len(statistics) :]
    return Dated(stretches, tuple(month for month, is_short in zip(last_months, short, strict=True) if is_short))
