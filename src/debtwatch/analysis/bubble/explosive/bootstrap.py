"""Critical values by composite wild bootstrap, which holds under changing volatility.

Phillips and Shi (Handbook of Statistics 42, 2020). The null is a random walk without drift: a path is the
running sum of w·e_j with w ~ N(0, 1) and residual j drawn anew for every month and path. The quantile is
of the largest BSADF over 24 monitored months, so that 5 % is family-wise for two years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from debtwatch.analysis.bubble.explosive.statistics import bsadf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CONTROL_MONTHS = 24
LEVELS = (0.90, 0.95, 0.99)
_BATCH = 101
"""Paths at a time: what fits a core's own cache. It moves no result."""


def critical_values(
    levels: Floats,
    window: int,
    lag: int = 0,
    *,
    paths: int,
    seed: int,
) -> tuple[float, ...]:
    """Return the 90, 95 and 99 % critical values for monitoring one series.

    `levels` is one series, as it is tested; the same seed gives the same values. ValueError where the series is shorter than its window.
    """
    pool, pull = _null(levels, lag)
    walks = _paths(pool, pull, np.random.default_rng(seed), (paths, window + lag + CONTROL_MONTHS))
    largest = np.empty(paths)
    for start in range(0, paths, _BATCH):
        end = min(start + _BATCH, paths)
        largest[start:end] = bsadf(walks[start:end], window, lag).max(axis=-1)
    return tuple(float(value) for value in np.quantile(largest, LEVELS))


def _null(levels: Floats, lag: int) -> tuple[Floats, Floats]:
    """Return the residuals of Δy on its own lags and a mean, and the lags' coefficients."""
    step = np.diff(levels)
    own = step[lag:]
    regressors = np.column_stack(
        [np.ones(own.size), *(step[lag - back : step.size - back] for back in range(1, lag + 1))]
    )
    coefficients = np.linalg.lstsq(regressors, own, rcond=None)[0].astype(np.float64)
    residuals: Floats = own - regressors @ coefficients
    pull: Floats = coefficients[1:]
    return residuals, pull


def _paths(pool: Floats, pull: Floats, draw: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Return paths of levels, the first of each 0."""
    count, length = shape
    steps = draw.standard_normal((count, length - 1)) * draw.choice(pool, (count, length - 1))
    for place in range(1, length - 1 if pull.size else 0):
        back = min(place, pull.size)
        steps[:, place] += steps[:, place - back : place][:, ::-1] @ pull[:back]
    walks = np.zeros(shape)
    np.cumsum(steps, axis=-1, out=walks[:, 1:])
    return walks
