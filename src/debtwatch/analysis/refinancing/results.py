"""The refinancing part of a snapshot and its frames' columns: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    import polars as pl

    from debtwatch.analysis.refinancing.due import WallShape


class RatingBasis(StrEnum):
    """Where a tranche's rating comes from."""

    RATED = "rated"
    """An agency's rating is in force."""
    IMPLIED = "implied"
    """None is: the rating whose spread at issue is nearest to the issue's own."""
    NONE = "unpriced"
    """Neither."""


class PremiumBasis(StrEnum):
    """What a tranche's own premium over the index was measured on."""

    REOFFER = "reoffer"
    """The yield at the reoffer price."""
    COUPON = "coupon"
    """The coupon, as if issued at par."""
    SPREAD = "spread at issue"
    """The benchmark on the issue date plus the published spread; the coupon is not published."""
    MARGIN = "margin"
    """The floating margin."""
    DISCOUNT_MARGIN = "margin and discount"
    """The floating margin with the discount it was sold at, over its average life."""
    NONE = "ex premium"
    """No index reaches back to the issue date: the market rate carries no premium."""


TRANCHE_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche: deal id, slash, slug."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("obligor", "str", "Who owes it."),
    Column("tranche", "str", "The tranche's name."),
    Column("instrument", "str", "Bond, loan, delayed draw loan, revolver, bridge, convertible, ABS or CMBS."),
    Column("currency", "str", "ISO code; other than USD is unpriced until its curve is on."),
    Column("coupon_type", "str", "Fixed, floating or zero."),
    Column("balance_sheet", "str", "On, off or partial, seen from the sponsor."),
    Column("issued_on", "date", "Issue date as valued: the middle of a month or year given without its day."),
    Column("issued_on_text", "str", "The same as its source gives it."),
    Column(
        "matures_on", "date", "Contractual maturity as valued: the middle of a month or year given without its day."
    ),
    Column("matures_on_text", "str", "The same as its source gives it: `2056`, `2056-05` or the day."),
    Column("committed_usd_m", "f64", "Amount committed, $m."),
    Column("outstanding_usd_m", "f64", "Amount owed, $m; unknown for a facility whose drawings are not published."),
    Column(
        "balance_basis",
        "str",
        "What that is: committed, or drawn and when, less what its own schedule has repaid since.",
    ),
    Column("commitment_basis", "bool", "Drawings unknown: kept in a subtotal of its own."),
    Column("rating", "str", "Average of the agencies in force, a tie to the lower; or the implied rating."),
    Column("rating_notch", "i64", "1 for AAA, 22 for default."),
    Column("rating_basis", "str", "Rated, implied or unpriced."),
    Column("rating_source", "str", "The agencies' ratings in force, or what an implied rating was read from."),
    Column("remaining_years", "f64", "Years to contractual maturity, act/365.25."),
    Column("wal_years", "f64", "Remaining weighted average life: the tenor the market is read at."),
    Column("profile", "str", "How principal is repaid: bullet, level pay, level pay assumed, or scheduled."),
    Column("coupon_pct", "f64", "Coupon, percent a year."),
    Column("margin_bp", "f64", "Margin over the reference rate, bp."),
    Column("base", "str", "What par_pct is: the Treasury par curve, or the SOFR average of a floater."),
    Column("par_pct", "f64", "Treasury par yield at the remaining life; of a floater its SOFR average."),
    Column("spread_pct", "f64", "Index OAS of the rating times the tenor factor."),
    Column("spread_basis", "str", "`index` (ICE OAS) or `hqm` (corporate less Treasury par, A and better)."),
    Column("premium_pct", "f64", "Yield at issue less par less the same spread on the issue date."),
    Column("premium_basis", "str", "What the yield at issue was measured on, or ex premium."),
    Column("market_pct", "f64", "par + spread + premium: what it would pay today."),
    Column("rate_paid_pct", "f64", "What it pays: the coupon, or SOFR average plus margin."),
    Column("gap_bp", "f64", "market less rate paid."),
    Column("gap_low_bp", "f64", "Lower gap of bullet and level pay where the profile is unknown."),
    Column("gap_high_bp", "f64", "Higher gap of bullet and level pay where the profile is unknown."),
    Column("issue_yield_pct", "f64", "Yield at issue the premium was measured from."),
    Column("issue_par_pct", "f64", "Treasury par yield at the original life on the issue date."),
    Column("issue_spread_pct", "f64", "Index spread of the rating at issue, at the original life, on the issue date."),
    Column("mark_usd_m_y", "f64", "outstanding x gap: replacing it today, $m a year."),
    Column("roll_principal_usd_m", "f64", "Principal due at maturity, $m; fully amortising paper rolls nothing."),
    Column(
        "roll_gap_bp", "f64", "Market at the original term (10 years for bank and ABS, 30 for bonds) less rate paid."
    ),
    Column("roll_usd_m_y", "f64", "Principal due at maturity x roll gap, $m a year."),
    Column("rolls_12m_usd_m", "f64", "Principal that must be refinanced within 12 months, $m."),
    Column("rolls_24m_usd_m", "f64", "Principal that must be refinanced within 24 months, $m."),
    Column("roll_12m_usd_m_y", "f64", "Roll cost of what falls due within 12 months, $m a year."),
    Column("roll_24m_usd_m_y", "f64", "Roll cost of what falls due within 24 months, $m a year."),
    Column(
        "economic_gap_bp",
        "f64",
        "market less the yield at issue, discount and fees in it: of a floater the index-spread change alone.",
    ),
    Column(
        "margin_gap_bp",
        "f64",
        "Of a floater: index-spread change since issue plus the discount it was sold at; SOFR stands on both sides.",
    ),
    Column(
        "term_years", "f64", "Term new paper would have: the original, at most 10 years for bank and ABS, 30 for bonds."
    ),
    Column("mark_worth_usd_m", "f64", "Mark cost over the remaining life, discounted at the market rate, $m."),
    Column(
        "roll_worth_usd_m", "f64", "Roll cost over the new term, discounted at the rate it would pay, $m at maturity."
    ),
    Column("contract_ends_on", "date", "End of the last lease or offtake of its deal; the debt may outlive it."),
    Column("first_event_on", "date", "The first dated event still ahead, as valued."),
    Column("first_event_text", "str", "Its date as its source gives it."),
    Column("first_event_kind", "str", "maturity, put, draw end, lease start, lease ends, guarantee ends or extension."),
    Column("due_on", "date", "The day the wall counts: the maturity, or a convertible's put where one is ahead."),
    Column("due_text", "str", "The same as its source gives it."),
    Column("expected_on", "date", "Anticipated repayment, or maturity after the extensions the borrower may take."),
    Column("priced", "bool", "Whether a gap could be computed."),
    Column("unpriced_because", "str", "What is missing, or why it stands off the gap."),
    Column("ranked", "bool", "Whether it counts in the ranking: convertibles, bridges and unpriced do not."),
    Column("confidence", "str", "Of the book row: high, medium or low."),
    Column("second_hand", "bool", "The source's page itself has not been opened."),
    Column("source_url", "str", "Where the row comes from."),
    Column("source_date", "str", "When the source is dated."),
)
"""One row a counted debt tranche known at the date, `Refinancing.tranches`."""

_SUMS = (
    Column("tranches", "i64", "Counted tranches."),
    Column("committed_usd_m", "f64", "Amount committed, $m."),
    Column("outstanding_usd_m", "f64", "Amount owed, $m, where it is known."),
    Column("priced_usd_m", "f64", "Committed amount of the priced tranches, $m."),
    Column("rolls_12m_usd_m", "f64", "Principal that must be refinanced within 12 months, $m."),
    Column("rolls_24m_usd_m", "f64", "Principal that must be refinanced within 24 months, $m."),
    Column("gap_bp", "f64", "Gap weighted by outstanding, over the priced tranches."),
    Column("roll_usd_m_y", "f64", "Roll cost of everything that falls due, $m a year."),
    Column("roll_12m_usd_m_y", "f64", "Roll cost of what falls due within 12 months, $m a year."),
    Column("roll_24m_usd_m_y", "f64", "Roll cost of what falls due within 24 months, $m a year."),
    Column("mark_usd_m_y", "f64", "Mark cost, $m a year."),
    Column("headroom_bp", "f64", "Break-even rate less market rate; no cash flow, no figure."),
    Column("break_even_pct", "f64", "Market rate at which the payer's interest cover falls to 1.5."),
    Column("headroom_issuer", "str", "Whose cash flow that is: who owes most, itself and not its sponsor."),
    Column("cash_flow_end", "date", "Last day of the cash flow it rests on."),
    Column("cover_shortfall", "f64", "1 less the worst guarantee cover at any lease expiry, at least nothing."),
    Column("first_event_on", "date", "The first dated event still ahead, as valued."),
    Column("first_event_text", "str", "Its date as its source gives it."),
    Column("first_event_kind", "str", "What it is."),
    Column("rank", "i64", "1 is the most pressed: mean percentile rank over the parts present, at least three."),
    Column("rank_parts", "i64", "How many parts the rank was made of."),
)

SPONSOR_COLUMNS = (
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("deals", "i64", "Deals with counted debt."),
    *_SUMS,
)
"""One row a sponsor, most pressed first, `Refinancing.sponsors`."""

DEAL_COLUMNS = (
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("obligor", "str", "Who owes it; the first of several."),
    *_SUMS,
)
"""One row a deal, most pressed first, `Refinancing.deals`."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Tranches and dollars under one reason."""

    what: str
    """The reason, in words."""
    tranches: int
    """How many."""
    usd_m: float
    """Committed, $m; rows without an amount add none."""


@dataclass(frozen=True, slots=True)
class RefinancingTotals:
    """The book's totals; amounts are committed $m unless the name says otherwise."""

    tranches: int
    """Counted debt tranches."""
    total_usd_m: float
    """What they commit."""
    outstanding_usd_m: float
    """What is owed, where it is known."""
    without_amount: int
    """Tranches whose amount is not published."""
    priced_tranches: int
    """Tranches with a gap."""
    priced_usd_m: float
    """Their commitments."""
    rated_usd_m: float
    """Priced on an agency's rating."""
    implied_usd_m: float
    """Priced on an implied rating."""
    unpriced_usd_m: float
    """Not priced."""
    on_usd_m: float
    """On the sponsor's balance sheet, partial included."""
    off_usd_m: float
    """Off it."""
    priced_on_usd_m: float
    """Priced and on balance sheet."""
    priced_off_usd_m: float
    """Priced and off balance sheet."""
    commitment_basis_tranches: int
    """Facilities whose drawings are not published."""
    commitment_basis_usd_m: float
    """Their commitments, in no outstanding total."""
    commitment_basis_mark_usd_m_y: float
    """Commitment x gap of those that are priced: an upper bound, in no other total."""
    rolls_12m_usd_m: float
    """Principal that must be refinanced within 12 months."""
    rolls_24m_usd_m: float
    """Principal that must be refinanced within 24 months."""
    roll_12m_usd_m_y: float
    """What refinancing the 12 months' principal costs a year."""
    roll_24m_usd_m_y: float
    """What refinancing the 24 months' principal costs a year."""
    roll_usd_m_y: float
    """What refinancing everything costs a year once it has fallen due."""
    mark_usd_m_y: float
    """What replacing everything today would cost a year."""
    mark_worth_usd_m: float
    """Present value of that over the remaining lives."""
    roll_worth_usd_m: float
    """Value of the roll cost over the new terms, each at its maturity."""
    mark_missing_tranches: int
    """Tranches without a mark: no gap, or no balance."""
    mark_missing_usd_m: float
    """What they commit."""
    gap_bp: float | None
    """Gap weighted by outstanding."""
    by_rating_basis: tuple[Counted, ...]
    """Rated, implied, unpriced; counts and commitments."""
    unpriced: tuple[Counted, ...]
    """Why the unpriced are, largest first."""
    excluded: tuple[Counted, ...]
    """What stands outside the totals, by reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Refinancing:
    """Who must refinance, when, and at what cost."""

    tranches: pl.DataFrame
    """`TRANCHE_COLUMNS`."""
    deals: pl.DataFrame
    """`DEAL_COLUMNS`, most pressed first, unranked after by amount."""
    sponsors: pl.DataFrame
    """`SPONSOR_COLUMNS`, most pressed first, unranked after by amount."""
    wall: pl.DataFrame
    """`WALL_COLUMNS`, by quarter."""
    totals: RefinancingTotals
    """The book's totals."""
    months: pl.DataFrame | None = None
    """`WALL_COLUMNS` by month; the wall is its sum by quarter."""
    years: pl.DataFrame | None = None
    """`WALL_COLUMNS` by year."""
    horizons: pl.DataFrame | None = None
    """`HORIZON_COLUMNS`, nearest first."""
    absorption: pl.DataFrame | None = None
    """`ABSORPTION_COLUMNS`."""
    projects: pl.DataFrame | None = None
    """`PROJECT_COLUMNS`; None where the book has no project's cash flow."""
    without_cash_flow: Counted | None = None
    """Debt off balance sheet of deals without one."""
    shape: WallShape | None = None
    """How the wall is spread."""
