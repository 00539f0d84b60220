"""A tranche's cash flows, what they are worth, and the source of every figure, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, known, number_cell, short_day, usd_m, word_cell
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.cashflows.results import CashFlows

FLOWS = (
    Column("paid_on", "paid on", 10, Align.LEFT, meaning="Payment date, unadjusted."),
    Column("principal", "principal", 10, meaning="Principal repaid: $m, or per 100 drawn where drawings are unknown."),
    Column("interest", "interest", 9, meaning="Interest paid: $m, or per 100 drawn."),
    Column("basis", "basis", 12, Align.LEFT, 3, meaning="Fixed, fixed so far, or projected at today's SOFR average."),
    Column("rate", "rate %", 7, priority=4, meaning="Rate of the period, percent a year."),
    Column("after", "owed after", 10, priority=2, meaning="Owed after the payment."),
    Column("discount", "discount", 8, priority=5, meaning="Discount factor at the market yield."),
    Column("present", "present", 9, priority=2, elastic=True, meaning="Present value at the market yield."),
)
MEASURES = (
    Column("measure", "measure", 26, Align.LEFT, meaning="What is measured."),
    Column("value", "value", 15, meaning="Its value and unit; — where an input is missing."),
    Column(
        "how", "rests on, or lacks", 14, Align.LEFT, 2, elastic=True, meaning="What it rests on, or what is missing."
    ),
)
SOURCES = (
    Column("field", "field", 22, Align.LEFT, meaning="The book's field, or the rate's name."),
    Column("value", "value", 16, Align.LEFT, meaning="As stated."),
    Column("dated", "dated", 10, Align.LEFT, 2, meaning="What day the source speaks of."),
    Column("confidence", "confidence", 12, Align.LEFT, 3, meaning="high, medium or low; second hand where not opened."),
    Column("source", "source", 14, Align.LEFT, 2, elastic=True, meaning="Where it was read."),
)
_DETAIL = 14


def flows_panel(drilled: CashFlows) -> Panel:
    """Return one row a payment still ahead."""
    scaled = drilled.owed_usd_m is not None
    rows = tuple(_flow(row, "_usd_m" if scaled else "") for row in drilled.flows.iter_rows(named=True))
    owed = f"owed {usd_m(drilled.owed_usd_m)}, $m" if scaled else "per 100 drawn"
    return Panel(
        "cash flows",
        note=owed,
        subtitle=f"valued on {short_day(drilled.as_of)} {drilled.as_of.year} · enter: sources",
        lines=_headlines(drilled),
        table=Table(FLOWS, rows, "paid_on"),
        empty=f"no payments: {clean(drilled.refused)}" if drilled.refused else "no payments",
    )


def _headlines(drilled: CashFlows) -> tuple[Line, ...]:
    terms: tuple[Line, ...] = ((Span(clean(drilled.terms), Tone.STRONG),),) if drilled.terms else ()
    return (*terms, *((Span(clean(note), Tone.MUTED),) for note in drilled.notes))


def _flow(row: Mapping[str, Any], unit: str) -> Row:
    return Row(
        str(row["paid_on"]),
        (
            Cell(str(row["paid_on"]), Tone.PLAIN, float(row["paid_on"].toordinal())),
            number_cell(row[f"principal{unit}"], 2, Tone.PLAIN if row[f"principal{unit}"] else Tone.MUTED),
            number_cell(row[f"interest{unit}"], 2),
            word_cell(row["basis"], Tone.MUTED),
            number_cell(row["rate_pct"], 2),
            number_cell(row[f"balance_after{unit}"], 2),
            number_cell(row["discount"], 5),
            number_cell(row[f"present{unit}"], 2),
        ),
    )


def measures_panel(drilled: CashFlows) -> Panel:
    """Return one row a measure: its value, or what is missing."""
    rows = tuple(_measure(row) for row in drilled.measures.iter_rows(named=True))
    lacking = sum(row["value"] is None for row in drilled.measures.iter_rows(named=True))
    return Panel(
        "what they are worth",
        note=f"{len(rows) - lacking} of {len(rows)} measures, the others say what is missing" if rows else "",
        table=Table(MEASURES, rows),
        empty="nothing to value" if drilled.refused else "",
    )


def _measure(row: Mapping[str, Any]) -> Row:
    value, missing = row["value"], row["missing"]
    places = 1 if row["unit"] in {"bp", "$m"} else 3
    reason = clean(missing or row["how"] or "")
    return Row(
        row["measure"],
        (
            word_cell(row["measure"]),
            Cell(f"{fixed(value, places)} {row['unit']}", Tone.STRONG, value)
            if known(value)
            else Cell(UNKNOWN, Tone.MUTED),
            Cell(reason or UNKNOWN, Tone.AMBER if missing else Tone.MUTED),
        ),
    )


def measure_panel(drilled: CashFlows, key: str) -> Panel:
    """Return one measure in full: what it rests on, and what is missing."""
    found = drilled.measures.filter(drilled.measures["measure"] == key).to_dicts()
    if not found:
        return Panel(key, empty="no longer among the measures")
    row = found[0]
    value = f"{fixed(row['value'], 4)} {row['unit']}" if known(row["value"]) else None
    lines = (_pair("value", value), _pair("rests on", row["how"]), _pair("missing", row["missing"] or "nothing"))
    return Panel(key, lines=lines)


def sources_panel(drilled: CashFlows) -> Panel:
    """Return one row a figure, with where it was read."""
    rows = tuple(_source(place, row) for place, row in enumerate(drilled.sources.iter_rows(named=True)))
    return Panel("where each figure comes from", table=Table(SOURCES, rows), empty="the book says nothing of it")


def _source(place: int, row: Mapping[str, Any]) -> Row:
    return Row(
        str(place),
        (
            word_cell(row["field"]),
            word_cell(row["value"], Tone.STRONG),
            word_cell(row["dated"]),
            word_cell(row["confidence"], Tone.MUTED),
            word_cell(row["source"], Tone.MUTED),
        ),
    )


def source_panel(drilled: CashFlows, key: str) -> Panel:
    """Return one figure's source in full."""
    place = int(key)
    if place >= drilled.sources.height:
        return Panel("source", empty="no longer among the figures")
    row = drilled.sources.row(place, named=True)
    addresses = (row["source"] or UNKNOWN).split(" | ")
    lines = (
        _pair("value", row["value"]),
        _pair("dated", row["dated"]),
        _pair("confidence", row["confidence"]),
        *(_pair("source" if not number else "", address) for number, address in enumerate(addresses)),
        _pair("note", row["note"]),
    )
    return Panel(row["field"], lines=lines)


def _pair(name: str, text: str | None) -> Line:
    return (Span(f"{name:<{_DETAIL}}", Tone.MUTED), Span(clean(text) if text else UNKNOWN))
