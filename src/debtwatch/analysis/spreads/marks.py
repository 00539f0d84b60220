"""What a tranche was worth on the days somebody said so: yield, life and rating at each mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.price import accrued, with_yield
from debtwatch.analysis.bonds.schedule import SEMIANNUAL, with_coupon_position
from debtwatch.analysis.market.quotes import par_yields
from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.profiles import BULLET, life_at, readings
from debtwatch.analysis.refinancing.ratings import with_ratings
from debtwatch.analysis.spreads.quoted import with_spreads
from debtwatch.domain.deal import Instrument
from debtwatch.domain.terms import CouponType

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.snapshot.results import BookFrames

_KEPT = ("tranche_id", "marked_on", "price", "yield_pct", "spread_bp", "source_url", "confidence", "second_hand")
_DOLLAR = "USD"


def _marked_debt(book: BookFrames, marks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the fixed dollar debt with a mark, one row a mark."""
    debt, _ = debt_at(book.tranches, as_of)
    straight = (
        (pl.col("coupon_type") == CouponType.FIXED.value)
        & (pl.col("instrument") != Instrument.CONVERTIBLE.value)
        & (pl.col("currency") == _DOLLAR)
    )
    read = readings(debt.filter(straight).join(marks, on="tranche_id", how="semi")).filter("main")
    return read.drop("source_url", "confidence", "second_hand").join(marks, on="tranche_id", maintain_order="left")


def _priced_by_coupons(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `priced_pct`, the yield at the price: of a bullet by its coupon dates, else to its average life."""
    bullet = pl.col("profile") == BULLET
    placed = with_coupon_position(rows, settle="marked_on", maturity="matures_on").with_columns(
        _dirty=pl.when(bullet)
        .then(pl.col("price") + accrued(pl.col("coupon_pct"), pl.col("to_next")))
        .otherwise("price"),
        periods=pl.when(bullet).then("periods").otherwise(pl.col("life_years") * SEMIANNUAL),
        to_next=pl.when(bullet).then("to_next").otherwise(1.0),
        _payment=pl.col("coupon_pct") / SEMIANNUAL,
        _redemption=pl.lit(100.0),
    )
    solved = with_yield(placed, dirty="_dirty", payment="_payment", redemption="_redemption", into="priced_pct")
    return solved.drop("_dirty", "_payment", "_redemption", "periods", "to_next")


def _rated_on_each_day(rows: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """Add `notch`, the rating in force on the day of each mark."""
    parts = [
        with_ratings(rows.filter(pl.col("marked_on") == day), ratings, day) for day in rows["marked_on"].unique().sort()
    ]
    return pl.concat(parts) if parts else rows.with_columns(notch=pl.lit(None, dtype=pl.Int64))


def marks_at(book: BookFrames, marks: pl.DataFrame, market: MarketHistory, as_of: date) -> pl.DataFrame:
    """Return one row a mark known on a day, by tranche and day: its yield, what that was read from, life and rating.

    Of fixed dollar debt only. A yield is as stated, else at the price, else the par yield at the life
    plus the spread. Columns: tranche_id, deal, tranche, marked_on, yield_pct, read_from, life_years,
    notch (null without a rating), g_spread_bp, i_spread_bp, z_spread_bp, source_url, confidence, second_hand.
    """
    known = marks.select(_KEPT).filter(pl.col("marked_on") <= as_of).rename({"yield_pct": "stated_pct"})
    rows = _marked_debt(book, known, as_of).with_columns(life_years=life_at(pl.col("marked_on")))
    rated = _rated_on_each_day(_priced_by_coupons(rows.filter(pl.col("life_years") > 0)), book.ratings)
    par = par_yields(rated.select(on="marked_on", tenor_years="life_years"), market)
    read = rated.with_columns(_spread_pct=par + pl.col("spread_bp") / 100)
    whole = read.with_columns(yield_pct=pl.coalesce("stated_pct", "priced_pct", "_spread_pct"))
    return (
        with_spreads(whole, market)
        .select(
            "tranche_id",
            "deal",
            "tranche",
            "marked_on",
            "yield_pct",
            pl.when(pl.col("stated_pct").is_not_null())
            .then(pl.lit("yield"))
            .when(pl.col("priced_pct").is_not_null())
            .then(pl.lit("price"))
            .otherwise(pl.lit("spread"))
            .alias("read_from"),
            "life_years",
            "notch",
            "g_spread_bp",
            "i_spread_bp",
            "z_spread_bp",
            "source_url",
            "confidence",
            "second_hand",
        )
        .sort("tranche_id", "marked_on")
    )
