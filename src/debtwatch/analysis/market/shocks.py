"""A move of the market applied to quotes: the tenor factor stays, premia are the caller's to hold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.interpolation import interpolate

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.results import IndexSpread, Market, Shock

_ANCHORS = {"BAMLC0A0CM": 7, "BAMLC0A4CBBB": 9, "BAMLH0A0HYM2": 14}
"""The notch each index with a published era stands for: IG A-, BBB BBB, HY B+."""


def era_peaks(monthly: pl.DataFrame, first: date, last: date) -> tuple[tuple[int, float], ...]:
    """Return (notch, highest monthly mean in percent) of each index over an era; what a shock is made of.

    `monthly` is the shipped baseline: series, month, value.
    """
    era = monthly.filter(pl.col("series").is_in(list(_ANCHORS)) & pl.col("month").is_between(first, last))
    highs = dict(era.group_by("series").agg(pl.col("value").max()).rows())
    return tuple((notch, highs[series]) for series, notch in _ANCHORS.items() if series in highs)


def _present(oas: tuple[IndexSpread, ...], notch: float) -> float | None:
    """Return ln of today's index spread at a notch, linear between the buckets around it."""
    below = [point for point in oas if point.notch <= notch]
    above = [point for point in oas if point.notch >= notch]
    if not below or not above:
        return None
    low, high = below[-1], above[0]
    if low.notch == high.notch:
        return math.log(low.oas_pct)
    share = (notch - low.notch) / (high.notch - low.notch)
    return math.log(low.oas_pct) + share * (math.log(high.oas_pct) - math.log(low.oas_pct))


def shocked(quoted: pl.DataFrame, shock: Shock, today: Market) -> pl.DataFrame:
    """Move par_pct, index_pct and hqm_pct of quotes of today; `quoted` as `quote` returns it.

    The ratio of peak to present is interpolated in logarithms between the peaks' notches, flat
    outside. Peaks need today's index; without it only the curve and the plain factor move.
    """
    ratios = [
        (float(notch), math.log(peak) - present)
        for notch, peak in shock.peaks
        if (present := _present(today.oas, notch)) is not None
    ]
    ln_ratio = pl.lit(math.log(shock.spread_factor))
    frame = quoted
    if ratios:
        points = pl.DataFrame(
            {"on": [0] * len(ratios), "notch": [n for n, _ in ratios], "ln_ratio": [r for _, r in ratios]}
        )
        queries = quoted.select(on=pl.lit(0, dtype=pl.Int64), notch="notch")
        frame = quoted.with_columns(_ln_ratio=interpolate(queries, points, at="notch", value="ln_ratio"))
        ln_ratio = pl.col("_ln_ratio").fill_null(0.0)
    return frame.with_columns(
        par_pct=pl.col("par_pct") + shock.par_bp / 100,
        index_pct=pl.col("index_pct") * ln_ratio.exp(),
        hqm_pct=pl.col("hqm_pct") * ln_ratio.exp(),
    ).drop("_ln_ratio", strict=False)
