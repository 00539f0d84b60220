"""The spreads part of a snapshot and its frame's columns: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    import polars as pl

SPREAD_COLUMNS = (
    Column("series", "str", "The series; a computed row names its parts."),
    Column("label", "str", "What the screens call it."),
    Column("group", "str", "Where the pane lists it."),
    Column("unit", "str", "percent, index, usd or usd_bn."),
    Column("last", "f64", "Newest value, in its unit."),
    Column("observed_on", "date", "The day of that value."),
    Column(
        "d1_bp",
        "f64",
        "Change on the previous observation: bp of a rate, hundredths of an index point, bp of a price level.",
    ),
    Column("w1_bp", "f64", "Change over a week."),
    Column("m1_bp", "f64", "Change over a month."),
    Column("m3_bp", "f64", "Change over three months."),
    Column("ytd_bp", "f64", "Change since the last observation of last year."),
    Column("z", "f64", "One-month change over the standard deviation of such changes, 252 observations."),
    Column("pct_full", "f64", "Percentile in its whole history."),
    Column("pct_2007", "f64", "Percentile in 2003-07 to 2007-06."),
    Column("pct_2017", "f64", "Percentile in 2016-01 to 2018-01."),
    Column("spark", "list[f64]", "A year of values, about 52, oldest first."),
    Column("state", "str", "Its freshness."),
    Column("recorded", "bool", "Whether the newest value shipped with the program."),
    Column("basis", "str", "`daily`, `weekly`, `monthly`, `quarterly` or `monthly mean`; never mixed within a row."),
)
"""One row a series with anything known, `Spreads.table`."""


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """What moved."""

    table: pl.DataFrame
    """`SPREAD_COLUMNS`, in the order of the series file."""
