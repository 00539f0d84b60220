from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from debtwatch.analysis.bubble.explosive.statistics import bsadf, explosiveness, least_window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARED = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[5] / "shared"))
VALIDATION = SHARED / "data" / "validation"
needs_validation = pytest.mark.skipif(not VALIDATION.is_dir(), reason="the published validation data is not here")

PUBLISHED = {  # the R package exuber's own documentation: ADF, SADF, GSADF at window 19, lag 0
    "psy1": (-2.460998, 1.945769, 5.190472),
    "psy2": (-2.857952, 7.879690, 7.879690),
    "evans": (-5.830154, 5.283373, 5.985050),
    "div": (-1.949656, 1.113449, 1.335424),
    "blan": (-5.145737, 3.930013, 10.951188),
}


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


@needs_validation
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_examples_come_out_to_their_last_digit(name: str) -> None:
    levels = pl.read_csv(VALIDATION / "sim_data.csv")[name].to_numpy()

    found = explosiveness(levels, 19)

    assert (found.adf, found.sadf, found.gsadf) == pytest.approx(PUBLISHED[name], abs=1.1e-6)


@needs_validation
@pytest.mark.parametrize("lag", [0, 1])
def test_every_golden_value_comes_out(lag: int) -> None:
    rows = pl.read_csv(VALIDATION / f"small_lag{lag}_input.csv")
    golden = pl.read_csv(VALIDATION / f"small_lag{lag}_output.csv")["value"].to_numpy()
    levels = np.append(rows["x_lag"].to_numpy(), rows["x_lev"][-1])
    if lag:
        levels = np.insert(levels, 0, levels[0] - rows["dx_embed1"][0])

    found = explosiveness(levels, 19, lag)

    ours = np.concatenate([found.badf, [found.adf, found.sadf, found.gsadf], found.bsadf])
    assert ours.size == golden.size
    np.testing.assert_allclose(ours, golden, rtol=0, atol=1e-11)


@needs_validation
def test_a_century_of_the_stock_market_has_its_published_supremum() -> None:
    shiller = pl.read_csv(VALIDATION / "shiller.csv").head(1680)
    ratio = (shiller["Real Price"] / shiller["Real Dividend"]).to_numpy()

    found = explosiveness(ratio, 90)

    assert float(found.sadf) == pytest.approx(3.4619, abs=5e-5)
    assert float(found.gsadf) == pytest.approx(4.1593, abs=5e-5)
    assert shiller["Date"][90 + int(found.bsadf.argmax())] == "1998-04-01"


@pytest.mark.parametrize(
    ("length", "window", "quantiles"),
    [(60, 14, (1.584, 1.912, 2.613)), (100, 19, (1.710, 1.974, 2.571)), (200, 27, (1.875, 2.114, 2.611))],
)
def test_random_walks_exceed_the_published_critical_values_as_often_as_published(
    length: int, window: int, quantiles: tuple[float, ...]
) -> None:
    paths = np.cumsum(np.random.default_rng(7).normal(size=(1_500, length)), axis=-1)

    largest = explosiveness(paths, window).gsadf

    exceeded = [float((largest > value).mean()) for value in quantiles]
    assert exceeded == pytest.approx([0.10, 0.05, 0.01], abs=0.02)


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
