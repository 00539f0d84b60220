"""The spreads part of a snapshot and its frame's columns: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    import polars as pl

    from debtwatch.analysis.later import Later

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
    Column("median_2007", "f64", "Median of 2003-07 to 2007-06, in its unit and on its basis."),
    Column("median_2017", "f64", "Median of 2016-01 to 2018-01, in its unit and on its basis."),
    Column("spark", "list[f64]", "A year of values, about 52, oldest first."),
    Column("state", "str", "Its freshness."),
    Column("recorded", "bool", "Whether the newest value shipped with the program."),
    Column("basis", "str", "`daily`, `weekly`, `monthly`, `quarterly` or `monthly mean`; never mixed within a row."),
)
"""One row a series with anything known, `Spreads.table`."""

ATTRIBUTION_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("deal", "str", "The deal's name."),
    Column("tranche", "str", "The tranche's name."),
    Column("from_on", "date", "Day of the mark before; null where there is one mark only."),
    Column("to_on", "date", "Day of the mark."),
    Column("from_text", "str", "That day as its source tells it: a month where the day is not known or disputed."),
    Column("to_text", "str", "The mark's day as its source tells it."),
    Column("from_pct", "f64", "Yield at the mark before, percent a year; null of a floater."),
    Column("to_pct", "f64", "Yield at the mark."),
    Column("from_spread_bp", "f64", "Over Treasury par at its life at the mark before; of a floater over its base."),
    Column("to_spread_bp", "f64", "The same at the mark."),
    Column("from_read", "str", "What the mark before was read from: yield, price or spread, or the same at issue."),
    Column("to_read", "str", "What this one was read from."),
    Column("yield_bp", "f64", "Change in yield: benchmark + index + migration + roll-down + issuer."),
    Column("spread_bp", "f64", "Change in spread: the same without the benchmark."),
    Column("benchmark_bp", "f64", "Change of the Treasury par yield at its life."),
    Column("index_bp", "f64", "Change of the index spread at the old rating and life."),
    Column("migration_bp", "f64", "What the change of rating adds, by the index of the second day."),
    Column("roll_down_bp", "f64", "What the shorter life takes off the spread."),
    Column("issuer_bp", "f64", "The rest: the issuer's own; null where any other part is unknown."),
    Column("cds_party", "str", "Whose default swap the issuer figure is read beside, where one settled."),
    Column("cds_relation", "str", "Whether that company owes the tranche or backs it as its sponsor."),
    Column("cds_from_on", "date", "The settlement nearest before the mark before."),
    Column("cds_to_on", "date", "The settlement nearest before the mark."),
    Column("cds_bp", "f64", "Change of its five-year swap between the two."),
    Column(
        "obligor_bp", "f64", "Of the issuer figure: the swap's change beyond the five-year index of the bond's ratings."
    ),
    Column("own_bp", "f64", "The rest of the issuer figure: the bond's own."),
    Column("g_spread_bp", "f64", "Yield at the mark over Treasury par at its life."),
    Column("i_spread_bp", "f64", "Over the swap rate of that life, where you import a swap curve."),
    Column("z_spread_bp", "f64", "Over zeros stripped from par yields linear in years; needs a price."),
    Column("status", "str", "Attributed, or what is missing."),
    Column("latest", "bool", "Whether this is the tranche's newest mark."),
    Column("from_source", "str", "Where the mark before was read."),
    Column("source_url", "str", "Where the mark was read."),
    Column("confidence", "str", "Of the mark: high, medium or low."),
    Column("second_hand", "bool", "The source's page itself has not been opened."),
)
"""One row a pair of marks in a row, newest first, `Spreads.attribution`; a lone mark has one without parts."""

MOVER_COLUMNS = (
    Column("series", "str", "The series."),
    Column("label", "str", "What the screens call it."),
    Column("group", "str", "Where the pane lists it."),
    Column("unit", "str", "percent, index, usd or usd_bn."),
    Column("since_on", "date", "The last print the reader may have seen."),
    Column("observed_on", "date", "The newest print."),
    Column("since", "f64", "Its value then."),
    Column("last", "f64", "Its value now."),
    Column("moved_bp", "f64", "The change: bp of a rate, bp of a price's level, hundredths of an index point."),
    Column("relative", "bool", "Whether the change is of the level of a price."),
    Column("prints", "i64", "Prints since."),
    Column("unusual", "f64", "The change over what so many prints usually move."),
)
"""One row a series that printed since the reader last looked, most unusual first, `Spreads.movers`."""

CURVE_COLUMNS = (
    Column("tenor_years", "f64", "Maturity, years; null of the level and the slopes."),
    Column("series", "str", "The series."),
    Column("label", "str", "What the screens call it."),
    Column("last", "f64", "Par yield, percent a year; of a slope the difference of two."),
    Column("observed_on", "date", "Its day."),
    Column("d1_bp", "f64", "Change on the previous observation, bp."),
    Column("w1_bp", "f64", "Change over a week."),
    Column("m1_bp", "f64", "Change over a month."),
    Column("m3_bp", "f64", "Change over three months."),
    Column("ytd_bp", "f64", "Change since the last observation of last year."),
)
"""Level and slopes of the Treasury curve, then one row a tenor, `Spreads.curve`."""

OBLIGOR_COLUMNS = (
    Column("series", "str", "The series of its price."),
    Column("obligor", "str", "Whose default is insured."),
    Column("observed_on", "date", "Day it settled."),
    Column("price", "f64", "Settlement price per 100: the feed's own figure, 100 less the upfront."),
    Column("spread_bp", "f64", "Five-year par spread from that price, ISDA's model: flat hazard, 40 % recovery."),
    Column("moved_bp", "f64", "Change on the settlement before, bp."),
    Column("previous_on", "date", "Day of that one."),
    Column("month_bp", "f64", "Change over a month, bp."),
    Column("owed_tranches", "i64", "Tranches in the book it owes itself."),
    Column("owed_usd_m", "f64", "What they commit, $m."),
    Column("backed_tranches", "i64", "Tranches of others whose demand it is."),
    Column("backed_usd_m", "f64", "What they commit, $m."),
)
"""One row an obligor with a swap that settled, widest first, `Spreads.obligors`; empty until switched on."""


class Quoted(NamedTuple):
    """What prices of bonds and of protection say."""

    attribution: pl.DataFrame
    """`ATTRIBUTION_COLUMNS`."""
    obligors: pl.DataFrame
    """`OBLIGOR_COLUMNS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """What moved."""

    table: pl.DataFrame
    """`SPREAD_COLUMNS`, in the order of the series file."""
    curve: pl.DataFrame | None = None
    """`CURVE_COLUMNS`."""
    movers: pl.DataFrame | None = None
    """`MOVER_COLUMNS`; None on a first visit."""
    quoted: Later[Quoted] | None = None
    """What somebody's prices say: computed when it is first looked at, for no warning rests on it."""

    @property
    def attribution(self) -> pl.DataFrame | None:
        """`ATTRIBUTION_COLUMNS`."""
        return None if self.quoted is None else self.quoted().attribution

    @property
    def obligors(self) -> pl.DataFrame | None:
        """`OBLIGOR_COLUMNS`."""
        return None if self.quoted is None else self.quoted().obligors
