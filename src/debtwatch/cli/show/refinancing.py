"""`show refinancing` and `show wall`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.issuers.results import COVER, NOT_BINDING_BP
from debtwatch.cli.show.shown import GivesBack, Shown, Subject, plain, text
from debtwatch.cli.tables import Field, bp, decimal, dollars, headroom, percent, signed_dollars, words
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from debtwatch.analysis.refinancing.results import Refinancing
    from debtwatch.analysis.snapshot.results import Snapshot


def break_even(value: float) -> str:
    """Return a rate; above what any market quotes, the bound."""
    return percent(value) if value <= _HIGHEST_QUOTED_PCT else f"> {_HIGHEST_QUOTED_PCT:.0f}"


_HIGHEST_QUOTED_PCT = 20.0
_BOUND = f"break-even and headroom of the payer at cover {COVER}; beyond {NOT_BINDING_BP:,.0f} bp the bound is printed: not binding"
_SUMS = (
    Field("outstanding", "outstanding_usd_m", dollars),
    Field("priced", "priced_usd_m", dollars),
    Field("rolls 12m", "rolls_12m_usd_m", dollars),
    Field("rolls 24m", "rolls_24m_usd_m", dollars),
    Field("gap bp", "gap_bp", bp),
    Field("roll $m/y", "roll_usd_m_y", signed_dollars),
    Field("mark $m/y", "mark_usd_m_y", signed_dollars),
    Field("break-even %", "break_even_pct", break_even),
    Field("headroom bp", "headroom_bp", headroom),
    text("whose", "headroom_issuer"),
    Field("shortfall", "cover_shortfall", decimal),
    text("first", "first_event_text"),
    text("event", "first_event_kind"),
    Field("rank", "rank", str),
    Field("of parts", "rank_parts", str),
)
_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "sponsor": (text("sponsor", "sponsor"), *_SUMS),
    "deal": (text("sponsor", "sponsor"), text("deal", "deal"), *_SUMS),
    "tranche": (
        text("deal", "deal"),
        text("tranche", "tranche"),
        text("rating", "rating"),
        text("basis", "rating_basis"),
        Field("outstanding", "outstanding_usd_m", dollars),
        Field("life", "wal_years", decimal),
        Field("base %", "par_pct", percent),
        Field("+ spread", "spread_pct", percent),
        Field("+ premium", "premium_pct", percent),
        Field("= market", "market_pct", percent),
        Field("- paid", "rate_paid_pct", percent),
        Field("= gap bp", "gap_bp", bp),
        Field("low", "gap_low_bp", bp),
        Field("high", "gap_high_bp", bp),
        Field("economic", "economic_gap_bp", bp),
        Field("mark $m/y", "mark_usd_m_y", signed_dollars),
        Field("its worth", "mark_worth_usd_m", signed_dollars),
        Field("rolls", "roll_principal_usd_m", dollars),
        Field("for y", "term_years", decimal),
        Field("at bp", "roll_gap_bp", bp),
        Field("roll $m/y", "roll_usd_m_y", signed_dollars),
        Field("its worth", "roll_worth_usd_m", signed_dollars),
        text("unpriced because", "unpriced_because"),
    ),
    "horizon": (
        text("due within", "horizon"),
        Field("principal", "principal_usd_m", dollars),
        Field("priced", "priced_usd_m", dollars),
        Field("gap bp", "gap_bp", bp),
        Field("costs alone", "positive_gap_bp", bp),
        Field("interest $m/y", "interest_usd_m_y", signed_dollars),
        Field("costs alone", "positive_interest_usd_m_y", signed_dollars),
        Field("its worth", "worth_usd_m", signed_dollars),
        Field("per 100 bp $m/y", "per_100bp_usd_m_y", dollars),
        Field("missing", "missing_tranches", str),
        Field("of", "missing_usd_m", dollars),
    ),
    "absorption": (
        text("grade", "grade"),
        Field("issued 12m", "issued_12m_usd_m", dollars),
        Field("due 12m", "due_12m_usd_m", dollars),
        Field("due 13-36m", "due_36m_usd_m", dollars),
        Field("absorption 1y", "absorption_1y", decimal),
        Field("absorption 3y", "absorption_3y", decimal),
        Field("missing", "missing_tranches", str),
        Field("of", "missing_usd_m", dollars),
        text("basis", "basis"),
    ),
    "project": (
        text("deal", "deal"),
        Field("CFADS $m/y", "cfads_usd_m", dollars),
        Field("owed", "balance_usd_m", dollars),
        Field("DSCR", "dscr", decimal),
        Field("in year", "dscr_year", str),
        Field("least", "worst_dscr", decimal),
        Field("in year", "worst_year", str),
        Field("asked", "least_dscr", decimal),
        Field("LLCR", "llcr", decimal),
        Field("PLCR", "plcr", decimal),
        Field("balloon", "balloon_usd_m", dollars),
        Field("on", "balloon_on", str),
        Field("new loan", "proceeds_usd_m", dollars),
        Field("gap", "refi_gap_usd_m", signed_dollars),
        Field("balloon DSCR", "balloon_dscr", decimal),
        Field("debt yield %", "debt_yield_pct", decimal),
        Field("missing", "missing_tranches", str),
    ),
}
_WALL = (
    Field("principal", "principal_usd_m", dollars),
    Field("at maturity", "bullet_usd_m", dollars),
    Field("year alone", "year_alone_usd_m", dollars),
    Field("amortised", "amortization_usd_m", dollars),
    Field("as expected", "expected_usd_m", dollars),
    Field("puts", "put_usd_m", dollars),
    Field("contracts end", "contract_usd_m", dollars),
    Field("undrawn lapses", "undrawn_usd_m", dollars),
    Field("tranches", "tranches", str),
)


GIVE_INDEX_BACK = (
    GivesBack(("spread_pct", "premium_pct", "issue_spread_pct"), ("rating", "maturity"), ("spread_basis", "index")),
)
"""Of a rating's own bucket the spread is the index itself; the premium gives it back. Market rate and gap are our own."""


def _frame(part: Refinancing, by: str) -> Shown:
    frames = {
        "sponsor": part.sponsors,
        "deal": part.deals,
        "tranche": part.tranches,
        "horizon": part.horizons,
        "absorption": part.absorption,
        "project": part.projects,
    }
    frame = frames[by]
    shown = part.deals.clear() if frame is None else frame
    return Shown(_FIELDS[by], shown, gives_back=GIVE_INDEX_BACK if by == "tranche" else ())


def _missing(part: Refinancing) -> tuple[str, ...]:
    totals = part.totals
    return (
        *(
            f"unpriced: {words(each.what)}: {counted(each.tranches, 'tranche')}, {dollars(each.usd_m)}"
            for each in totals.unpriced
        ),
        *(
            f"excluded: {words(each.what)}: {counted(each.tranches, 'row')}, {dollars(each.usd_m)}"
            for each in totals.excluded
        ),
    )


def _bare(part: Refinancing) -> tuple[str, ...]:
    bare = part.without_cash_flow
    if bare is None:
        return ()
    return (f"off balance sheet, {bare.what}: {counted(bare.tranches, 'tranche')}, {dollars(bare.usd_m)}",)


def _due_soon(part: Refinancing) -> tuple[str, ...]:
    """Return what must be refinanced within one and two years, its cost, and what of it has none."""
    if part.horizons is None:
        return ()
    soon = part.horizons.filter(part.horizons["months"].is_in([12, 24]))
    return tuple(
        f"rolls in {row['horizon']} {dollars(row['principal_usd_m'])}, of which priced {dollars(row['priced_usd_m'])}: "
        f"{signed_dollars(row['interest_usd_m_y'])} a year; "
        f"without a cost: {counted(row['missing_tranches'], 'tranche')}, {dollars(row['missing_usd_m'])}"
        for row in soon.iter_rows(named=True)
    )


def _refinancing(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.refinancing
    totals = part.totals
    lines = (
        (
            f"priced {dollars(totals.priced_usd_m)} of {dollars(totals.total_usd_m)} committed: "
            f"rated {dollars(totals.rated_usd_m)}, implied {dollars(totals.implied_usd_m)}, "
            f"unpriced {dollars(totals.unpriced_usd_m)}; "
            f"on balance sheet {dollars(totals.priced_on_usd_m)} of {dollars(totals.on_usd_m)}, "
            f"off {dollars(totals.priced_off_usd_m)} of {dollars(totals.off_usd_m)}"
        ),
        *_due_soon(part),
        (
            f"marked today {signed_dollars(totals.mark_usd_m_y)} a year, worth {signed_dollars(totals.mark_worth_usd_m)}; "
            f"without a mark: {counted(totals.mark_missing_tranches, 'tranche')}, {dollars(totals.mark_missing_usd_m)}"
        ),
        *_missing(part),
        *((_BOUND,) if by in {"deal", "sponsor"} else ()),
        *(_bare(part) if by == "project" else ()),
    )
    shown = _frame(part, by)
    return replace(shown, heading=lines, totals=plain(totals))


def _shape(part: Refinancing) -> tuple[str, ...]:
    """Return what the wall sums to, what stands outside it, and how it is spread."""
    shape = part.shape
    if shape is None:
        return ()
    sums = (
        f"owed {dollars(shape.owed_usd_m)}: dated {dollars(shape.dated_usd_m)}, without a maturity "
        f"{counted(shape.undated_tranches, 'tranche')}, {dollars(shape.undated_usd_m)}; in no column: "
        f"{counted(shape.unknown_tranches, 'tranche')} whose balance is not published, {dollars(shape.unknown_usd_m)} committed"
    )
    if shape.cliff_on is None or shape.cliff_share is None or shape.concentration is None:
        return (sums,)
    return (
        sums,
        (
            f"steepest quarter from {shape.cliff_on}: {dollars(shape.cliff_usd_m)}, {shape.cliff_share:.0%} of what is "
            f"owed, without {dollars(shape.year_alone_usd_m)} whose maturity is known by its year alone and stands in July; "
            f"concentration by year {shape.concentration:.2f} (1 is all in one year)"
        ),
    )


def _wall(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.refinancing
    totals = part.totals
    frame = {"quarter": part.wall, "month": part.months, "year": part.years}[by]
    periods = part.wall.clear() if frame is None else frame
    # Each row is headed by what it is; a year is its own column already.
    periods = periods.drop("quarter") if by == "year" else periods.rename({"quarter": by})
    lines = (
        *_shape(part),
        (
            "principal is by contract; as expected takes every anticipated repayment and extension; contracts end is what is owed today by "
            "debt whose last lease or offtake ends then"
        ),
    )
    return Shown((Field(by, by, _PERIODS[by], right=False), *_WALL), periods, lines, plain(totals))


def _quarter(first: date) -> str:
    return f"{first.year} Q{(first.month + 2) // 3}"


def _month(first: date) -> str:
    return f"{first:%Y-%m}"


_PERIODS: Mapping[str, Callable[[Any], str]] = {"quarter": _quarter, "month": _month, "year": str}


REFINANCING = Subject(("deal", "sponsor", "tranche", "horizon", "absorption", "project"), _refinancing)
WALL = Subject(("quarter", "month", "year"), _wall)
