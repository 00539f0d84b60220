"""The log-periodic power law, fitted to shrinking windows; loads numpy.

E[ln p] = A + B·d^m + C1·d^m·cos(w·ln d) + C2·d^m·sin(w·ln d) with d = tc - t, t in observations (Filimonov and
Sornette, Physica A 2013). A, B, C1 and C2 are linear: for given tc, m and w the fit is a projection on four known
columns, the same for every price. So the search is over three numbers only: every point of a grid at once, then
Marquardt's steps from the best. Nothing is drawn: there is no seed to choose, and equal prices fit alike.

The box searched is the one a fit must lie in: one that ends on its edge wants to leave it, and does not count.
"""

from __future__ import annotations

from itertools import product
from math import log, pi
from sys import float_info
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from debtwatch.analysis.bubble.lppls.subject import LONGEST, WINDOWS, Confidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from debtwatch.analysis.bubble.lppls.subject import Closes

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

LEAST_OSCILLATIONS = 2.5
LEAST_DAMPING = 0.5
_AHEAD = (1.0, 252.0)
"""Observations from the last one to tc: at least one, at most a year of trading and half the window."""
_M = (0.01, 1.0)
"""At nothing the power is a constant, which A holds already: the edge is short of it."""
_W = (2.0, 15.0)
_POINTS = (10, 5, 40)
"""Of the grid, over tc, m and w: on random walks a grid twelve times as fine leaves no 1 % less."""
_ROUNDS = 30
_CAUTION, _EASE = 0.01, 5.0
"""Marquardt's damping at first, and how it falls after a step that helps and rises after one that does not."""
_EDGE = 1e-6
"""Of the box's width: nearer is on the edge, whatever rounding says."""


class Fits(NamedTuple):
    """The best fit to each of many paths over one window; every array has one value a path."""

    ahead: Floats
    """tc, in observations after the last one."""
    m: Floats
    w: Floats
    b: Floats
    """B: below nothing where the price rises towards tc."""
    oscillations: Floats
    """(w/2π)·ln((tc - t1)/(tc - t2)): how many the window holds."""
    damping: Floats
    """m·|B|/(w·|C|), |C| = √(C1² + C2²)."""
    inside: Bools
    """Whether tc, m and w lie in the box and not on its edge."""

    @property
    def passing(self) -> Bools:
        """Whether each is a positive bubble by the published filters."""
        found: Bools = (
            self.inside & (self.oscillations > LEAST_OSCILLATIONS) & (self.damping > LEAST_DAMPING) & (self.b < 0)
        )
        return found


def measure(closes: Closes) -> Confidence:
    """Return how many of all the windows pass; half a second of work."""
    return Confidence(closes.key, int(passing(np.log([closes.values]))[0]), len(WINDOWS))


def passing(paths: Floats) -> NDArray[np.int64]:
    """Return of each path how many of all the windows that end with it pass.

    `paths` are logarithms of prices, (paths, observations); the newest 120 are read. ValueError where there are
    fewer, or one is no finite number.
    """
    if paths.shape[-1] < LONGEST or not np.isfinite(paths).all():
        raise ValueError(f"expected {LONGEST} finite logarithms a path, found {paths.shape}")
    found: NDArray[np.int64] = np.sum([fit(paths[:, -window:]).passing for window in WINDOWS], axis=0, dtype=np.int64)
    return found


def fit(paths: Floats) -> Fits:
    """Return the best fit to each path, (paths, observations), over all of its observations."""
    length = paths.shape[-1]
    low, high = np.array([(log(_AHEAD[0]), log(min(_AHEAD[1], (length - 1) / 2))), _M, _W]).T
    # A takes the mean of what is fitted and of every column: out of both, it is out of the regression.
    prices = paths - paths.mean(axis=-1, keepdims=True)
    grid = np.array(list(product(*(np.linspace(*each) for each in zip(low, high, _POINTS, strict=True)))))
    caught = np.linalg.qr(_centred(_columns(grid, length)))[0].mT @ prices.T
    place = grid[(caught * caught).sum(axis=1).argmax(axis=0)]
    caution, now = np.full(len(paths), _CAUTION), _solved(place, prices)
    for _ in range(_ROUNDS):
        tried = np.clip(place + _step(place, now, caution), low, high)
        then = _solved(tried, prices)
        better = then.squares < now.squares
        place[better] = tried[better]
        for old, new in zip(now, then, strict=True):
            old[better] = new[better]
        caution = np.where(better, caution / _EASE, caution * _EASE)
    edge = _EDGE * (high - low)
    return _described(place, now.linear, length, ((place > low + edge) & (place < high - edge)).all(axis=-1))


class _Solved(NamedTuple):
    """What least squares makes of each path at its tc, m and w."""

    linear: Floats
    """B, C1, C2: (paths, 3)."""
    base: Floats
    """An orthonormal base of the columns: (paths, observations, 3)."""
    rest: Floats
    """What is left: (paths, observations)."""

    @property
    def squares(self) -> Floats:
        """The sum of its squares, of each path."""
        found: Floats = (self.rest * self.rest).sum(axis=-1)
        return found


def _columns(places: Floats, length: int) -> Floats:
    """Return what B, C1 and C2 multiply: (…, length, 3) of (ln(tc - t2), m, w); the power is one at the start."""
    distance = _distance(places, length)
    m, w = places[..., 1, None], places[..., 2, None]
    power = np.exp(m * (distance - distance[..., :1]))
    columns: Floats = np.stack([power, power * np.cos(w * distance), power * np.sin(w * distance)], axis=-1)
    return columns


def _distance(places: Floats, length: int) -> Floats:
    """Return ln(tc - t) of every observation: (…, length)."""
    found: Floats = np.log(np.exp(places[..., :1]) + np.arange(length - 1, -1, -1.0))
    return found


def _centred(columns: Floats) -> Floats:
    """Return columns without their means over the observations."""
    found: Floats = columns - columns.mean(axis=-2, keepdims=True)
    return found


def _solved(place: Floats, prices: Floats) -> _Solved:
    """Return the least squares of each path at its own place."""
    base, mixed = np.linalg.qr(_centred(_columns(place, prices.shape[-1])))
    caught = base.mT @ prices[..., None]
    return _Solved(np.linalg.solve(mixed, caught)[..., 0], base, prices - (base @ caught)[..., 0])


def _step(place: Floats, now: _Solved, caution: Floats) -> Floats:
    """Return the step to a better place: Marquardt's, by the slopes of the fit outside its own columns (Kaufman 1975)."""
    distance, columns = _distance(place, now.rest.shape[-1]), _columns(place, now.rest.shape[-1])
    ahead, m, w = (place[:, each, None] for each in range(3))
    level = (columns @ now.linear[..., None])[..., 0]
    turn = columns[..., 1] * now.linear[:, 2, None] - columns[..., 2] * now.linear[:, 1, None]
    nearer = np.exp(ahead - distance) * (m * level + w * turn)
    slopes = _centred(np.stack([nearer, (distance - distance[:, :1]) * level, distance * turn], axis=-1))
    free = slopes - now.base @ (now.base.mT @ slopes)
    normal = free.mT @ free
    held = normal.diagonal(axis1=-2, axis2=-1) * caution[:, None] + float_info.min
    step = np.linalg.solve(normal + np.eye(3) * held[..., None], free.mT @ now.rest[..., None])
    return step[..., 0].astype(np.float64)


def _described(place: Floats, linear: Floats, length: int, inside: Bools) -> Fits:
    """Return the fits at the places found."""
    ahead, m, w = place.T
    span = np.log(np.exp(ahead) + length - 1)
    b, c = linear[:, 0], np.hypot(linear[:, 1], linear[:, 2])
    return Fits(
        ahead=np.exp(ahead),
        m=m,
        w=w,
        b=b / np.exp(m * span),
        oscillations=w / (2 * pi) * (span - ahead),
        damping=np.divide(m * np.abs(b), w * c, out=np.full_like(c, np.inf), where=c > 0),
        inside=inside,
    )
