"""One line of values for every row of the spreads pane, each on one basis only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.domain.series import Cadence, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.domain.series import Series

SLOPE = "2S10S"
TEN_YEAR, TWO_YEAR = "UST_10Y", "UST_2Y"
MONTHLY_MEAN = "monthly mean"
_RELATIVE = ("NASDAQCOM", "SP500", "SOFRINDEX")
_HIDDEN_GROUPS = frozenset({"", "context"})


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the pane is called and how its changes are read."""

    id: str
    label: str
    group: str
    unit: str
    basis: str
    """`daily`, `weekly`, `monthly` or `quarterly`."""
    relative: bool
    """Whether changes are of the level in bp (an index of prices), not differences."""


def lines(series: Mapping[str, Series]) -> tuple[Line, ...]:
    """Return the rows of the pane in the order of the series file, the slope after the Treasury points."""
    own = [
        Line(s.id, s.label, s.group, s.unit.value, s.cadence.value, s.unit is Unit.USD or s.id in _RELATIVE)
        for s in series.values()
        if s.group not in _HIDDEN_GROUPS
    ]
    slope = Line(SLOPE, "10-year less 2-year", "treasury", Unit.PERCENT.value, Cadence.DAILY.value, relative=False)
    treasuries = [place for place, line in enumerate(own, start=1) if line.group == slope.group]
    at = treasuries[-1] if treasuries else 0
    return (*own[:at], slope, *own[at:])


def with_slope(known: pl.DataFrame) -> pl.DataFrame:
    """Append the ten-year less two-year par yield of every day that has both."""
    columns = ["observed_on", "value", "recorded", "final_vintage"]
    ten = known.filter(pl.col("series") == TEN_YEAR).select(columns)
    two = known.filter(pl.col("series") == TWO_YEAR).select("observed_on", two="value")
    slope = ten.join(two, on="observed_on", maintain_order="left").select(
        pl.lit(SLOPE).alias("series"), "observed_on", pl.col("value") - pl.col("two"), "recorded", "final_vintage"
    )
    return pl.concat([known.with_columns(pl.col("series").cast(pl.String)), slope])


def monthly_means(monthly: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the shipped monthly means of the months that had ended by a day, as observations."""
    ended = pl.col("month").dt.offset_by("1mo") <= as_of
    return monthly.filter(ended).select(
        "series",
        observed_on="month",
        value="value",
        recorded=pl.lit(value=True),
        final_vintage=pl.lit(value=True),
    )


def on_one_basis(known: pl.DataFrame, means: pl.DataFrame) -> pl.DataFrame:
    """Keep, for each series, its own prints or the shipped monthly means: whichever reach further.

    Both have series, observed_on, value, recorded, final_vintage; the result adds `mean`. A day is
    never set against a month.
    """
    prints = known.group_by("series").agg(pl.col("observed_on").max().alias("_printed"))
    meant = means.group_by("series").agg(pl.col("observed_on").max().alias("_meant"))
    reach = prints.join(meant, on="series", how="full", coalesce=True)
    # A month's mean stands for the whole month: it wins only over prints from before that month.
    further = reach.filter(pl.col("_printed").is_null() | (pl.col("_printed") < pl.col("_meant")))
    mean_only = pl.col("series").is_in(further["series"].to_list())
    return pl.concat(
        [
            known.filter(~mean_only).with_columns(mean=pl.lit(value=False)),
            means.filter(mean_only).with_columns(mean=pl.lit(value=True)),
        ]
    )
