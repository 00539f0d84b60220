"""What the circularity pane shows; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


class Bond(StrEnum):
    """How an edge is drawn, and whether money flows along it."""

    PAYMENT = "payment"
    """Purchases, leases and revenue shares: they flow where firm."""
    STAKE = "stake"
    """Shares bought and warrants given: drawn, not flowed."""
    CREDIT = "credit"
    """Loans and vendor financing: drawn, not flowed."""
    PROMISE = "promise"
    """Guarantees and backstops: drawn, not flowed."""


MONEY = (Bond.PAYMENT, Bond.STAKE, Bond.CREDIT)
"""The bonds along which money moves when nothing goes wrong."""

EDGE_COLUMNS = (
    Column("payer", "str", "Who pays or bears the risk."),
    Column("payee", "str", "Who is paid or backed."),
    Column("kind", "str", "Purchase, lease, revenue share, stake, warrant, loan, vendor financing or guarantee."),
    Column("bond", "str", "Payment, stake, credit or promise: how it is drawn."),
    Column("amount_usd_m", "f64", "Headline amount, $m."),
    Column("committed_usd_m", "f64", "The firm part, $m."),
    Column("size_usd_m", "f64", "The firm part, else the headline: how wide it is drawn."),
    Column("size_basis", "str", "Firm, headline, or null where no amount is published."),
    Column("annual_usd_m", "f64", "Firm part over its years, $m a year; of payments that run on the date only."),
    Column("no_flow_because", "str", "Why no annual figure stands in the flows."),
    Column("starts_on", "date", "Day it was agreed or starts, as valued."),
    Column("ends_on", "date", "Day it ends, as valued."),
    Column("cancellable", "str", "Whether the payer may leave: yes, no or unknown."),
    Column("contingent", "bool", "Paid only if something else happens."),
    Column("group", "i64", "Number of the loop family both ends belong to, largest first; null outside."),
    Column("confidence", "str", "Of the edge: high, medium or low."),
    Column("second_hand", "bool", "The source's page itself has not been opened."),
    Column("source_url", "str", "Where it was read."),
    Column("source_date", "date", "Day of the source."),
    Column("note", "str", "What else was said."),
)
"""One row an edge that stands on the date, `Circularity.edges`."""

PARTY_COLUMNS = (
    Column("party", "str", "Who."),
    Column("group", "i64", "Number of the family in which money can come back; null where none can."),
    Column("pays_usd_m_y", "f64", "Firm annual flows out, $m a year."),
    Column("receives_usd_m_y", "f64", "Firm annual flows in, $m a year."),
    Column("returns_pct", "f64", "Share of a dollar of firm flow that is back within the steps shown, percent."),
    Column("returns_limit_pct", "f64", "The same in the limit: 1 - 1/N_ii, percent."),
    Column("committed_out_usd_m", "f64", "Everything put out: payments, stakes and credit, $m, firm else headline."),
    Column("committed_in_usd_m", "f64", "Everything received on the same basis, $m."),
    Column(
        "financed_returns_pct", "f64", "Share back within the steps once stakes and credit count as flows, percent."
    ),
    Column("financed_returns_limit_pct", "f64", "The same in the limit, percent."),
    Column("promised_usd_m", "f64", "Guarantees and backstops given, $m; drawn only."),
    Column("unsized_edges", "i64", "Edges out of it without an amount: they stand in no share."),
)
"""One row a party, by what can come back, `Circularity.parties`."""

LOOP_COLUMNS = (
    Column("loop", "str", "The parties in paying order, back to the first."),
    Column("parties", "i64", "How many."),
    Column("bottleneck_usd_m", "f64", "The narrowest published leg, $m: no more can have gone round."),
    Column("bottleneck_leg", "str", "Which leg that is."),
    Column("unsized_legs", "i64", "Legs without an amount, which may be narrower still."),
    Column("financed_legs", "i64", "Legs that rest on stakes or credit alone."),
    Column("cancellable_legs", "i64", "Legs that rest only on what the payer may cancel."),
    Column("firm", "bool", "Every leg is a firm payment."),
)
"""One row a loop, widest bottleneck first, `Circularity.loops`."""

UPPER_BOUND = (
    "an upper bound: money is fungible, and only what the book knows of each payer stands in the shares; "
    "guarantees, stakes and loans are drawn, not flowed, except where a column says financed"
)
"""What the pane says beside the shares."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands behind the shares, and what could not."""

    edges: int
    """Edges that stand on the date."""
    flowed: int
    """Of which firm payments with an annual figure."""
    flowed_usd_m_y: float
    """Their sum, $m a year."""
    payments: int
    """Payments, flowed or not."""
    payments_unflowed_usd_m: float
    """Headline of the payments without an annual figure, where published, $m."""
    unsized: int
    """Edges without any amount."""
    excluded: tuple[tuple[str, int, float], ...]
    """Aggregate, lapsed, rumoured, not agreed yet: reason, edges, headline $m."""


@dataclass(frozen=True, slots=True, eq=False)
class Circularity:
    """The graph of who pays whom on one day."""

    as_of: date
    """The day."""
    steps: int
    """Steps within which a dollar counts as returned."""
    edges: pl.DataFrame
    """`EDGE_COLUMNS`."""
    parties: pl.DataFrame
    """`PARTY_COLUMNS`."""
    loops: pl.DataFrame
    """`LOOP_COLUMNS`."""
    coverage: Coverage
    """Counts and dollars in and out of the shares."""
    caution: str = UPPER_BOUND
    """What must be said beside it."""
