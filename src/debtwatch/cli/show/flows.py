"""`show flows DEAL/TRANCHE`: dated payments, what they are worth, and where each figure comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Drilled, Shown, text
from debtwatch.cli.tables import Field, decimal, dollars, percent, words
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.desk.desk import Desk

_DOLLARS = (
    Field("principal", "principal_usd_m", decimal),
    Field("interest", "interest_usd_m", decimal),
    Field("owed after", "balance_after_usd_m", decimal),
)
_PER_100 = (
    Field("principal", "principal", decimal),
    Field("interest", "interest", decimal),
    Field("owed after", "balance_after", decimal),
)
_MEASURES = (
    text("measure", "measure"),
    Field("value", "value", lambda value: f"{value:,.4f}"),
    text("unit", "unit"),
    text("how", "how"),
    text("missing", "missing"),
)
_SOURCES = (
    text("field", "field"),
    text("value", "value"),
    text("source", "source"),
    text("dated", "dated"),
    text("confidence", "confidence"),
    text("note", "note"),
)


def _flow_fields(drilled: CashFlows) -> tuple[Field, ...]:
    amounts, worth = (_PER_100, "present") if drilled.owed_usd_m is None else (_DOLLARS, "present_usd_m")
    return (
        Field("paid on", "paid_on", str),
        *amounts[:2],
        text("basis", "basis"),
        Field("rate %", "rate_pct", percent),
        amounts[2],
        Field("discount", "discount", lambda factor: f"{factor:.6f}"),
        Field("present", worth, decimal),
    )


def measure_words(measure: Mapping[str, Any]) -> str:
    """Return one measure on a line: its value, or what is missing."""
    name, value, unit = measure["measure"], measure["value"], measure["unit"]
    return f"{name}: {f'{value:,.3f} {unit}' if value is not None else words(measure['missing'] or 'not known')}"


def _heading(drilled: CashFlows) -> tuple[str, ...]:
    owed = (
        "balance not published: per 100 owed" if drilled.owed_usd_m is None else f"owed {dollars(drilled.owed_usd_m)}"
    )
    head = (f"{clean(drilled.deal)}: {clean(drilled.tranche)}", owed)
    if drilled.refused:
        return (*head, f"no payments: {clean(drilled.refused)}")
    return (*head, clean(drilled.terms), *(f"note: {clean(note)}" for note in drilled.notes))


def _shown(desk: Desk, name: str, by: str) -> Shown:
    drilled = desk.cash_flows(name)
    totals = {
        "tranche_id": drilled.tranche_id,
        "owed_usd_m": drilled.owed_usd_m,
        "terms": drilled.terms,
        "notes": list(drilled.notes),
        "refused": drilled.refused or None,
    }
    heading = _heading(drilled)
    if by == "measures":
        return Shown(_MEASURES, drilled.measures, heading, totals)
    if by == "source":
        return Shown(_SOURCES, drilled.sources, heading, totals)
    measured = drilled.measures.to_dicts()
    known = tuple(measure_words(measure) for measure in measured if measure["value"] is not None)
    lacking = sum(measure["value"] is None for measure in measured)
    more = (
        ()
        if drilled.refused
        else (f"{lacking} measures lack an input: --by measures says which; --by source cites every figure",)
    )
    return Shown(_flow_fields(drilled), drilled.flows, (*heading, *known, *more), {**totals, "measures": measured})


FLOWS = Drilled(("flows", "measures", "source"), _shown)
