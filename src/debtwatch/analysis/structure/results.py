"""What the structure pane shows; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column
from debtwatch.analysis.structure.assumptions import CollateralAssumptions, LeaseAssumptions

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


class Role(StrEnum):
    """Why a party stands in the chain of a tranche."""

    OWES = "owes"
    """Obligor, or the group that consolidates it."""
    PAYS = "pays"
    """Lessee or customer whose rent or fees service it."""
    DEMAND = "demand"
    """Sponsor whose demand it serves without paying it."""
    END_USER = "end user"
    """Named by the book as the user behind the lessee."""
    GUARANTEES = "guarantees"
    """Pays if the others do not."""


class Reading(StrEnum):
    """How a guarantee that ends on an expiry date is read."""

    ENDS_BEFORE = "ends before"
    """It does not cover that expiry: the reading of the totals."""
    COVERS_LAST_DAY = "covers its last day"
    """The other reading, shown one line below."""


_SOURCE = (
    Column("confidence", "str", "Of the book row: high, medium or low."),
    Column("second_hand", "bool", "The source's page itself has not been opened."),
    Column("source_url", "str", "Where it was read."),
    Column("source_date", "date", "Day of the source."),
    Column("note", "str", "What else was said, with conflicts between sources."),
)


def _sources_of(prefix: str, whose: str) -> tuple[Column, ...]:
    """Return the source columns of a second row an answer rests on."""
    return (
        Column(f"{prefix}_confidence", "str", f"Of {whose}: high, medium or low."),
        Column(f"{prefix}_source_url", "str", f"Where {whose} was read."),
        Column(f"{prefix}_source_date", "date", f"Day of {whose}'s source."),
        Column(f"{prefix}_note", "str", f"What else was said of {whose}."),
    )


SHEET_COLUMNS = (
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("tranches", "i64", "Counted debt tranches."),
    Column("committed_usd_m", "f64", "What they commit, $m."),
    Column("on_usd_m", "f64", "On the balance sheet of the sponsor or listed issuer, $m."),
    Column("partial_usd_m", "f64", "Partly on it, $m."),
    Column("off_usd_m", "f64", "Off it, $m."),
    Column("off_pct", "f64", "Off as a share of committed, percent."),
    Column("without_amount", "i64", "Tranches whose amount is not published, in no sum."),
)
"""One row a sponsor, most off-balance dollars first, `Structure.sheets`."""

EXPOSURE_COLUMNS = (
    Column("party", "str", "Who."),
    Column("tranches", "i64", "Tranches in whose chain it stands, whatever the role."),
    Column("through_usd_m", "f64", "Balance of those tranches, each once, $m: exposure through everything."),
    Column("ultimate_usd_m", "f64", "Balance it pays in the end, $m; this column sums to the book."),
    Column("owes_usd_m", "f64", "Balance of the tranches it owes, $m."),
    Column("pays_usd_m", "f64", "Balance serviced by its rent or fees, $m."),
    Column("demand_usd_m", "f64", "Balance raised for its demand but serviced by another, $m."),
    Column("uses_usd_m", "f64", "Balance behind which the book names it as end user, $m."),
    Column("guarantees_usd_m", "f64", "Balance it guarantees, up to the published caps, $m."),
    Column("uncapped_usd_m", "f64", "Balance it guarantees under a cap that is not published, $m; in no other sum."),
    Column("commitment_basis_usd_m", "f64", "Of through, the part that counts commitments: drawings unpublished, $m."),
    Column("without_amount", "i64", "Tranches in its chain whose amount is not published."),
)
"""One row a party, largest exposure first, `Structure.exposure`."""

CHAIN_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("step", "i64", "Place in the chain, the obligor first."),
    Column("role", "str", "Owes, pays, demand, end user or guarantees."),
    Column("party", "str", "Who."),
    Column("named", "str", "As the book spells it."),
    Column("balance_usd_m", "f64", "Balance of the tranche, $m."),
    Column("ultimate_usd_m", "f64", "The part this party pays in the end, $m; a tranche's parts sum to its balance."),
    Column("because", "str", "What the link rests on, in the book's words."),
    *_SOURCE,
)
"""One row a tranche and link, `Structure.chains`: the drill of an exposure."""

CLIFF_COLUMNS = (
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("guarantor", "str", "Who makes good the residual value."),
    Column("expiry", "i64", "1 for the end of the first term."),
    Column("expires_on", "date", "Day the lease may end, before the notes do."),
    Column("reading", "str", "How a guarantee ending that very day is read; one line a reading."),
    Column("balance_usd_m", "f64", "Notes outstanding after that day's payment, $m."),
    Column("alternative_usd_m", "f64", "Value to someone else before the haircut, $m; assumed."),
    Column("value_usd_m", "f64", "V: after the haircut, $m."),
    Column("guaranteed_usd_m", "f64", "G: the value the guarantor makes good, $m; null once it has ended."),
    Column("cap_usd_m", "f64", "Most the guarantor pays, $m; null where not published."),
    Column("paid_usd_m", "f64", "min(cap, max(0, G - V)), $m."),
    Column("recovery_usd_m", "f64", "R = V + paid, $m."),
    Column("uncovered_usd_m", "f64", "X = max(0, B - R), $m."),
    Column("cover", "f64", "R / B."),
    Column("covered", "bool", "A guarantee stands on that day."),
    Column("schedule", "str", "Where G comes from: published, or the named assumption."),
    Column("lease", "str", "Where the expiry dates come from: the book's lease row, or the named assumption."),
    *_SOURCE,
    *_sources_of("guarantee", "the guarantee"),
    *_sources_of("lease", "the lease row"),
)
"""One row an expiry before maturity and reading, `Structure.cliffs`."""

CLIFF_SUMMARY_COLUMNS = (
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("first_expiry_on", "date", "The first day the lease may end."),
    Column("first_uncovered_on", "date", "The first expiry no guarantee covers: the true cliff."),
    Column("worst_cover", "f64", "Lowest cover at any expiry."),
    Column("worst_on", "date", "When that is."),
    Column("worst_uncovered_usd_m", "f64", "What is uncovered then, $m."),
    Column("cover_shortfall", "f64", "1 less the worst cover, at least nothing: a part of the refinancing rank."),
    Column("years_beyond_guarantee", "f64", "Years from the guarantee's end to the notes' maturity."),
)
"""One row a deal with leases shorter than its notes, `Structure.cliff_summary`; joins on deal_id."""

PROMISE_COLUMNS = (
    Column("guarantor", "str", "Who pays if another does not."),
    Column("kind", "str", "Full, backstop, residual value or completion."),
    Column("name", "str", "What it is called, or what the edge says."),
    Column("deal_id", "str", "Deal it belongs to; null for an edge."),
    Column("beneficiary", "str", "Who is paid."),
    Column("covers", "str", "Whose failure or which asset."),
    Column("status", "str", "Closed, priced or announced; of an edge counted or aggregate."),
    Column("cap_usd_m", "f64", "Most it pays, $m; of a residual value guarantee without a cap its threshold."),
    Column("cap_basis", "str", "Cap, threshold, headline, or not published."),
    Column("carried_usd_m", "f64", "Liability its giver shows for it, $m."),
    Column("aggregate", "bool", "A company total; the rows it contains are not added to it."),
    Column("contained", "bool", "Held in an aggregate of the same guarantor, so in no sum."),
    Column("counted", "bool", "Stands in the guarantor's sum."),
    Column("told_by", "str", "The book of deals, or the edges: never summed across."),
    Column("ends_on", "date", "Last day it covers, as valued."),
    *_SOURCE,
)
"""One row a promise, `Structure.promises`."""

STACK_COLUMNS = (
    Column("guarantor", "str", "Who pays if others do not."),
    Column("promises", "i64", "Promises in the book of deals."),
    Column("in_force_usd_m", "f64", "Caps and thresholds in force: company totals, and what stands outside them, $m."),
    Column("announced_usd_m", "f64", "The same, announced only, $m; never added to what is in force."),
    Column("aggregate_usd_m", "f64", "Of those in force, company totals, $m."),
    Column("contained_usd_m", "f64", "Published caps of the deals those totals contain, $m; not added."),
    Column("carried_usd_m", "f64", "Liability shown for them, $m."),
    Column("without_cap", "i64", "Counted promises whose cap is not published."),
    Column("edges_usd_m", "f64", "What the edges say of the same guarantor, $m; another telling, not added."),
    Column("edges_aggregate_usd_m", "f64", "Company totals among the edges, $m; not added either."),
)
"""One row a guarantor, largest first, `Structure.stacks`."""

COLLATERAL_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("obligor", "str", "Who owes it."),
    Column("committed_usd_m", "f64", "Loan, $m."),
    Column("rate_pct", "f64", "Rate the payments are computed at: coupon, or SOFR plus margin."),
    Column("months", "i64", "Months from issue to maturity."),
    Column("age_months", "i64", "Months since issue."),
    Column("cost_usd_m", "f64", "Cost of what secures it, $m: loan over advance."),
    Column("cost_basis", "str", "Whether the advance is published equity or assumed."),
    Column("outstanding_usd_m", "f64", "Owed as the book knows it, $m; null where drawings are not published."),
    Column("balance_usd_m", "f64", "Modelled balance today, as if drawn in full at issue, $m."),
    Column("straight_line_usd_m", "f64", "Value today, straight-line, $m."),
    Column("declining_usd_m", "f64", "Value today, declining balance, $m."),
    Column("ltv_straight_line", "f64", "Balance over straight-line value today."),
    Column("ltv_declining", "f64", "Balance over declining-balance value today."),
    Column("peak_ltv_straight_line", "f64", "Highest over the life, straight-line."),
    Column("peak_ltv_declining", "f64", "Highest over the life, declining balance."),
    Column("crossover_straight_line", "i64", "First month the balance exceeds the value; null where it never does."),
    Column("crossover_declining", "i64", "The same on the declining balance."),
    Column("no_path_because", "str", "What is missing for a path."),
    *_SOURCE,
)
"""One row a tranche secured on chips, `Structure.collateral`."""

PATH_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("month", "i64", "Months since issue."),
    Column("balance_usd_m", "f64", "Balance, $m."),
    Column("straight_line_usd_m", "f64", "Value, straight-line, $m."),
    Column("declining_usd_m", "f64", "Value, declining balance, $m."),
    Column("ltv_straight_line", "f64", "Balance over straight-line value; null once that is nothing."),
    Column("ltv_declining", "f64", "Balance over declining-balance value."),
)
"""One row a tranche and month, `Structure.paths`."""

CONTRACT_COLUMNS = (
    Column("commitment_id", "str", "Stable name of the commitment."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("sponsor", "str", "Who pays, as the book groups it."),
    Column("name", "str", "What it is for."),
    Column("kind", "str", "Lease or offtake."),
    Column("status", "str", "Closed, priced, announced or rumoured."),
    Column("amount_usd_m", "f64", "Headline, $m."),
    Column("annual_payment_usd_m", "f64", "Run-rate, $m a year."),
    Column("notice_days", "i64", "Days of notice that end it; null where it is not cancellable or not known."),
    Column("firm_usd_m", "f64", "What cannot be cancelled, $m: notice x run-rate where notice ends it."),
    Column("firm_basis", "str", "Notice x run-rate, stated, or not published."),
    Column("firm_until", "date", "Day until which it must be paid; of a cancellable one the end of its notice."),
    Column("cancellable", "bool", "Notice ends it: never take-or-pay."),
    Column("take_or_pay", "bool", "The book says it is firm, or since when."),
    Column("aggregate", "bool", "A company total that contains others."),
    *_SOURCE,
)
"""One row a lease or offtake on the date, `Structure.contracts`."""

TAIL_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("balance_usd_m", "f64", "Balance, $m."),
    Column("matures_on", "date", "Maturity of the debt, as valued."),
    Column("commitment_id", "str", "The contract that services it."),
    Column("contract_ends_on", "date", "End of take-or-pay, or of the contract."),
    Column("end_basis", "str", "Firm until, end of notice, or end of the contract: firmness not published."),
    Column("tail_years", "f64", "Debt maturity less contract end; above nothing the debt outlives its contract."),
    *_SOURCE,
    *_sources_of("contract", "the contract"),
)
"""One row a tranche with a contract behind it, longest tail first, `Structure.tails`."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be computed, in tranches and dollars."""

    what: str
    """Which figure, and what it lacks."""
    tranches: int
    """How many."""
    usd_m: float
    """Their committed amount, $m."""


@dataclass(frozen=True, slots=True)
class SheetTotals:
    """Off balance sheet in all; committed $m."""

    tranches: int
    """Counted debt tranches."""
    committed_usd_m: float
    """What they commit."""
    off_usd_m: float
    """Off balance sheet."""
    off_pct: float | None
    """As a share, percent; a share of this book, not of the market."""
    without_amount: int
    """Tranches whose amount is not published."""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Where the debt hides, who pays in the end, and what falls due before the bonds do."""

    as_of: date
    """The day."""
    totals: SheetTotals
    """Off balance sheet in all."""
    sheets: pl.DataFrame
    """`SHEET_COLUMNS`."""
    exposure: pl.DataFrame
    """`EXPOSURE_COLUMNS`."""
    chains: pl.DataFrame
    """`CHAIN_COLUMNS`."""
    notes: pl.DataFrame
    """The notes with a guarantee, its terms and their lease: what the cliffs are computed from."""
    cliffs: pl.DataFrame
    """`CLIFF_COLUMNS`."""
    cliff_summary: pl.DataFrame
    """`CLIFF_SUMMARY_COLUMNS`."""
    promises: pl.DataFrame
    """`PROMISE_COLUMNS`."""
    stacks: pl.DataFrame
    """`STACK_COLUMNS`."""
    collateral: pl.DataFrame
    """`COLLATERAL_COLUMNS`."""
    paths: pl.DataFrame
    """`PATH_COLUMNS`."""
    contracts: pl.DataFrame
    """`CONTRACT_COLUMNS`."""
    tails: pl.DataFrame
    """`TAIL_COLUMNS`."""
    missing: tuple[Missing, ...]
    """What could not be computed."""
    leases: LeaseAssumptions
    """Named beside the cliffs."""
    chips: CollateralAssumptions
    """Named beside the collateral."""
