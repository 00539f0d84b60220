"""BADF, BSADF, SADF and GSADF by running sums.

Phillips, Shi and Yu (International Economic Review, 2015): in every window the regression
Δy_t = a + b·y_(t-1) + Σ φ_i·Δy_(t-i) + e_t, and ADF = b/se(b). A window is counted in regression rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def least_window(length: int) -> int:
    """Return the shortest window for so many levels: ⌊T·(0.01 + 1.8/√T)⌋, the published rule."""
    return floor(length * (0.01 + 1.8 / sqrt(length)))


@dataclass(frozen=True, slots=True, eq=False)
class Explosiveness:
    """The statistics of one series, or of many of the same length; the last axis is time."""

    badf: Floats
    """ADF from the first row to each end."""
    bsadf: Floats
    """The largest ADF over all starts, at each end."""

    @property
    def adf(self) -> Floats:
        """Of the whole series."""
        last: Floats = self.badf[..., -1]
        return last

    @property
    def sadf(self) -> Floats:
        """The largest BADF."""
        largest: Floats = np.max(self.badf, axis=-1)
        return largest

    @property
    def gsadf(self) -> Floats:
        """The largest BSADF."""
        largest: Floats = np.max(self.bsadf, axis=-1)
        return largest


def explosiveness(levels: Floats, window: int, lag: int = 0) -> Explosiveness:
    """Return the statistics at every end from the first `window` regression rows on.

    `levels` has time on its last axis and any axes before it; the results have
    `levels.shape[-1] - window - lag` ends. ValueError where no window fits, or a window has too few
    rows for its coefficients. A window without variation has no statistic: minus infinity, which never warns.
    """
    rows = levels.shape[-1] - 1 - lag
    if not lag + 2 < window <= rows:
        raise ValueError(f"a window of {window} rows does not fit {levels.shape[-1]} levels with lag {lag}")
    one_end = _simple if lag == 0 else _lagged
    ends = rows - window + 1
    badf = np.empty((*levels.shape[:-1], ends))
    bsadf = np.empty_like(badf)
    for place in range(ends):
        found = one_end(levels[..., : window + lag + 1 + place], window, lag)
        badf[..., place] = found[..., -1]
        bsadf[..., place] = found.max(axis=-1)
    return Explosiveness(badf, bsadf)


def bsadf(levels: Floats, window: int, lag: int = 0) -> Floats:
    """Return the largest ADF over all starts, at each end; shapes and errors as of `explosiveness`."""
    return explosiveness(levels, window, lag).bsadf


def _sums(values: Floats, window: int) -> Floats:
    """Return sums over the last `window` values, the last `window` + 1, … all of them.

    Summed backwards from the end, so that nothing before a window is added and taken away again.
    """
    running: Floats = np.cumsum(values[..., ::-1], axis=-1)[..., window - 1 :]
    return running


def _simple(levels: Floats, window: int, _lag: int) -> Floats:
    """Return the ADF of every start, shortest window first, by the closed form of one regressor."""
    level = levels[..., :-1] - levels[..., -1:]
    step = np.diff(levels, axis=-1)
    rows = np.arange(window, level.shape[-1] + 1)
    sum_level, sum_step = _sums(level, window), _sums(step, window)
    var_level = _sums(level * level, window) - sum_level * sum_level / rows
    var_step = _sums(step * step, window) - sum_step * sum_step / rows
    joint = _sums(level * step, window) - sum_level * sum_step / rows
    return _ratio(joint, var_level, var_step, rows - 2)


def _lagged(levels: Floats, window: int, lag: int) -> Floats:
    """Return the same with lagged differences, after taking their share out of level and step."""
    step = np.diff(levels, axis=-1)
    level = (levels[..., :-1] - levels[..., -1:])[..., lag:]
    own = step[..., lag:]
    past = [step[..., lag - back : -back] for back in range(1, lag + 1)]
    rows = np.arange(window, own.shape[-1] + 1)
    columns = [level, own, *past]
    sums = [_sums(column, window) for column in columns]
    size = len(columns)
    moments = np.empty((*rows.shape, size, size)) if levels.ndim == 1 else np.empty((*sums[0].shape, size, size))
    for left in range(size):
        for right in range(left, size):
            about = _sums(columns[left] * columns[right], window) - sums[left] * sums[right] / rows
            moments[..., left, right] = moments[..., right, left] = about
    among, across = moments[..., 2:, 2:], moments[..., 2:, :2]
    left_over = moments[..., :2, :2] - np.swapaxes(across, -1, -2) @ _solved(among, across)
    return _ratio(left_over[..., 0, 1], left_over[..., 0, 0], left_over[..., 1, 1], rows - lag - 2)


def _solved(among: Floats, across: Floats) -> Floats:
    """Solve the normal equations; a window whose lags do not vary takes their share as none."""
    still = np.linalg.det(among) == 0
    whole = np.where(still[..., None, None], np.eye(among.shape[-1]), among)
    return np.linalg.solve(whole, np.where(still[..., None, None], 0.0, across))


def _ratio(joint: Floats, var_level: Floats, var_step: Floats, freedom: NDArray[np.int64]) -> Floats:
    """Return b/se(b) from centred moments; minus infinity where there is nothing to divide by."""
    rest = var_step * var_level - joint * joint
    sound = (var_level > 0) & (rest > 0)
    return np.where(sound, joint * np.sqrt(freedom / np.where(sound, rest, 1.0)), -np.inf)
