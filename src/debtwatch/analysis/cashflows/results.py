"""What a drilled tranche holds: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


class FlowBasis(StrEnum):
    """How sure an interest payment is."""

    FIXED = "fixed"
    """By contract: a fixed coupon, or no coupon."""
    PART_FIXED = "fixed so far"
    """Of a floater in arrears: the days gone at their fixings, the days ahead at today's SOFR average."""
    PROJECTED = "projected"
    """At today's SOFR average and the margin."""
    UNKNOWN = "unknown"
    """A coupon, margin or reference rate is missing."""


FLOW_COLUMNS = (
    Column("paid_on", "date", "Payment date, unadjusted."),
    Column("principal_usd_m", "f64", "Principal repaid, $m; null where what is owed is not published."),
    Column("interest_usd_m", "f64", "Interest paid, $m."),
    Column("basis", "str", "fixed, fixed so far (arrears), projected at today's SOFR average, or unknown."),
    Column("rate_pct", "f64", "Rate of the period, percent a year."),
    Column("balance_after_usd_m", "f64", "Owed after the payment, $m."),
    Column("discount", "f64", "Discount factor at the market yield from the day asked about."),
    Column("present_usd_m", "f64", "Present value of principal and interest, $m."),
    Column("principal", "f64", "Principal per 100 owed on the day asked about."),
    Column("interest", "f64", "Interest per 100 owed on the day asked about."),
    Column("balance_after", "f64", "Owed after the payment, per 100 owed on the day asked about."),
    Column("present", "f64", "Present value per 100 owed on the day asked about."),
)
"""One row a payment still ahead, `CashFlows.flows`."""

MEASURE_COLUMNS = (
    Column("measure", "str", "What is measured."),
    Column("value", "f64", "Its value; null where an input is missing."),
    Column("unit", "str", "%, bp, per 100, $m, years."),
    Column("how", "str", "What it was computed from."),
    Column("missing", "str", "Which input is missing; null where the value stands."),
)
"""One row a measure, `CashFlows.measures`."""

SOURCE_COLUMNS = (
    Column("field", "str", "The book's field, or the series a rate was read from."),
    Column("value", "str", "Its value as stated."),
    Column("source", "str", "Where it was read: addresses, or the feed."),
    Column("dated", "str", "What day the source speaks of."),
    Column("confidence", "str", "high, medium or low; second hand where the source itself was not opened."),
    Column("note", "str", "What else was said."),
    Column("series", "str", "The series a rate was read from; null for the book's own fields."),
)
"""One row a figure, `CashFlows.sources`."""


@dataclass(frozen=True, slots=True, eq=False)
class CashFlows:
    """One tranche's payments on a day, what they are worth, and where every figure comes from."""

    tranche_id: str
    """`deal/tranche`."""
    deal: str
    """The deal's name."""
    tranche: str
    """The tranche's name."""
    as_of: date
    """The day asked about; payments after it, valued on it, without a settlement lag."""
    owed_usd_m: float | None
    """What is owed, $m; None where drawings are not published."""
    terms: str
    """How it pays, in one line."""
    notes: tuple[str, ...]
    """What was assumed, and what stands outside the totals."""
    refused: str
    """Why there are no payments; empty where there are."""
    flows: pl.DataFrame
    """`FLOW_COLUMNS`."""
    measures: pl.DataFrame
    """`MEASURE_COLUMNS`."""
    sources: pl.DataFrame
    """`SOURCE_COLUMNS`."""
