"""Who owes it: coverage before and after refinancing, Minsky's three answers, capex strain; down to the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.issuers.results import CONFLICT_COLUMNS, FLOATING_COLUMNS, ISSUER_COLUMNS
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, usd_m
from debtwatch.terminal.rows.tabled import Told, count, dollars, on, quiet, share, table_of, times, words
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot

MINSKY_TONES = {"hedge": Tone.CALM, "speculative": Tone.AMBER, "ponzi": Tone.RED}
STRAINED = 1.0
"""Capital spending above operating cash flow."""


def minsky(value: str | None) -> Cell:
    """Write Minsky's class with its first letter's weight."""
    return Cell(UNKNOWN, Tone.MUTED) if not value else Cell(clean(value), MINSKY_TONES.get(value, Tone.PLAIN))


def strain(value: float | None) -> Cell:
    """Write capital spending over operating cash flow; above one it is not paid from operations."""
    cell = times(value)
    return cell if value is None or value <= STRAINED else cell._replace(tone=Tone.RED)


def risk(value: str | None) -> Cell:
    """Write the IMF's word for low coverage."""
    return Cell(UNKNOWN, Tone.MUTED) if not value else Cell(clean(value), Tone.RED)


TOLD = (
    Told("company", "issuer", 16, words, left=True, elastic=True),
    Told("icr_ebit", "EBIT/int", 8, times),
    Told("icr_ebitda", "EBITDA/int", 10, times, 3),
    Told("icr_after", "after", 7, times),
    Told("at_risk", "at risk", 8, risk, 2, left=True),
    Told("minsky_ebit", "Minsky EBIT", 11, minsky, 2, left=True),
    Told("minsky_ocf", "on OCF", 11, minsky, 3, left=True),
    Told("minsky_fcf", "on FCF", 11, minsky, 3, left=True),
    Told("capex_strain", "capex/OCF", 9, strain, 2),
    Told("debt_usd_m", "debt", 8, dollars),
    Told("debt_to_ebitda", "/EBITDA", 8, times, 6),
    Told("cash_usd_m", "cash", 8, dollars, 7),
    Told("liquidity_cover", "liquidity", 9, times, 7),
    Told("added_interest_usd_m_y", "+interest", 9, dollars, 5),
    Told("floating_usd_m", "floating", 8, dollars, 8),
    Told("floating_100bp_usd_m_y", "+100 bp", 8, dollars, 9),
    Told("conflicts", "conflicts", 9, count, 10),
    Told("period_end", "to", 10, on, 4, left=True),
    Told("window", "window", 15, quiet, 11, left=True),
    Told("interest_period", "interest of", 27, quiet, 12, left=True),
)
CONFLICT = (
    Told("metric", "two values for", 20, words, left=True, elastic=True),
    Told("period", "period", 16, words, 2, left=True),
    Told("chosen_usd_m", "used", 9, dollars),
    Told("other_usd_m", "other", 9, dollars),
    Told("difference_pct", "differs", 8, share),
    Told("chosen_because", "because", 34, quiet, 3, left=True),
)
FLOATING = (
    Told("tranche_id", "floating tranche", 30, words, left=True, elastic=True),
    Told("balance_usd_m", "owed", 9, dollars),
    Told("reference_rate", "over", 8, words, 3, left=True),
    Told("margin_bp", "margin bp", 9, count, 2),
    Told("rise_100bp_usd_m_y", "+100 bp", 9, dollars),
    Told("resets_on", "next reset", 10, on, 5, left=True),
    Told("hedged", "hedged", 18, quiet, 4, left=True),
    Told("matures_on", "matures", 10, on, 2, left=True),
)
FIGURES = (
    Column("metric", "figure", 20, Align.LEFT, elastic=True, meaning="What is measured."),
    Column("period", "period", 6, Align.LEFT, meaning="Quarter, fiscal year, twelve months or guidance."),
    Column("period_end", "to", 10, Align.LEFT, meaning="Its last day."),
    Column("value", "value", 10, meaning="As published, $m unless the unit says otherwise."),
    Column("note", "what it measures", 40, Align.LEFT, 2, meaning="In the source's words."),
    Column("source_date", "source of", 10, Align.LEFT, 3, meaning="Day of the source."),
    Column("confidence", "confidence", 10, Align.LEFT, 4, meaning="High, medium or low."),
)


def issuers_panel(snapshot: Snapshot) -> Panel:
    """Return one row a company with figures, largest debt first."""
    found = snapshot.issuers
    if found is None:
        return blank_panel("issuers")
    without = found.without
    lines: list[Line] = [
        ((Span("Minsky, "), Span(found.minsky_definition, Tone.MUTED))),
        (
            Span("no figures: ", Tone.AMBER if without.tranches else Tone.MUTED),
            Span(
                f"{counted(len(without.issuers), 'issuer')}, {counted(without.tranches, 'tranche')}, {usd_m(without.usd_m)} committed"
            ),
            Span("; none is made up for them", Tone.MUTED),
        ),
    ]
    newest = max((day for day in found.table["source_date"] if day is not None), default=None)
    return Panel(
        title="issuers",
        note="coverage before and after what rolls within 24 months",
        subtitle=f"filings and press to {newest} · enter shows the figures and their sources" if newest else "",
        lines=tuple(lines),
        table=table_of(TOLD, ISSUER_COLUMNS, found.table.iter_rows(named=True), lambda record: str(record["company"])),
        empty="the book has no published company figures on this day",
    )


def company_panels(snapshot: Snapshot, company: str) -> tuple[Panel, Panel, Panel]:
    """Return every published figure of a company, the figures with two values, and its floating debt."""
    found, standing = snapshot.issuers, snapshot.standing
    if found is None or standing is None:
        return (blank_panel(company), blank_panel("two values"), blank_panel("floating debt"))
    facts = standing.facts
    own = facts.filter(facts["company"] == company).sort("period_end", "metric", descending=[True, False])
    table = found.table.filter(found.table["company"] == company).to_dicts()
    issuer = table[0]["issuer"] if table else company
    conflicts = found.conflicts.filter(found.conflicts["company"] == company).iter_rows(named=True)
    floating = found.floating.filter(found.floating["issuer"] == issuer).iter_rows(named=True)
    return (
        Panel(
            title=company,
            note=_basis(table[0]) if table else "",
            lines=tuple(_coverage(table[0])) if table else (),
            table=Table(
                FIGURES, tuple(_figure(number, record) for number, record in enumerate(own.iter_rows(named=True)))
            ),
            empty="no published figure by this day",
        ),
        Panel(
            title="two values for one figure",
            table=table_of(CONFLICT, CONFLICT_COLUMNS, conflicts, lambda one: f"{one['metric']} {one['period']}"),
            empty="no figure of this company has two values",
        ),
        Panel(
            title="floating debt in the book",
            note=f"hedges not published for {found.floats.unhedged_tranches} of the book's {found.floats.tranches}",
            table=table_of(FLOATING, FLOATING_COLUMNS, floating, lambda one: str(one["tranche_id"])),
            empty="none of its debt in the book floats",
        ),
    )


def figure_panel(snapshot: Snapshot, company: str, key: str) -> Panel:
    """Return one published figure with its source."""
    _, metric, period, end, *_ = key.split("|")
    facts = None if snapshot.standing is None else snapshot.standing.facts
    records: list[dict[str, Any]] = (
        [] if facts is None else facts.filter((facts["company"] == company) & (facts["metric"] == metric)).to_dicts()
    )
    chosen = [one for one in records if str(one["period_end"]) == end and one["period_type"] == period]
    lines: list[Line] = []
    for record in chosen:
        lines += [
            _pair(
                "figure",
                f"{record['metric'].replace('_', ' ')}, {record['period_type']} to {record['period_end_text']}",
            ),
            _pair("value", _value(record).text),
            _pair("what it measures", record["definition_note"]),
            _pair("source", record["source_url"]),
            _pair("dated", f"{record['source_date_text'] or UNKNOWN} · confidence {record['confidence'] or UNKNOWN}"),
            _pair("second hand", "yes: the source's own page has not been opened" if record["second_hand"] else "no"),
            _pair("note", record["note"]),
            (),
        ]
    return Panel(company, lines=tuple(lines), empty="no longer among the figures")


def _figure(number: int, record: dict[str, Any]) -> Row:
    key = f"{number}|{record['metric']}|{record['period_type']}|{record['period_end']}"
    return Row(
        key,
        (
            words(record["metric"].replace("_", " ")),
            words(record["period_type"]),
            on(record["period_end"]),
            _value(record),
            quiet(record["definition_note"]),
            on(record["source_date"]),
            quiet(record["confidence"]),
        ),
    )


def _value(record: dict[str, Any]) -> Cell:
    value, unit = record["value_usd_m"], record["unit"]
    if unit == "users_m":
        return Cell(f"{fixed(value, 0)}m users", Tone.PLAIN, value)
    return Cell(usd_m(value), Tone.PLAIN, value)


def _basis(record: dict[str, Any]) -> str:
    return f"{record['window']} to {record['period_end']}" + (
        f", interest of {record['interest_period']}" if record["interest_period"] else ""
    )


def _coverage(record: dict[str, Any]) -> list[Line]:
    return [
        (
            Span("before "),
            Span(times(record["icr_ebit"]).text, Tone.STRONG),
            Span(" EBIT / interest   after what rolls "),
            Span(times(record["icr_after"]).text, Tone.STRONG),
            Span(
                f"   {record['cash_flow'] or ''}   + {usd_m(record['added_interest_usd_m_y'])} of interest a year",
                Tone.MUTED,
            ),
        ),
        (
            Span("principal due in 12 months "),
            Span(usd_m(record["principal_12m_usd_m"])),
            Span(f" ({record['principal_basis'] or UNKNOWN})   capex {usd_m(record['capex_usd_m'])}", Tone.MUTED),
            Span(f" / OCF {usd_m(record['ocf_usd_m'])}   FCF {usd_m(record['fcf_usd_m'])}", Tone.MUTED),
        ),
        *_balances(record),
    ]


def _balances(record: dict[str, Any]) -> list[Line]:
    """Return debt and cash with their day and what each holds, in the source's words: they are not all alike."""
    return [
        (
            Span(f"{name} "),
            Span(usd_m(record[f"{name}_usd_m"])),
            Span(f" on {record[f'{name}_on']}: {clean(str(record[f'{name}_note'] or UNKNOWN))}", Tone.MUTED),
        )
        for name in ("debt", "cash")
        if record[f"{name}_usd_m"] is not None
    ]


def _pair(name: str, text: object) -> Line:
    return (Span(f"{name:<20}", Tone.MUTED), Span(clean(str(text)) if text not in {None, ""} else UNKNOWN))
