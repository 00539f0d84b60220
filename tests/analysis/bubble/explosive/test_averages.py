"""Why the test of monthly means takes one lag, and that of month ends none."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from debtwatch.analysis.bubble.declared import MEAN_LAG
from debtwatch.analysis.bubble.explosive.bootstrap import CONTROL_MONTHS
from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PATHS, WINDOW, DAYS = 3_000, 27, 21


@cache
def days(lag: int) -> Floats:
    """Return daily random walks as path, month and day, as many months as are monitored."""
    steps = np.random.default_rng(1960).normal(size=(PATHS, (WINDOW + lag + CONTROL_MONTHS) * DAYS))
    return np.cumsum(steps, axis=-1).reshape(PATHS, -1, DAYS)


def flagged(months: Floats, lag: int) -> float:
    """Return the share of paths a nominal 5 % test flags within the months monitored."""
    walks = np.cumsum(np.random.default_rng(5).normal(size=months.shape), axis=-1)
    critical = np.quantile(bsadf(walks, WINDOW, lag).max(axis=-1), 0.95)
    return float((bsadf(months, WINDOW, lag).max(axis=-1) > critical).mean())


def test_changes_of_monthly_means_follow_one_another_with_a_correlation_of_a_quarter() -> None:
    change = np.diff(days(0).mean(axis=-1), axis=-1)

    assert (change[:, 1:] * change[:, :-1]).mean() / (change**2).mean() == pytest.approx(0.25, abs=0.01)


def test_without_a_lag_means_of_a_random_walk_are_flagged_more_than_twice_as_often_as_they_should() -> None:
    assert flagged(days(0).mean(axis=-1), 0) > 0.10


def test_with_one_lag_they_are_flagged_as_often_as_they_should() -> None:
    assert flagged(days(MEAN_LAG).mean(axis=-1), MEAN_LAG) == pytest.approx(0.05, abs=0.015)


def test_month_ends_need_no_lag() -> None:
    assert flagged(days(0)[..., -1], 0) == pytest.approx(0.05, abs=0.015)
