"""How long the explosiveness test takes, beside the published package on the same series in the same run."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.clock import best
from debtwatch.analysis.bubble.explosive.bootstrap import CONTROL_MONTHS, critical_values
from debtwatch.analysis.bubble.explosive.statistics import bsadf, least_window

LENGTHS = (100, 600, 1_500, 3_000)
PATHS = 999
BOOTSTRAP_MONTHS = 200


def statistic_times() -> Iterator[tuple[str, float, str, float | None]]:
    """Yield subject, milliseconds, peer and its milliseconds: every window of a random walk."""
    peer = importlib.util.find_spec("exuber") is not None
    for length in LENGTHS:
        levels = np.cumsum(np.random.default_rng(length).normal(size=length))
        window = least_window(length)
        own = best(lambda levels=levels, window=window: bsadf(levels, window), times=3)  # type: ignore[misc]
        theirs = best(lambda levels=levels, window=window: peer_bsadf(levels, window), times=3) if peer else None  # type: ignore[misc]
        yield f"BSADF of {length:,} months", own, "pyexuber" if peer else "pyexuber: not available", theirs


def bootstrap_times() -> Iterator[tuple[str, float, str, float | None]]:
    """Yield the same of 999 wild-bootstrap paths over 24 monitored months."""
    peer = importlib.util.find_spec("exuber") is not None
    levels = np.cumsum(np.random.default_rng(1).normal(size=BOOTSTRAP_MONTHS))
    window = least_window(BOOTSTRAP_MONTHS)
    own = best(lambda: critical_values(levels, window, paths=PATHS, seed=1), times=3)
    theirs = best(lambda: peer_bootstrap(levels, window), times=2) if peer else None
    yield (
        f"{PATHS} bootstrap paths, {BOOTSTRAP_MONTHS} months",
        own,
        "pyexuber" if peer else "pyexuber: not available",
        theirs,
    )


def peer_bsadf(levels: Any, window: int) -> object:
    """Compute the same with the package."""
    import exuber

    package: Any = exuber
    return package.radf(levels, minw=window, lag=0)


def peer_bootstrap(levels: Any, window: int) -> object:
    """Bootstrap with the package, over as many levels."""
    import exuber

    package: Any = exuber
    return package.radf_wb_ps_cv(levels, minw=window, nboot=PATHS, tb=window + CONTROL_MONTHS, seed=1)
