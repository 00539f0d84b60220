"""A move of the market applied to quotes: the tenor factor stays, premia are the caller's to hold."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.interpolation import interpolate
from debtwatch.analysis.market.quotes import DEFAULT_NOTCH
from debtwatch.analysis.market.ratios import peak_ratios
from debtwatch.analysis.market.results import AAA_NOTCH

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.results import Market, Shock

AAA = "BAMLC0A1CAAA"
"""No figure of it ships: its peak comes from what the user has stored."""
_ANCHORS = {AAA: AAA_NOTCH, "BAMLC0A0CM": 7, "BAMLC0A4CBBB": 9, "BAMLH0A0HYM2": 14}
"""The notch each index with an era stands for: AAA, IG A-, BBB BBB, HY B+."""
_LEAST_DAYS = 15
"""A monthly mean of fewer prints is none."""


def stored_means(observations: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the AAA index by month as the shipped baselines hold the others: series, month, value.

    `observations` are the stored vintages. Of each day the newest counts, of each month at least fifteen days.
    """
    own = observations.filter((pl.col("series") == AAA) & (pl.col("observed_on") <= as_of))
    days = own.drop_nulls("value").sort("seen_at").group_by("observed_on").agg(pl.col("value").last())
    return (
        days.group_by(month=pl.col("observed_on").dt.truncate("1mo"))
        .agg(pl.col("value").mean(), pl.len().alias("days"))
        .filter(pl.col("days") >= _LEAST_DAYS)
        .select(pl.lit(AAA).alias("series"), "month", "value")
        .sort("month")
    )


def era_peaks(monthly: pl.DataFrame, first: date, last: date) -> tuple[tuple[int, float], ...]:
    """Return (notch, highest monthly mean in percent) of each index over an era, best rating first.

    `monthly` has series, month, value. An index whose months do not reach over the whole era has no peak.
    """
    era = monthly.filter(pl.col("series").is_in(list(_ANCHORS)) & pl.col("month").is_between(first, last))
    months = pl.date_range(first, last, "1mo", eager=True).len()
    highs = dict(
        era.group_by("series").agg(pl.when(pl.len() >= months).then(pl.col("value").max())).drop_nulls().rows()
    )
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


def _widened(spread_pct: pl.Expr, shock: Shock) -> pl.Expr:
    """Add a shock's basis points; a tightening takes no spread below nothing, nor a negative one further down."""
    moved = spread_pct + shock.spread_bp / 100
    return moved if shock.spread_bp >= 0 else pl.max_horizontal(moved, pl.min_horizontal(spread_pct, 0.0))


def shocked(quoted: pl.DataFrame, shock: Shock, today: Market) -> pl.DataFrame:
    """Move par_pct, index_pct and hqm_pct of quotes of today; `quoted` as `quote` returns it.

    The ratio of peak to present is interpolated in logarithms between the peaks' notches, flat
    outside. Peaks need a present, today's index or the shock's own; without one only the curve, the
    plain factor and the added basis points move. Ratings are the caller's to move.
    """
    ratios = peak_ratios(shock, today)
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
        par_pct=pl.col("par_pct") + curve_move_pct(pl.col("tenor_years"), shock),
        index_pct=_widened(pl.col("index_pct") * ln_ratio.exp(), shock),
        hqm_pct=_widened(pl.col("hqm_pct") * ln_ratio.exp(), shock),
    ).drop("_ln_ratio", strict=False)
