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
    Column("legs", "str", "Size of each leg in the loop's order, firm else headline; ? where none is published."),
    Column("legs_usd_m", "f64", "Sum of the published legs, $m."),
    Column("bottleneck_usd_m", "f64", "The narrowest published leg, $m: no more can have gone round."),
    Column("bottleneck_leg", "str", "Which leg that is."),
    Column("unsized_legs", "i64", "Legs without an amount, which may be narrower still."),
    Column("financed_legs", "i64", "Legs that rest on stakes or credit alone."),
    Column("cancellable_legs", "i64", "Legs that rest only on what the payer may cancel."),
    Column("firm", "bool", "Every leg is a firm payment."),
    Column("not_firm_because", "str", "Each leg that is no firm payment, and what it is instead."),
)
"""One row a loop, `Circularity.loops`: those whose every leg is published first, the widest bottleneck first."""

UPPER_BOUND = (
    "an upper bound: money is fungible, and only what the book knows of each payer stands in the shares; "
    "guarantees, stakes and loans are drawn, not flowed, except where a column says financed"
)
"""What the pane says beside the shares."""
FINANCED = (
    "financed: the same share where every payment, stake and loan counts at its whole size, firm else headline, "
    "and not by the year; edges without an amount are left out, guarantees and warrants move no money"
)
"""What the financed columns measure."""


@dataclass(frozen=True, slots=True)
class LoopCounts:
    """How many ways round there are, counted three ways."""

    over: str
    """Which edges are walked."""
    simple: int
    """Loops of at most `longest` parties, none passed twice."""
    longest: int
    """Parties in the longest loop looked for."""
    groups: int
    """Sets of parties that can all pay each other back: strongly connected components."""
    parties: int
    """Parties within those groups."""
    independent: int
    """Loops every other is made of: edges - parties + 1 in each group. Does not explode as edges become known."""

    def words(self) -> str:
        """Say them in a line."""
        if not self.groups:
            return f"over {self.over}: no loop"
        groups, independent, simple = (
            f"{count} {what}{'' if count == 1 else 's'}"
            for count, what in (
                (self.groups, "group"),
                (self.independent, "independent loop"),
                (self.simple, "simple loop"),
            )
        )
        return (
            f"over {self.over}: {groups} of {self.parties} parties, {independent}, "
            f"{simple} of at most {self.longest} parties"
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """A payment that would close a loop of firm payments, were it firm."""

    payer: str
    """From whom."""
    payee: str
    """To whom."""
    usd_m: float | None
    """Headline, $m."""
    because: str
    """Why it does not flow."""


@dataclass(frozen=True, slots=True)
class FirmWays:
    """Which way the firm payments run."""

    edges: int
    """How many flow on the date."""
    first: tuple[str, ...]
    """Pay firmly and are paid firmly by nobody, most first."""
    through: tuple[str, ...]
    """Do both, most paid on first."""
    last: int
    """Parties that are paid firmly and pay nobody so."""
    closes: bool
    """Some of it leads back."""
    closing: tuple[Closing, ...]
    """Payments that would close a loop of firm ones, were they firm."""

    def words(self) -> str:
        """Say in plain words whether firm payments return, and what keeps them from it."""
        if not self.edges:
            return "no firm payment runs on this day: there is nothing to return"
        if self.closes:
            return "some firm payments lead back: the share of a firm dollar that returns stands in its own columns"
        through = f" through {', '.join(self.through)}" if self.through else ""
        would = "; ".join(f"{one.payer} → {one.payee} ({one.because})" for one in self.closing)
        return (
            f"0 % of a firm dollar returns to anyone: the {self.edges} firm payments run one way, from "
            f"{', '.join(self.first)}{through} to {self.last} others who pay nobody here firmly. "
            + (f"One would close if it were firm: {would}. " if would else "")
            + "What goes round does so as stakes, credit, or payments whose firm amount or days are not published"
        )


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
    counts: tuple[LoopCounts, ...]
    """Loops counted three ways: over all money, over payments alone, over firm payments."""
    firm: FirmWays
    """Which way the firm payments run, and why none returns where none does."""
    caution: str = UPPER_BOUND
    """What must be said beside it."""
    financed: str = FINANCED
    """What the financed columns measure."""
