"""What moved a bond between two marks: rates, the index, its rating, time, and the issuer itself.

    change in yield  = benchmark + index at the old rating + rating migration + roll-down + issuer
    change in spread = the same without the first

The benchmark is the par yield at the life of each day, so what rolls down the Treasury curve is in it;
roll-down is what the spread loses as the life shortens. Without a second mark there is no issuer figure.
A floater has the second form only. Where default swaps on who owes it settled near both marks, the issuer
figure is split once more: what the obligor's protection cost beyond the index, and the bond's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.frames import without_rows
from debtwatch.analysis.market.quotes import quote
from debtwatch.analysis.spreads.marks import marks_at
from debtwatch.analysis.spreads.obligors import with_obligor_part
from debtwatch.analysis.spreads.results import ATTRIBUTION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.given import BookFrames
    from debtwatch.analysis.market.quotes import MarketHistory

ONE_MARK = "one mark: modelled, no issuer figure"
NO_RATING = "no rating on both days: no index to take out"
NO_INDEX = "no index spread in reach on both days"
NO_CURVE = "no Treasury curve in reach on both days"
ATTRIBUTED = "attributed"
_READINGS: Mapping[str, tuple[str, str, str]] = {
    "then": ("from_on", "_life_then", "_notch_then"),
    "index": ("to_on", "_life_then", "_notch_then"),
    "rated": ("to_on", "_life_then", "_notch"),
    "now": ("to_on", "_life", "_notch"),
}
"""What the index is read at: day, life and rating; each differs from the one before in one of them."""


def _pairs(marks: pl.DataFrame) -> pl.DataFrame:
    """Set each mark beside the one before it of the same tranche."""

    def before(column: str) -> pl.Expr:
        return pl.col(column).shift(1).over("tranche_id")

    return marks.with_columns(
        from_on=before("marked_on"),
        to_on=pl.col("marked_on"),
        from_text=before("marked_on_text"),
        to_text=pl.col("marked_on_text"),
        from_pct=before("yield_pct"),
        to_pct=pl.col("yield_pct"),
        from_spread_bp=before("spread_pct") * 100,
        to_spread_bp=pl.col("spread_pct") * 100,
        from_read=before("read_from"),
        to_read=pl.col("read_from"),
        _life_then=before("life_years"),
        _life=pl.col("life_years"),
        _notch_then=before("notch"),
        _notch=pl.col("notch"),
        from_source=before("source_url"),
    ).with_columns(latest=pl.int_range(pl.len()).over("tranche_id") == pl.len().over("tranche_id") - 1)


def _quoted(pairs: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Add par and index at each of the four readings, in percent."""
    asked = [
        pairs.select(on=on, tenor_years=life, notch=pl.col(notch).cast(pl.Float64))
        for on, life, notch in _READINGS.values()
    ]
    found = quote(pl.concat(asked), market)
    height = pairs.height
    parts = [
        found.slice(place * height, height).select(pl.col("par_pct", "index_pct").name.suffix(f"_{name}"))
        for place, name in enumerate(_READINGS)
    ]
    return pl.concat([pairs, *parts], how="horizontal")


def _bp(after: str, before: str) -> pl.Expr:
    return (pl.col(after) - pl.col(before)) * 100


def attributed(marks: pl.DataFrame, market: MarketHistory, swaps: pl.DataFrame) -> pl.DataFrame:
    """Return `ATTRIBUTION_COLUMNS` of marks as `marks_at` returns them: one row a mark after the first, and each lone mark.

    `swaps` are the settlements as `swap_prints` returns them.
    """
    pairs = _pairs(marks)
    alone = pl.len().over("tranche_id") == 1
    rows = _quoted(pairs.filter(pl.col("from_on").is_not_null() | alone), market).with_columns(
        yield_bp=_bp("to_pct", "from_pct"),
        spread_bp=pl.col("to_spread_bp") - pl.col("from_spread_bp"),
        index_bp=_bp("index_pct_index", "index_pct_then"),
        migration_bp=_bp("index_pct_rated", "index_pct_index"),
        roll_down_bp=_bp("index_pct_now", "index_pct_rated"),
    )
    rows = rows.with_columns(benchmark_bp=pl.col("yield_bp") - pl.col("spread_bp"))
    modelled = pl.sum_horizontal("index_bp", "migration_bp", "roll_down_bp", ignore_nulls=False)
    status = (
        pl.when(pl.col("from_on").is_null())
        .then(pl.lit(ONE_MARK))
        .when(pl.col("spread_bp").is_null())
        .then(pl.lit(NO_CURVE))
        .when(pl.col("_notch").is_null() | pl.col("_notch_then").is_null())
        .then(pl.lit(NO_RATING))
        .when(modelled.is_null())
        .then(pl.lit(NO_INDEX))
        .otherwise(pl.lit(ATTRIBUTED))
    )
    parts = rows.with_columns(issuer_bp=pl.col("spread_bp") - modelled, status=status)
    return (
        with_obligor_part(parts, swaps, market)
        .select(names(ATTRIBUTION_COLUMNS))
        .sort("to_on", "tranche_id", descending=[True, False])
    )


def attribution(book: BookFrames, market: MarketHistory, as_of: date, swaps: pl.DataFrame) -> pl.DataFrame:
    """Return `ATTRIBUTION_COLUMNS` of a book on a day; empty where its frames hold no marks."""
    marks = getattr(book, "marks", None)
    if marks is None or marks.is_empty():
        return without_rows(ATTRIBUTION_COLUMNS)
    return attributed(marks_at(book, marks, market, as_of), market, swaps)
