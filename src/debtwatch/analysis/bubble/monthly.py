"""Monthly values of every series a gauge rests on: shipped means, and means of own prints after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS
from debtwatch.analysis.market.vintages import of
from debtwatch.domain.series import Cadence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.domain.series import Series


def months_late(series: Series | None) -> int:
    """Return how many months after its own a shipped mean is known: none for daily prints, one for slower ones.

    The last week of a month, and a month's own figure, are published in the next. Of a daily mean the last print
    or two may be missing on the first day after it.
    """
    return 0 if series is None or series.cadence is Cadence.DAILY else 1


def published_means(monthly: pl.DataFrame, series: Mapping[str, Series], as_of: date) -> pl.DataFrame:
    """Return the shipped means that had been published by a day."""
    slow = [id_ for id_, each in series.items() if months_late(each)]
    after = pl.when(pl.col("series").is_in(slow)).then(pl.lit("2mo")).otherwise(pl.lit("1mo"))
    return monthly.filter(pl.col("month").dt.offset_by(after) <= as_of)


def monthly_panel(known: pl.DataFrame, monthly: pl.DataFrame, ids: tuple[str, ...], as_of: date) -> pl.DataFrame:
    """Return series, month and value of the months that had ended by a day, sorted.

    A shipped mean stands before the mean of own prints, so that history does not depend on how much
    of it was fetched. `known` and `monthly` are sorted by series.
    """
    ended = pl.col("month").dt.offset_by("1mo") <= as_of
    shipped = of(monthly, ids).select("series", "month", "value")
    own = (
        of(known, ids)
        .group_by("series", month=pl.col("observed_on").dt.truncate("1mo"))
        .agg(pl.col("value").mean())
        .join(shipped, on=["series", "month"], how="anti")
    )
    return pl.concat([shipped, own.select("series", "month", "value")]).filter(ended).sort("series", "month")


def declared_only(panel: pl.DataFrame) -> pl.DataFrame:
    """Leave out what a basket did before the month it is declared from."""
    first = {basket.series: basket.first for basket in BASKETS}
    since = pl.col("series").replace_strict(first, default=None, return_dtype=pl.Date)
    return panel.filter(since.is_null() | (pl.col("month") >= since))
