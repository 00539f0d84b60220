from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from debtwatch.analysis.bubble.explosive.statistics import bsadf, explosiveness, least_window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def walk(length: int, kind: str = "walk") -> Floats:
    """A random walk; the same exploding by 4 % a month in its middle fifth, for ten years at most; collapsing after."""
    draw = np.random.default_rng(length)
    steps = draw.normal(size=length)
    if kind == "walk":
        return np.cumsum(steps)
    levels = np.empty(length)
    levels[0] = 100.0
    start = 2 * length // 5
    end = min(3 * length // 5, start + 120)
    for place in range(1, length):
        grown = 1.04 if start <= place < end else 1.0
        levels[place] = levels[place - 1] * grown + steps[place]
        if kind == "collapse" and place == end:
            levels[place] = 100.0
    return levels


def by_least_squares(levels: Floats, window: int, lag: int) -> Floats:
    """BSADF with one regression a window, solved by a library: slow and plain."""
    step = np.diff(levels)
    own, level = step[lag:], levels[lag:-1]
    past = [step[lag - back : step.size - back] for back in range(1, lag + 1)]
    design = np.column_stack([np.ones(own.size), level, *past])
    found = []
    for end in range(window, own.size + 1):
        ratios = []
        for start in range(end - window + 1):
            rows, told = design[start:end] - [0.0, level[start:end].mean(), *[0.0] * lag], own[start:end]
            inverse = np.linalg.inv(rows.T @ rows)
            coefficients = inverse @ rows.T @ told
            rest = told - rows @ coefficients
            error = np.sqrt(rest @ rest / (end - start - lag - 2) * inverse[1, 1])
            ratios.append(coefficients[1] / error)
        found.append(max(ratios))
    return np.array(found)


@pytest.mark.parametrize("kind", ["walk", "boom", "collapse"])
@pytest.mark.parametrize(("length", "lag"), [(40, 0), (90, 0), (60, 1), (60, 3)])
def test_the_statistics_equal_one_regression_a_window(kind: str, length: int, lag: int) -> None:
    levels = walk(length, kind)
    window = least_window(length)

    np.testing.assert_allclose(bsadf(levels, window, lag), by_least_squares(levels, window, lag), rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("kind", ["walk", "boom", "collapse"])
@pytest.mark.parametrize(("length", "lag"), [(60, 0), (200, 0), (547, 0), (60, 1), (200, 2), (200, 4)])
def test_the_statistics_equal_those_of_a_published_package(kind: str, length: int, lag: int) -> None:
    exuber: Any = pytest.importorskip("exuber", reason="pyexuber, the oracle, is not installed")
    levels, window = walk(length, kind), least_window(length)

    ours, theirs = explosiveness(levels, window, lag), exuber.radf(levels, minw=window, lag=lag)

    np.testing.assert_allclose(ours.badf, np.ravel(theirs.badf), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.bsadf, np.ravel(theirs.bsadf), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("length", "lag"), [(1_500, 0), (1_500, 1)])
def test_long_series_do_too(length: int, lag: int) -> None:
    exuber: Any = pytest.importorskip("exuber", reason="pyexuber, the oracle, is not installed")
    levels, window = walk(length), least_window(length)

    theirs = np.ravel(exuber.radf(levels, minw=window, lag=lag).bsadf)

    np.testing.assert_allclose(bsadf(levels, window, lag), theirs, rtol=1e-9, atol=1e-9)


def test_many_series_at_once_are_each_their_own() -> None:
    paths = np.stack([walk(80), walk(80, "boom"), walk(80, "collapse")])

    together = explosiveness(paths, 16, 1)

    for place, levels in enumerate(paths):
        np.testing.assert_allclose(together.bsadf[place], bsadf(levels, 16, 1), rtol=1e-12)


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_a_series_far_from_zero_loses_no_digit(lag: int) -> None:
    levels = np.round(walk(300, "boom") * 256) / 256  # exact in binary, with and without what is added

    np.testing.assert_allclose(bsadf(levels + 2.0**30, 34, lag), bsadf(levels, 34, lag), rtol=1e-12)


def test_a_boom_of_any_size_leaves_the_quiet_after_it_exact() -> None:
    levels = walk(160)
    levels[:60] += 1e7 * np.exp(-np.arange(60.0))

    np.testing.assert_allclose(bsadf(levels, 24)[-40:], by_least_squares(levels, 24, 0)[-40:], rtol=1e-7, atol=1e-7)


def test_a_series_that_never_moves_never_warns() -> None:
    assert np.all(np.isneginf(bsadf(np.full(60, 5.0), 14)))
    assert np.all(np.isneginf(bsadf(np.full(60, 5.0), 14, 1)))


@pytest.mark.parametrize("spoiled", [float("nan"), float("inf")])
def test_a_level_that_is_no_number_is_refused(spoiled: float) -> None:
    levels = walk(60)
    levels[30] = spoiled

    with pytest.raises(ValueError, match="no finite number"):
        bsadf(levels, 14)


@pytest.mark.parametrize(("length", "window", "lag"), [(10, 10, 0), (40, 2, 0), (40, 3, 1)])
def test_a_window_that_does_not_fit_is_refused(length: int, window: int, lag: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        bsadf(walk(length), window, lag)


def test_the_least_window_follows_the_published_rule() -> None:
    assert [least_window(length) for length in (60, 100, 200, 400, 600)] == [14, 19, 27, 40, 50]
