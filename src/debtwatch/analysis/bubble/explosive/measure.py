"""The test of one subject, whole: statistic, critical values and how long it has run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from debtwatch.analysis.bubble.explosive.bootstrap import critical_values
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.results import Explosive
from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.explosive.subject import Subject


def measure(subject: Subject) -> Explosive:
    """Return what the test says on the subject's last month; a fifth of a second of work for 9,999 paths.

    The subject must not be one that `refusal` refuses.
    """
    levels = np.log(np.array(subject.ratios))
    statistics = bsadf(levels, subject.window, subject.lag).tolist()
    ninety, ninety_five, ninety_nine = critical_values(
        levels, subject.window, subject.lag, paths=subject.paths, seed=subject.seed
    )
    found = episodes(subject.months, levels.tolist(), statistics, ninety_five)
    running = found[-1] if found and found[-1].last == subject.months[-1] else None
    return Explosive(
        key=subject.key,
        statistic=statistics[-1],
        critical_90=ninety,
        critical_95=ninety_five,
        critical_99=ninety_nine,
        running=running.months if running else 0,
        direction=running.direction if running else None,
    )
