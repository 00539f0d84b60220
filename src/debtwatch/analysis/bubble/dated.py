"""When a basket was explosive, over the whole of what was tested; loads numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from debtwatch.analysis.bubble.declared import EXPLOSIVE_AMBER
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.explosive.results import Episode, Explosive
    from debtwatch.analysis.bubble.explosive.subject import Subject


def dated(subject: Subject, found: Explosive) -> tuple[Episode, ...]:
    """Return the episodes of three months or more in a subject, oldest first, against its own critical value.

    The critical value is that of the whole history, as in Phillips, Shi and Yu's date-stamping: it may date an episode
    that a reader of the time, with a shorter history, saw a month later or not at all. The gauge is what was seen.
    """
    levels = np.log(np.array(subject.ratios))
    statistics = bsadf(levels, subject.window, subject.lag).tolist()
    least = round(EXPLOSIVE_AMBER)
    return episodes(subject.months, levels.tolist(), statistics, found.critical_95, least=least)
