"""A move of the market applied to quotes: the tenor factor stays, premia are the caller's to hold."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.interpolation import interpolate
from debtwatch.analysis.market.quotes import DEFAULT_NOTCH

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


def newest_means(monthly: pl.DataFrame, as_of: date, *, reach_months: int = 6) -> tuple[tuple[int, float], ...]:
    """Return (notch, newest monthly mean in percent) of each index, of months that ended by a day and are in reach."""
    ended = monthly.filter(
        pl.col("series").is_in(list(_ANCHORS))
        & (pl.col("month").dt.month_end() <= as_of)
        & (pl.col("month").dt.offset_by(f"{reach_months}mo") >= as_of)
    )
    newest = dict(ended.sort("month").group_by("series").agg(pl.col("value").last()).rows())
    return tuple((notch, newest[series]) for series, notch in _ANCHORS.items() if series in newest)


def downgraded(notch: pl.Expr, notches: int) -> pl.Expr:
    """Return the notch after a downgrade, never below the last one above default."""
    return (notch + notches).clip(upper_bound=DEFAULT_NOTCH - 1)


def curve_move_pct(tenor: pl.Expr, shock: Shock) -> pl.Expr:
    """Return what a shock adds to the Treasury yield at a tenor, in percent."""
    moved = pl.lit(shock.par_bp / 100)
    if not shock.tenor_bp:
        return moved
    points = sorted(shock.tenor_bp)
    by_tenor = pl.lit(points[-1][1])
    for (x0, y0), (x1, y1) in reversed(list(pairwise(points))):
        by_tenor = pl.when(tenor <= x1).then(y0 + (y1 - y0) * (tenor - x0) / (x1 - x0)).otherwise(by_tenor)
    return moved + pl.when(tenor <= points[0][0]).then(points[0][1]).otherwise(by_tenor) / 100


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


def _ratios(shock: Shock, today: Market) -> list[tuple[float, float]]:
    """Return (notch, ln of peak over present) of each peak that has a present."""
    stored = dict(shock.present) if not today.oas else {}
    found = []
    for notch, peak in shock.peaks:
        if notch in stored:
            found.append((float(notch), math.log(peak / stored[notch])))
        elif (present := _present(today.oas, notch)) is not None:
            found.append((float(notch), math.log(peak) - present))
    return found


def moves_spreads(shock: Shock, today: Market) -> bool:
    """Return whether the peaks a shock names have a present to be set against."""
    return not shock.peaks or bool(_ratios(shock, today))


def shocked(quoted: pl.DataFrame, shock: Shock, today: Market) -> pl.DataFrame:
    """Move par_pct, index_pct and hqm_pct of quotes of today; `quoted` as `quote` returns it.

    The ratio of peak to present is interpolated in logarithms between the peaks' notches, flat
    outside. Peaks need a present, today's index or the shock's own; without one only the curve, the
    plain factor and the added basis points move. Ratings are the caller's to move.
    """
    ratios = _ratios(shock, today)
    ln_ratio = pl.lit(math.log(shock.spread_factor))
    frame = quoted
    if ratios:
        points = pl.DataFrame(
            {"on": [0] * len(ratios), "notch": [n for n, _ in ratios], "ln_ratio": [r for _, r in ratios]}
        )
        queries = quoted.select(on=pl.lit(0, dtype=pl.Int64), notch="notch")
        frame = quoted.with_columns(_ln_ratio=interpolate(queries, points, at="notch", value="ln_ratio"))
        ln_ratio = pl.col("_ln_ratio").fill_null(0.0)
    added = shock.spread_bp / 100
    return frame.with_columns(
        par_pct=pl.col("par_pct") + curve_move_pct(pl.col("tenor_years"), shock),
        index_pct=pl.col("index_pct") * ln_ratio.exp() + added,
        hqm_pct=pl.col("hqm_pct") * ln_ratio.exp() + added,
    ).drop("_ln_ratio", strict=False)
