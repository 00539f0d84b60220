from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from debtwatch.analysis.bubble.lppls.fit import fit, measure, passing
from debtwatch.analysis.bubble.lppls.subject import LONGEST, WINDOWS, Closes, closes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SEED = 20_150_814
LAST = date(2026, 8, 20)


def log_periodic(ahead: float, m: float, w: float, *, slope: float = -0.15, noise: float = 0.003) -> Floats:
    """Return a path of the model with damping 1.25, under noise of 0.3 % a day."""
    distance = ahead + np.arange(LONGEST - 1, -1, -1.0)
    swing = abs(slope) * m / (1.25 * w)
    calm = 5 + distance**m * (slope + swing * np.cos(w * np.log(distance) + 1.0))
    path: Floats = calm + np.random.default_rng(SEED).normal(0, noise, LONGEST)
    return path


def walks(paths: int, days: int = 200) -> Floats:
    """Return geometric random walks, 0.08 % a day and 2 %: no bubble in any."""
    steps = np.random.default_rng(SEED).normal(0.0008 - 0.0002, 0.02, (paths, days))
    walked: Floats = steps.cumsum(axis=-1)
    return walked


@pytest.mark.parametrize(("ahead", "m", "w"), [(15, 0.5, 9), (25, 0.3, 12), (40, 0.7, 13), (10, 0.6, 8)])
def test_a_log_periodic_rise_passes_and_its_critical_time_is_found(ahead: float, m: float, w: float) -> None:
    path = log_periodic(ahead, m, w)[None]
    found = fit(path)
    days = np.arange(LONGEST - 1, -1, -1.0)

    assert found.passing.all()
    assert left(path, found.ahead[0] + days, found.m[0], found.w[0]) <= left(path, ahead + days, m, w)
    assert found.ahead[0] == pytest.approx(ahead, abs=4)
    assert found.m[0] == pytest.approx(m, abs=0.1)
    assert found.w[0] == pytest.approx(w, abs=0.8)
    assert found.damping[0] == pytest.approx(1.25, abs=0.25)
    assert found.oscillations[0] == pytest.approx(w / (2 * np.pi) * np.log((ahead + 119) / ahead), abs=0.2)
    assert found.b[0] < 0


def test_its_windows_are_confident_and_those_of_its_mirror_are_not() -> None:
    rise = log_periodic(10, 0.6, 8)

    counts = passing(np.stack([rise, -rise]))

    assert counts[0] >= 0.4 * len(WINDOWS)
    assert counts[1] == 0


def test_the_best_fit_leaves_no_more_than_the_best_of_a_grid_twelve_times_as_fine() -> None:
    paths = walks(6, 60)
    found = fit(paths)
    days = np.arange(59, -1, -1.0)
    finest = np.full(6, np.inf)
    for ahead, m, w in product(np.geomspace(1, 29.5, 24), np.linspace(0.01, 1, 12), np.linspace(2, 15, 80)):
        finest = np.minimum(finest, left(paths, ahead + days, m, w))

    best = [
        left(path[None], ahead + days, m, w)[0]
        for path, ahead, m, w in zip(paths, found.ahead, found.m, found.w, strict=True)
    ]

    assert (np.array(best) < 1.01 * finest).all()


def left(paths: Floats, distance: Floats, m: float, w: float) -> Floats:
    """Return what plain least squares leaves of each path, squared."""
    power, turn = distance**m, w * np.log(distance)
    columns = np.column_stack([np.ones_like(power), power, power * np.cos(turn), power * np.sin(turn)])
    rest = paths.T - columns @ np.linalg.lstsq(columns, paths.T, rcond=None)[0]
    squared: Floats = (rest * rest).sum(axis=0)
    return squared


def test_of_random_walks_six_in_a_hundred_have_a_window_that_passes_and_two_reach_amber() -> None:
    """Measured on 2,000: 5.8 %, 2.0 % and 0.1 % from half on; another search found 5 %, 3 % and none.

    Two standard errors of 200 paths are 3.3 and 2.1 points.
    """
    share = passing(walks(200)) / len(WINDOWS)

    assert (share > 0).mean() == pytest.approx(0.058, abs=0.033)
    assert (share >= 0.2).mean() == pytest.approx(0.02, abs=0.02)
    assert (share >= 0.5).mean() <= 0.01


def test_the_same_closes_are_measured_alike_whatever_their_unit() -> None:
    closes = closes_of("x", days(120), np.exp(log_periodic(10, 0.6, 8)).tolist())
    assert isinstance(closes, Closes)
    other = closes_of("x", days(120), [1000 * value for value in closes.values])
    assert isinstance(other, Closes)

    assert measure(closes).passing == measure(other).passing
    assert closes.key != other.key


def days(count: int) -> list[date]:
    return [LAST - timedelta(days=back) for back in range(count - 1, -1, -1)]


def spoilt(place: int, value: float | None) -> list[float | None]:
    values: list[float | None] = [100.0 + each for each in range(130)]
    values[place] = value
    return values


@pytest.mark.parametrize(
    ("on", "values", "why"),
    [
        (days(119), [100.0 + each for each in range(119)], "119 daily closes, 120 are the least"),
        (days(130), spoilt(-3, None), "2026-08-18 is None, not a positive number"),
        (days(130), spoilt(-3, float("nan")), "2026-08-18 is nan, not a positive number"),
        (days(130), spoilt(-3, float("inf")), "2026-08-18 is inf, not a positive number"),
        (days(130), spoilt(-3, 0.0), "2026-08-18 is 0.0, not a positive number"),
        (days(130), spoilt(-3, -4.0), "2026-08-18 is -4.0, not a positive number"),
        (days(130), [100.0] * 130, "it has not moved in 30 days"),
        ([*days(140)[:100], *days(140)[110:]], spoilt(-1, 99.0), "no close between 2026-07-11 and 2026-07-22"),
    ],
)
def test_what_cannot_be_fitted_says_why(on: list[date], values: list[float | None], why: str) -> None:
    assert closes_of("x", on, values) == why


def test_what_lies_before_the_newest_120_closes_is_not_read() -> None:
    assert isinstance(closes_of("x", days(130), spoilt(3, None)), Closes)


@pytest.mark.parametrize("paths", [np.zeros((1, 119)), np.full((1, 120), np.nan)])
def test_paths_that_were_not_refused_before_are_refused_here(paths: Floats) -> None:
    with pytest.raises(ValueError, match="finite logarithms"):
        passing(paths)
