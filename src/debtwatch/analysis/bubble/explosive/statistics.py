"""BADF, BSADF, SADF and GSADF by running sums.

Phillips, Shi and Yu (International Economic Review, 2015): in every window the regression
Δy_t = a + b·y_(t-1) + Σ φ_i·Δy_(t-i) + e_t, and ADF = b/se(b). A window is counted in regression rows.

Ends are taken in blocks no longer than a window, so that the block's first end lies in every window of the
block. It is the origin: a window's sums are those back from it plus those forward from it. Nothing is added
and taken away again, and what is summed is measured from a value the window holds: no digit is lost however
far from zero a series is, or however large it was before.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import floor, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Moments = dict[tuple[int, int], Floats]

_LEVEL, _STEP = 0, 1
_BLOCK = 8_192
"""Windows a block holds, about: what a core keeps in its own cache."""


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
    `levels.shape[-1] - window - lag` ends. ValueError where no window fits, a window has too few
    rows for its coefficients, or a level is no finite number. A window without variation has no
    statistic: minus infinity, which never warns.
    """
    length, rows = levels.shape[-1], levels.shape[-1] - 1 - lag
    if not lag + 2 < window <= rows:
        raise ValueError(f"a window of {window} rows does not fit {length} levels with lag {lag}")
    if not np.isfinite(levels).all():
        raise ValueError("a level is no finite number")
    paths = np.ascontiguousarray(levels.reshape(-1, length).T, dtype=np.float64)
    columns = _columns(paths, lag)
    badf = np.empty((rows - window + 1, paths.shape[1]))
    bsadf = np.empty_like(badf)
    end = window - 1
    while end < rows:
        count = min(window, rows - end, _ends_at_once(end - window + 1, paths.shape[1]))
        squares = _block(columns, end, count, window)
        place = slice(end - window + 1, end - window + 1 + count)
        badf[place] = squares[:, 0]
        bsadf[place] = squares.max(axis=1)
        end += count
    shape = (*levels.shape[:-1], rows - window + 1)
    return Explosiveness(_rooted(badf).T.reshape(shape), _rooted(bsadf).T.reshape(shape))


def bsadf(levels: Floats, window: int, lag: int = 0) -> Floats:
    """Return the largest ADF over all starts, at each end; shapes and errors as of `explosiveness`."""
    return explosiveness(levels, window, lag).bsadf


def _ends_at_once(before: int, paths: int) -> int:
    """Return how many ends fill a block, where the first has so many starts and one: n·(before + n) windows a path."""
    return max(1, floor((sqrt(before * before + 4 * _BLOCK / paths) - before) / 2))


def _columns(paths: Floats, lag: int) -> list[Floats]:
    """Return level, step and the lagged steps of each regression row; time is the first axis."""
    step = np.diff(paths, axis=0)
    return [paths[lag:-1], step[lag:], *(step[lag - back : -back] for back in range(1, lag + 1))]


def _block(columns: list[Floats], end: int, count: int, window: int) -> Floats:
    """Return ADF² with ADF's sign, by end, start and path, of the windows that end in a block of rows.

    The first end is `end`. A start too late for its end holds minus infinity, as does a window without variation.
    """
    starts = end + count - window + 1
    rows = (np.arange(end + 1, end + count + 1)[:, None] - np.arange(starts))[..., None].astype(np.float64)
    moments = _moments([column[: end + count] - column[end] for column in columns], starts, end, rows)
    for lagged in range(len(columns) - 1, _STEP, -1):
        _take_out(moments, lagged)
    joint = moments[_LEVEL, _STEP]
    rest = moments[_LEVEL, _LEVEL] * moments[_STEP, _STEP]
    rest -= joint * joint
    squares: Floats = np.abs(joint)
    squares *= joint
    squares *= rows - len(columns)
    unsound = rest <= 0
    rest[unsound] = 1.0
    squares /= rest
    squares[unsound] = -np.inf
    squares[np.broadcast_to(rows < window, squares.shape)] = -np.inf
    return squares


def _moments(columns: list[Floats], starts: int, end: int, rows: Floats) -> Moments:
    """Return rows times the centred moment of every pair of columns, by end, start and path."""
    sums = [_window_sums(column, starts, end) for column in columns]
    moments = {}
    for one, other in combinations_with_replacement(range(len(columns)), 2):
        about = _window_sums(columns[one] * columns[other], starts, end)
        about *= rows
        about -= sums[one] * sums[other]
        moments[one, other] = about
    return moments


def _window_sums(values: Floats, starts: int, end: int) -> Floats:
    """Return the sum of each window: from its start to the block's first end, and on to its own."""
    back = np.cumsum(values[end::-1], axis=0)[::-1][:starts]
    forward = np.zeros((values.shape[0] - end, values.shape[1]))
    np.cumsum(values[end + 1 :], axis=0, out=forward[1:])
    found: Floats = back + forward[:, None]
    return found


def _take_out(moments: Moments, lagged: int) -> None:
    """Take a lagged step's share out of the columns before it; one that does not vary has none."""
    own = moments[lagged, lagged]
    share = np.divide(1.0, own, out=np.zeros_like(own), where=own > 0)
    for one, other in combinations_with_replacement(range(lagged), 2):
        moments[one, other] -= moments[one, lagged] * moments[other, lagged] * share


def _rooted(squares: Floats) -> Floats:
    """Return the ADF from its square with its sign."""
    return np.copysign(np.sqrt(np.abs(squares)), squares)
