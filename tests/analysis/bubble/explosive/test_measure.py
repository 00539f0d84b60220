from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.bubble.explosive.bootstrap import critical_values
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.measure import measure
from debtwatch.analysis.bubble.explosive.results import Direction
from debtwatch.analysis.bubble.explosive.statistics import bsadf
from debtwatch.analysis.bubble.explosive.subject import Subject, refusal


def months(count: int) -> tuple[date, ...]:
    return tuple(date(2012 + place // 12, place % 12 + 1, 1) for place in range(count))


def ratios(count: int, growth: float = 0.0) -> tuple[float, ...]:
    """A quiet walk whose last fifteen months grow, each faster than the last."""
    steps = np.random.default_rng(3).normal(0, 0.03, count)
    steps[-15:] += growth * 1.12 ** np.arange(15)
    return tuple(np.exp(np.cumsum(steps)).tolist())


def subject(growth: float = 0.0, count: int = 90) -> Subject:
    return Subject("made-up", months(count), ratios(count, growth), paths=999)


def test_a_boom_faster_than_exponential_runs_and_says_which_way() -> None:
    found = measure(subject(0.08))

    assert found.statistic > found.critical_95
    assert found.running >= 3
    assert found.direction is Direction.BOOM


def test_a_collapse_is_told_from_a_boom() -> None:
    found = measure(subject(-0.08))

    assert found.running >= 3
    assert found.direction is Direction.COLLAPSE


def test_a_quiet_walk_does_not_run() -> None:
    found = measure(subject())

    assert found.running == 0
    assert found.direction is None


def test_the_same_subject_has_the_same_result_and_another_seed_another_key() -> None:
    assert measure(subject()) == measure(subject())
    assert subject().key == subject().key
    assert len({subject().key, replace(subject(), seed=1).key, replace(subject(), lag=1).key, subject(0.01).key}) == 4


def test_drift_of_the_series_does_not_move_its_critical_value() -> None:
    levels = np.log(np.array(ratios(120)))

    flat = critical_values(levels, 20, paths=999, seed=1)
    drifting = critical_values(levels + 0.05 * np.arange(120), 20, paths=999, seed=1)

    assert drifting == pytest.approx(flat, rel=1e-9)


@pytest.mark.parametrize("lag", [0, 1])
def test_a_random_walk_is_flagged_in_one_window_of_twenty(lag: int) -> None:
    window, draw = 27, np.random.default_rng(11)
    paths = np.cumsum(draw.normal(size=(1_000, window + lag + 24)), axis=-1)
    _, critical, _ = critical_values(np.cumsum(draw.normal(size=200)), window, lag, paths=4_000, seed=2)

    flagged = (bsadf(paths, window, lag).max(axis=-1) > critical).mean()

    assert flagged == pytest.approx(0.05, abs=0.025)


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        (lambda values: values[:30], "36 are the least"),
        (lambda values: (1.0,) * len(values), "never moves"),
        (lambda values: (*values[:20], values[20] * 50, *values[21:]), "another unit, or a wrong print"),
        (lambda values: (*values[:40], *(each * 100 for each in values[40:])), "another unit, or a wrong print"),
        (lambda values: (*values[:20], float("nan"), *values[21:]), "not a positive number"),
        (lambda values: (*values[:20], None, *values[21:]), "not a positive number"),
        (lambda values: (*values[:20], -1.0, *values[21:]), "not a positive number"),
    ],
)
def test_what_cannot_be_believed_is_refused_with_its_reason(spoiled: object, why: str) -> None:
    values = spoiled(ratios(60))  # type: ignore[operator]

    assert why in (refusal(months(len(values)), values) or "")


def test_a_missing_month_is_refused() -> None:
    own = months(61)

    assert refusal((*own[:20], *own[21:]), ratios(60)) == "a gap before 2013-10"
    assert refusal(own[:60], ratios(60)) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40), st.floats(-5, 5), st.integers(1, 4))
def test_episodes_never_overlap_and_hold_only_months_above(values: list[float], critical: float, least: int) -> None:
    own = months(len(values))

    found = episodes(own, values, values, critical, least=least)

    for episode in found:
        inside = [value for month, value in zip(own, values, strict=True) if episode.first <= month <= episode.last]
        assert len(inside) == episode.months >= least
        assert all(value > critical for value in inside)
        assert episode.first <= episode.peak <= episode.last
    assert all(one.last < after.first for one, after in pairwise(found))


def test_naming_a_subject_and_its_result_loads_no_numpy() -> None:
    code = (
        "import sys, debtwatch.analysis.bubble.explosive.subject, debtwatch.analysis.bubble.explosive.results;"
        "sys.exit('numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
