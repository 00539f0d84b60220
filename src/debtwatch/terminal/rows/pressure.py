"""What stands over the refinancing tables: the totals, what they rest on and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.text import counted
from debtwatch.terminal.chart import sparkline
from debtwatch.terminal.rows.ages import dated, pane_tone
from debtwatch.terminal.rows.formats import direction, fixed, short_day, usd_m, usd_m_y
from debtwatch.terminal.rows.values import Line, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import polars as pl

    from debtwatch.analysis.refinancing.results import Counted, RefinancingTotals
    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.chart import Symbols

WALL_QUARTERS = 20
_MOST_REASONS = 4


def headline(snapshot: Snapshot, symbols: Symbols) -> Line:
    """Return the totals in one line, the wall by quarter at its end."""
    totals = snapshot.refinancing.totals
    wall = wall_by_quarter(snapshot.refinancing.wall, snapshot.as_of)
    return (
        Span("rolls 12 m ", Tone.MUTED),
        Span(usd_m(totals.rolls_12m_usd_m), Tone.STRONG),
        Span(" "),
        _roll_cost(totals),
        Span("  marked ", Tone.MUTED),
        Span(usd_m_y(totals.mark_usd_m_y), direction(totals.mark_usd_m_y)),
        Span("  wall ", Tone.MUTED),
        Span(sparkline(wall, WALL_QUARTERS, symbols)),
        Span(f" to {snapshot.as_of.year + WALL_QUARTERS // 4}" if wall else "", Tone.MUTED),
    )


def _roll_cost(totals: RefinancingTotals) -> Span:
    """Return what rolling costs; principal that falls due with nothing of it priced is not free."""
    if totals.rolls_12m_usd_m and not totals.roll_12m_usd_m_y:
        return Span("unpriced", Tone.AMBER)
    return Span(usd_m_y(totals.roll_12m_usd_m_y), direction(totals.roll_12m_usd_m_y))


def basis_lines(snapshot: Snapshot) -> tuple[Line, ...]:
    """Return what the totals rest on and leave out: unpriced, without a cost, without a balance, not counted."""
    part, book = snapshot.refinancing, snapshot.book
    totals = part.totals
    owed = (
        f"on balance sheet {usd_m(totals.on_usd_m)} (priced {usd_m(totals.priced_on_usd_m)}), "
        f"off {usd_m(totals.off_usd_m)} (priced {usd_m(totals.priced_off_usd_m)}); "
        f"drawings not published: {counted(totals.commitment_basis_tranches, 'facility', 'facilities')}, {usd_m(totals.commitment_basis_usd_m)}"
    )
    lines = [
        (
            f"unpriced {totals.tranches - totals.priced_tranches} of {counted(totals.tranches, 'tranche')}, "
            f"{usd_m(totals.unpriced_usd_m)}: {_reasons(totals.unpriced)}"
        ),
        *([] if part.horizons is None else [_without_cost(part.horizons)]),
        owed,
        f"outside the totals: {_reasons(totals.excluded)}",
    ]
    told: list[Line] = [(Span(line, Tone.MUTED),) for line in lines]
    if book.problems:
        wrong = f"{counted(book.problems, 'problem')} in the book: `debtwatch book check` lists them"
        told.insert(0, (Span(wrong, Tone.AMBER),))
    return tuple(told)


def _without_cost(horizons: pl.DataFrame) -> str:
    """Return what the roll and mark totals leave out."""
    year = horizons.row(0, named=True)
    every = horizons.row(horizons.height - 1, named=True)
    return (
        f"may roll in 12 m without a cost: {counted(year['missing_tranches'], 'tranche')}, {usd_m(year['missing_usd_m'])}; "
        f"ever: {every['missing_tranches']}, {usd_m(every['missing_usd_m'])}"
    )


def _reasons(reasons: tuple[Counted, ...]) -> str:
    """Return the largest reasons with their tranches and dollars, and the rest in one."""
    told = [f"{each.what} {each.tranches} ({usd_m(each.usd_m)})" for each in reasons[:_MOST_REASONS]]
    rest = reasons[_MOST_REASONS:]
    if rest:
        told.append(
            f"{counted(len(rest), 'other reason')} {sum(each.tranches for each in rest)} ({usd_m(sum(each.usd_m for each in rest))})"
        )
    return ", ".join(told) or "nothing"


def coverage(snapshot: Snapshot) -> str:
    """Return `priced $337bn of $730bn: rated 221, implied 116`, or why nothing is priced."""
    totals = snapshot.refinancing.totals
    priced = f"priced {usd_m(totals.priced_usd_m)} of {usd_m(totals.total_usd_m)}"
    if not totals.tranches:
        return "nothing counted"
    if not totals.priced_usd_m:
        return f"{priced}: {_why_nothing(snapshot)}"
    return (
        f"{priced}: rated {fixed(totals.rated_usd_m / 1_000, 0)}, implied {fixed(totals.implied_usd_m / 1_000, 0)}, "
        f"unpriced {fixed(totals.unpriced_usd_m / 1_000, 0)}"
    )


def _why_nothing(snapshot: Snapshot) -> str:
    if snapshot.market.par is None:
        return "no Treasury curve yet"
    if not snapshot.market.oas:
        return "no index spreads yet, FRED has them"
    return snapshot.refinancing.totals.unpriced[0].what


def basis(snapshot: Snapshot) -> str:
    """Return the days the prices rest on: book, curve, index; the most telling first, for the rest may be cut."""
    market, today = snapshot.market, snapshot.as_of
    curve = (
        "no curve"
        if market.par is None
        else dated("curve", market.par.observed_on, [snapshot.freshness.get(name) for name in market.par.series], today)
    )
    old = f", {snapshot.book.age_days} d ago" if snapshot.book.amber else ""
    wrong = f", {counted(snapshot.book.problems, 'problem')} in it (book check)" if snapshot.book.problems else ""
    reviewed = f"book reviewed to {short_day(snapshot.book.reviewed_to, today)}{old}{wrong}"
    return f"{reviewed} · {curve} · {_index(snapshot)}"


def _index(snapshot: Snapshot) -> str:
    """Return the day of the index spreads; of HQM's month where those are not to be had."""
    market, today = snapshot.market, snapshot.as_of
    if not market.oas and market.hqm is not None:
        recorded = ", recorded" if market.hqm.recorded else ""
        bare = ", ex premium" if _without_premium(snapshot.refinancing.tranches) else ""
        return f"A and better on HQM {market.hqm.observed_on:%b %Y}{recorded}{bare}"
    newest = max((spread.observed_on for spread in market.oas), default=None)
    return dated("OAS", newest, [snapshot.freshness.get(spread.series) for spread in market.oas], today)


def _without_premium(tranches: pl.DataFrame) -> bool:
    """Whether a priced rate leaves out what the issue paid over its index: its gap then reads too low."""
    return any(row["priced"] and row["premium_pct"] is None for row in tranches.iter_rows(named=True))


def wall_by_quarter(wall: pl.DataFrame, today: date) -> list[float]:
    """Return principal due in each of the coming quarters, empty quarters as zero."""
    due = {(quarter.year, quarter.month): float(amount or 0.0) for quarter, amount in _due(wall)}
    if not due:
        return []
    first = today.year * 4 + (today.month - 1) // 3
    return [due.get((quarter // 4, quarter % 4 * 3 + 1), 0.0) for quarter in range(first, first + WALL_QUARTERS)]


def _due(wall: pl.DataFrame) -> Iterable[tuple[date, float | None]]:
    return wall.select("quarter", "principal_usd_m").iter_rows()


def panel_tone(snapshot: Snapshot) -> Tone:
    """Return how far the prices can be taken as today's: the curve's and index's worst, amber for an old book."""
    market = snapshot.market
    index = [spread.series for spread in market.oas] or list(market.hqm.series if market.hqm else ())
    tone = pane_tone(snapshot.freshness.get(name) for name in [*(market.par.series if market.par else ()), *index])
    return Tone.AMBER if (snapshot.book.amber or snapshot.book.problems) and tone is Tone.PLAIN else tone
