"""Monthly values of every series a gauge rests on: shipped means, and means of own prints after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS

if TYPE_CHECKING:
    from datetime import date


def monthly_panel(known: pl.DataFrame, monthly: pl.DataFrame, ids: tuple[str, ...], as_of: date) -> pl.DataFrame:
    """Return series, month and value of the months that had ended by a day, sorted.

    A shipped mean stands before the mean of own prints, so that history does not depend on how much
    of it was fetched.
    """
    ended = pl.col("month").dt.offset_by("1mo") <= as_of
    shipped = monthly.filter(pl.col("series").is_in(ids)).select("series", "month", "value")
    own = (
        known.filter(pl.col("series").is_in(ids))
        .group_by(pl.col("series").cast(pl.String), month=pl.col("observed_on").dt.truncate("1mo"))
        .agg(pl.col("value").mean())
        .join(shipped, on=["series", "month"], how="anti")
    )
    return pl.concat([shipped, own.select("series", "month", "value")]).filter(ended).sort("series", "month")


def declared_only(panel: pl.DataFrame) -> pl.DataFrame:
    """Leave out what a basket did before the month it is declared from."""
    first = {basket.series: basket.first for basket in BASKETS}
    since = pl.col("series").replace_strict(first, default=None, return_dtype=pl.Date)
    return panel.filter(since.is_null() | (pl.col("month") >= since))
