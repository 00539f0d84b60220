"""`show refinancing` and `show wall`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, plain, text
from debtwatch.cli.tables import Field, bp, decimal, dollars, percent, signed_dollars, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.refinancing.results import Refinancing
    from debtwatch.analysis.snapshot.results import Snapshot

_SUMS = (
    Field("outstanding", "outstanding_usd_m", dollars),
    Field("priced", "priced_usd_m", dollars),
    Field("rolls 12m", "rolls_12m_usd_m", dollars),
    Field("rolls 24m", "rolls_24m_usd_m", dollars),
    Field("gap bp", "gap_bp", bp),
    Field("roll $m/y", "roll_usd_m_y", signed_dollars),
    Field("mark $m/y", "mark_usd_m_y", signed_dollars),
    Field("headroom bp", "headroom_bp", bp),
    Field("shortfall", "cover_shortfall", decimal),
    Field("first event", "first_event_on", str),
    text("", "first_event_kind"),
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
        Field("economic", "economic_gap_bp", bp),
        text("unpriced because", "unpriced_because"),
    ),
    "horizon": (
        text("due within", "horizon"),
        Field("principal", "principal_usd_m", dollars),
        Field("priced", "priced_usd_m", dollars),
        Field("gap bp", "gap_bp", bp),
        Field("gains apart", "positive_gap_bp", bp),
        Field("interest $m/y", "interest_usd_m_y", signed_dollars),
        Field("gains apart", "positive_interest_usd_m_y", signed_dollars),
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
    ),
}
_WALL = (
    Field("from", "quarter", str),
    Field("principal", "principal_usd_m", dollars),
    Field("at maturity", "bullet_usd_m", dollars),
    Field("amortised", "amortization_usd_m", dollars),
    Field("as expected", "expected_usd_m", dollars),
    Field("puts", "put_usd_m", dollars),
    Field("contracts end", "contract_usd_m", dollars),
    Field("undrawn lapses", "undrawn_usd_m", dollars),
    Field("tranches", "tranches", str),
)


def _frame(part: Refinancing, by: str) -> Shown:
    frames = {
        "sponsor": part.sponsors,
        "deal": part.deals,
        "tranche": part.tranches,
        "horizon": part.horizons,
        "absorption": part.absorption,
    }
    frame = frames[by]
    return Shown(_FIELDS[by], part.deals.clear() if frame is None else frame)


def _missing(part: Refinancing) -> tuple[str, ...]:
    totals = part.totals
    return (
        *(f"unpriced: {words(each.what)}: {each.tranches} tranches, {dollars(each.usd_m)}" for each in totals.unpriced),
        *(f"excluded: {words(each.what)}: {each.tranches} rows, {dollars(each.usd_m)}" for each in totals.excluded),
    )


def _refinancing(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.refinancing
    totals = part.totals
    lines = (
        (
            f"priced {dollars(totals.priced_usd_m)} of {dollars(totals.total_usd_m)}: "
            f"rated {dollars(totals.rated_usd_m)}, implied {dollars(totals.implied_usd_m)}; "
            f"off balance sheet {dollars(totals.off_usd_m)}"
        ),
        (
            f"rolls in 12 months {dollars(totals.rolls_12m_usd_m)}, {signed_dollars(totals.roll_12m_usd_m_y)} a year; "
            f"marked today {signed_dollars(totals.mark_usd_m_y)} a year"
        ),
        *_missing(part),
    )
    shown = _frame(part, by)
    return Shown(shown.fields, shown.frame, lines, plain(totals))


def _wall(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.refinancing
    totals = part.totals
    frame = {"quarter": part.wall, "month": part.months, "year": part.years}[by]
    lines = (
        (
            f"owed {dollars(totals.outstanding_usd_m)}; in no column: {totals.without_amount} tranches without an amount, "
            f"{totals.commitment_basis_tranches} facilities of {dollars(totals.commitment_basis_usd_m)} whose drawings are "
            "not published, and what has no maturity"
        ),
        (
            "principal is by contract; as expected takes every extension option; contracts end is what is owed today by "
            "debt whose last lease or offtake ends then"
        ),
    )
    return Shown(_WALL, part.wall.clear() if frame is None else frame, lines, plain(totals))


REFINANCING = Subject(("deal", "sponsor", "tranche", "horizon", "absorption"), _refinancing)
WALL = Subject(("quarter", "month", "year"), _wall)
