"""What falls due, at what cost and who can pay it: the columns of those frames, and the shape of the wall.

Importing it costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    from datetime import date

WALL_COLUMNS = (
    Column("quarter", "date", "First day of the quarter."),
    Column("year", "i64", "Its year."),
    Column("principal_usd_m", "f64", "Contractual principal due, bullets and amortisation, $m."),
    Column("bullet_usd_m", "f64", "Of which due at maturity: what must be refinanced."),
    Column(
        "year_alone_usd_m",
        "f64",
        "Of which at maturities known to no more than their year: valued at 1 July, not due then.",
    ),
    Column("amortization_usd_m", "f64", "Of which scheduled amortisation, paid from cash flow."),
    Column("expected_usd_m", "f64", "The same by the day anticipated, or once every extension is taken, $m."),
    Column("put_usd_m", "f64", "Convertibles that may be put back, $m; counted at the put date."),
    Column(
        "contract_usd_m", "f64", "Owed today by tranches whose last lease or offtake ends then, $m: not principal due."
    ),
    Column("undrawn_usd_m", "f64", "Commitments not drawn that lapse then, $m; unpublished drawings are in no column."),
    Column("tranches", "i64", "Tranches maturing."),
)
"""One row a quarter with anything due, `Refinancing.wall`; months and years name their first day `quarter` too."""

HORIZON_COLUMNS = (
    Column("horizon", "str", "Due within so many months; `all` is every maturity ahead."),
    Column("months", "i64", "The months; null for all."),
    Column("principal_usd_m", "f64", "Principal that must be refinanced by then, $m."),
    Column("priced_usd_m", "f64", "Of which with a gap."),
    Column("gap_bp", "f64", "Roll gap weighted by that principal."),
    Column("positive_gap_bp", "f64", "The same with gaps below nothing taken as nothing: gains offset no cost."),
    Column("interest_usd_m_y", "f64", "Interest added a year once it is refinanced, $m."),
    Column("positive_interest_usd_m_y", "f64", "Of the tranches whose gap is above nothing."),
    Column("worth_usd_m", "f64", "Worth of that interest over the new terms, $m at each maturity."),
    Column("per_100bp_usd_m_y", "f64", "What another 100 bp would add, $m a year."),
    Column("missing_tranches", "i64", "Tranches due by then without a gap, amount or maturity."),
    Column("missing_usd_m", "f64", "What they commit, $m."),
)
"""One row a horizon, `Refinancing.horizons`."""

ABSORPTION_COLUMNS = (
    Column(
        "grade", "str", "Investment grade, below it, no rating in force or implied; or whose published issuance it is."
    ),
    Column("issued_12m_usd_m", "f64", "Sold in the twelve months before, $m: committed in this book, or as published."),
    Column("due_12m_usd_m", "f64", "Principal due within 12 months, $m; a convertible by its put date."),
    Column("due_36m_usd_m", "f64", "Due in the two years after that, $m."),
    Column(
        "absorption_1y",
        "f64",
        "Issued over due within 12 months: higher is easier; this book's, not an agency's index.",
    ),
    Column("absorption_3y", "f64", "Issued over due in months 13 to 36."),
    Column("missing_tranches", "i64", "Tranches of the grade without an amount, a balance or a maturity."),
    Column("missing_usd_m", "f64", "What they commit, $m, where that is known."),
    Column("basis", "str", "This book alone, or whose published count."),
)
"""One row a grade, then published issuance, then published readings of another universe, `Refinancing.absorption`."""

ABSORPTION_ANCHORS: tuple[tuple[str, float | None, float, str], ...] = (
    ("US speculative grade, April 2017", 6.9, 3.4, "Moody's refunding index as relayed by the trade press"),
    ("  its mean to April 2017", 11.9, 6.4, "Moody's refunding index as relayed by the trade press"),
    ("US speculative grade, December 2017", None, 3.9, "Moody's refunding index as relayed by the trade press"),
    ("  its mean to December 2017", None, 6.2, "Moody's refunding index as relayed by the trade press"),
)
"""Published readings to set a ratio against: another universe, another exact window."""


PROJECT_COLUMNS = (
    Column("deal_id", "str", "Stable name of the deal."),
    Column("deal", "str", "The deal's name."),
    Column("sponsor", "str", "The AI company whose demand backs it."),
    Column("cash_flow", "str", "What earns it, as the book names it."),
    Column("cfads_usd_m", "f64", "Cash flow available for debt service, after tax and reserves, $m a year."),
    Column("starts_on", "date", "First day it is earned."),
    Column("ends_on", "date", "Last day it is earned."),
    Column("balance_usd_m", "f64", "Owed by the tranches counted here, $m."),
    Column("rate_pct", "f64", "Rate they pay, weighted, percent."),
    Column("dscr", "f64", "CFADS over instalments and interest in the first whole year of earning; a balloon aside."),
    Column("dscr_year", "i64", "Which year that is, from the day asked about."),
    Column(
        "worst_dscr",
        "f64",
        "The least of that year and any after it, to the last payment's: also where nothing is earned.",
    ),
    Column("worst_year", "i64", "Which year that is."),
    Column("least_dscr", "f64", "What the lenders ask for."),
    Column("llcr", "f64", "CFADS over the loan's life, discounted at its own rate, over what is owed."),
    Column("plcr", "f64", "The same to the end of the project, where that is known."),
    Column("balloon_usd_m", "f64", "Left at maturity, $m."),
    Column("balloon_on", "date", "When it falls due."),
    Column("proceeds_usd_m", "f64", "New loan by the strictest test stated: cover, loan to value or debt yield, $m."),
    Column("refi_gap_usd_m", "f64", "Balloon less that, $m: what must be put in."),
    Column("balloon_dscr", "f64", "Income over a year's level payments on the whole balloon at today's rate."),
    Column("debt_yield_pct", "f64", "Net operating income over what is owed, percent."),
    Column("missing_tranches", "i64", "Tranches of the deal left out: no balance, maturity or rate."),
)
"""One row a deal with a cash flow of its own, `Refinancing.projects`."""


@dataclass(frozen=True, slots=True)
class WallShape:
    """How the wall is spread and what cannot stand in it; amounts $m."""

    owed_usd_m: float
    """What is owed, where it is known: the wall and the undated together."""
    dated_usd_m: float
    """Of which falls due on a known day."""
    undated_tranches: int
    """Tranches owed without a maturity."""
    undated_usd_m: float
    """What is owed on them."""
    unknown_tranches: int
    """Tranches whose balance is not known."""
    unknown_usd_m: float
    """What those commit, where that is known."""
    year_alone_usd_m: float
    """Of the dated, at maturities known to no more than their year: no quarter is theirs."""
    cliff_on: date | None
    """First day of the quarter with the most due of what is dated more closely."""
    cliff_usd_m: float
    """That of it."""
    cliff_share: float | None
    """That over what is owed."""
    concentration: float | None
    """Sum over calendar years of the squared share due in each: 1 is all in one year (Herfindahl)."""
