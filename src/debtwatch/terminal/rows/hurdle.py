"""What revenue this must earn, JPMorgan's line beside it, and whose sales there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.hurdle.results import REQUIRED_COLUMNS
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, usd_m
from debtwatch.terminal.rows.tabled import Told, dollars, price, share, table_of, words
from debtwatch.terminal.rows.values import Cell, Line, Panel, Span, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.hurdle.results import Hurdle
    from debtwatch.analysis.snapshot import Snapshot


def life(value: float | None) -> Cell:
    """Write the years over which the money must come back; none is for ever."""
    return Cell("for ever", order=float("inf")) if value is None else Cell(fixed(value, 0), order=value)


TOLD = (
    Told("base", "counted as invested", 30, words, left=True, elastic=True),
    Told("invested_usd_m", "invested", 9, dollars),
    Told("life_years", "back in y", 9, life),
    Told("charge_usd_m_y", "charge/y", 9, dollars, 4),
    Told("revenue_usd_m_y", "revenue/y", 9, dollars),
    Told("covered_pct", "covered", 8, share, 2),
    Told("per_iphone_counted_usd_month", "/iPhone", 8, price, 3),
    Told("per_netflix_counted_usd_month", "/Netflix", 8, price, 3),
    Told("per_iphone_usd_month", "/iPhone bs", 10, price, 5),
    Told("per_netflix_usd_month", "/Netflix bs", 11, price, 5),
)


def hurdle_panel(snapshot: Snapshot) -> Panel:
    """Return one row a base and horizon under the assumptions and the published line."""
    found = snapshot.hurdle
    if found is None:
        return blank_panel("hurdle")
    return Panel(
        title="hurdle: the revenue this must earn",
        note=f"{fixed(found.assumptions.return_pct, 0)} % a year, {fixed(found.assumptions.margin_pct, 0)} % of revenue left for capital",
        subtitle="margin: nobody publishes one · bs: the published line's own user base, back-solved",
        lines=(_sales(found), *published_lines(found)),
        table=table_of(
            TOLD,
            REQUIRED_COLUMNS,
            found.required.iter_rows(named=True),
            lambda record: f"{record['base']}|{record['life_years']}",
        ),
        empty="nothing was invested by this day",
    )


def published_lines(found: Hurdle) -> tuple[Line, ...]:
    """Return JPMorgan's line, what would make it true, and its user bases."""
    line = found.published
    truths = ", ".join(
        f"{'for ever' if years is None else f'{fixed(years)} y'} at {fixed(margin, 0)} %"
        for years, margin in found.published_truths.select("life_years", "margin_pct").iter_rows()
    )
    solved = ", ".join(f"{fixed(one.users_m, 0)}m {one.name}" for one in found.users if one.back_solved)
    counted = ", ".join(f"{fixed(one.users_m, 0)}m {one.name}" for one in found.users if not one.back_solved)
    return (
        (
            Span("JPMorgan, Nov 2025: ", Tone.STRONG),
            Span(
                f"{usd_m(line.revenue_usd_m_y)} a year for {fixed(line.return_pct, 0)} % on {usd_m(line.invested_usd_m)}"
            ),
            Span(
                f", ${fixed(line.per_iphone_usd_month, 2)} an iPhone user or ${fixed(line.per_netflix_usd_month, 0)} a Netflix"
                " subscriber a month; as relayed, the report was not available",
                Tone.MUTED,
            ),
        ),
        (Span("true if the money must be back in, at this margin: ", Tone.MUTED), Span(truths or UNKNOWN)),
        (
            Span("its bases, back-solved: ", Tone.MUTED),
            Span(solved or UNKNOWN),
            Span("   counted: ", Tone.MUTED),
            Span(counted or UNKNOWN),
        ),
    )


def revenue_lines(found: Hurdle) -> tuple[Line, ...]:
    """Return whose AI sales there are, what stands outside the sum and why, and where each was read."""
    lines: list[Line] = []
    for record in found.revenue.iter_rows(named=True):
        outside = "" if record["counted"] else f"   not counted: {record['not_counted_because']}"
        lines += [
            (
                Span(f"{record['company']:<12} ", Tone.STRONG),
                Span(f"{usd_m(record['revenue_usd_m_y']):>8} a year"),
                Span(f"  {record['basis']}  {record['what']}{outside}", Tone.MUTED),
            ),
            (Span(f"             {record['source_url'] or UNKNOWN}, {record['source_date'] or UNKNOWN}", Tone.MUTED),),
        ]
    return tuple(lines)


def invested_lines(found: Hurdle, base: str) -> tuple[Line, ...]:
    """Return what is counted as invested, what it lacks and where it was read."""
    own = found.invested.filter(found.invested["base"] == base)
    return tuple(
        (
            Span(f"{record['company'] or 'in all':<14} ", Tone.STRONG),
            Span(f"{usd_m(record['invested_usd_m']):>8}  "),
            Span(f"{record['period'] or ''}  {record['missing'] or ''}  {record['sources'] or ''}", Tone.MUTED),
        )
        for record in own.iter_rows(named=True)
    )


def hurdle_detail(snapshot: Snapshot, key: str) -> tuple[Panel, Panel, Panel]:
    """Return what one base is made of, the published line, and the sales set against it."""
    found = snapshot.hurdle
    base = key.partition("|")[0]
    if found is None:
        return (blank_panel(base), blank_panel("published"), blank_panel("sales"))
    return (
        Panel(base, lines=invested_lines(found, base), empty="no longer counted"),
        Panel("the published line", lines=published_lines(found)),
        Panel(
            "sales set against it",
            subtitle=f"counted {usd_m(found.revenue_counted_usd_m_y)} a year",
            lines=revenue_lines(found),
        ),
    )


def _sales(found: Hurdle) -> Line:
    return (
        Span("model makers' run-rates together "),
        Span(usd_m(found.revenue_counted_usd_m_y), Tone.STRONG),
        Span(" a year; the clouds' AI sales hold what these pay them and are not added", Tone.MUTED),
    )
