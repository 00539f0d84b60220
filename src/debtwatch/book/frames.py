"""The book as polars frames: one a record type, columns as the records name them, unknowns null.

`tranches` adds, to the fields of a Tranche: deal_id, tranche_id (`deal/tranche`, stable), deal,
sponsor, outstanding_usd_m, commitment_basis, counted, excluded_because. Every date stands twice: the
day used in calculations, and `<name>_text` as its source gives it. Enumerations are strings, lists
are joined by ` | `, an amortization is amortization (bullet, amortizing, unknown) with amort_kind,
amort_first, amort_last, amort_final_pct and amort_assumed beside it, and a table of repayments its
days and percents as lists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.book.book import BookFrames
from debtwatch.book.fields import HELD, INNER, Field, Kind, fields_of, stated_value
from debtwatch.book.rows import EdgeRow, EventRow, FactRow, RatingRow, Standing
from debtwatch.book.values import SEPARATOR
from debtwatch.domain.deal import CashFlow, Commitment, Equity, Guarantee, Tranche
from debtwatch.domain.kinds import AmortizationKind
from debtwatch.domain.rating import notch
from debtwatch.domain.terms import Amortization, Repayment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from debtwatch.book.read import Contents
    from debtwatch.domain.deal import Deal

Columns = dict[str, tuple[Any, list[Any]]]
"""Column name to its polars type and its values."""
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.TEXTS: pl.String,
    Kind.CHOICE: pl.String,
    Kind.NUMBER: pl.Float64,
    Kind.INTEGER: pl.Int64,
    Kind.FLAG: pl.Boolean,
    Kind.DATE: pl.Date,
}


def build_frames(book: Contents) -> BookFrames:
    """Return the frames of what a book's files say."""
    deals = book.deals
    return BookFrames(
        tranches=_tranches(deals),
        commitments=_of_deals(deals, Commitment, lambda deal: deal.commitments, "commitment_id"),
        guarantees=_of_deals(deals, Guarantee, lambda deal: deal.guarantees, "guarantee_id"),
        equity=_of_deals(deals, Equity, lambda deal: deal.equity, "equity_id"),
        marks=_inside(deals, "mark"),
        repayments=_inside(deals, "repayment"),
        hedges=_inside(deals, "hedge"),
        cash_flows=_of_deals(deals, CashFlow, lambda deal: deal.cash_flows, "cash_flow_id"),
        ratings=_ratings(book.ratings),
        events=_frame(record_columns(EventRow, book.events)),
        edges=_edges(book.edges),
        facts=_frame(record_columns(FactRow, book.facts)),
    )


def record_columns(record: type[Any], records: Sequence[Any]) -> Columns:
    """Return one column a field of the record type, in the order they are declared."""
    columns: Columns = {}
    for declared in fields_of(record).values():
        values = [stated_value(item, declared) for item in records]
        columns |= _columns_of(declared, values)
    return columns


def _columns_of(declared: Field, values: list[Any]) -> Columns:
    name = declared.name
    if declared.kind is Kind.DATE:
        return {
            name: (pl.Date, [None if value is None else value.valued for value in values]),
            f"{name}_text": (pl.String, [None if value is None else value.text for value in values]),
        }
    if declared.kind is Kind.PROFILE:
        return _profile_columns(values)
    if declared.kind is Kind.TEXTS:
        return {name: (pl.String, [SEPARATOR.join(value) or None for value in values])}
    if declared.kind is Kind.CHOICE:
        return {name: (pl.String, [None if value is None else value.value for value in values])}
    if declared.kind is Kind.TEXT:
        return {name: (pl.String, [value or None for value in values])}
    return {name: (_TYPES[declared.kind], values)}


def _profile_columns(profiles: list[Amortization | None]) -> Columns:
    def each(take: Callable[[Amortization], Any]) -> list[Any]:
        return [None if profile is None else take(profile) for profile in profiles]

    return {
        "amortization": (pl.String, [_profile_word(profile) for profile in profiles]),
        "amort_kind": (pl.String, each(lambda profile: profile.kind.value)),
        "amort_first": (pl.Date, each(lambda profile: profile.first.valued if profile.first else None)),
        "amort_last": (pl.Date, each(lambda profile: profile.last.valued if profile.last else None)),
        "amort_final_pct": (pl.Float64, each(lambda profile: profile.final_pct)),
        "amort_assumed": (pl.Boolean, each(lambda profile: profile.assumed)),
    }


def _profile_word(profile: Amortization | None) -> str:
    if profile is None or profile.kind is AmortizationKind.UNKNOWN:
        return "unknown"
    return "bullet" if profile.kind is AmortizationKind.BULLET else "amortizing"


def _deal_columns(rows: Sequence[tuple[Deal, Any]], id_column: str) -> Columns:
    return {
        "deal_id": (pl.String, [deal.id for deal, _ in rows]),
        id_column: (pl.String, [f"{deal.id}/{item.id}" for deal, item in rows]),
        "deal": (pl.String, [deal.name for deal, _ in rows]),
        "sponsor": (pl.String, [deal.sponsor for deal, _ in rows]),
    }


def _tranches(deals: Sequence[Deal]) -> pl.DataFrame:
    rows = [(deal, tranche) for deal in deals for tranche in deal.tranches]
    tranches = [tranche for _, tranche in rows]
    columns = _deal_columns(rows, "tranche_id") | record_columns(Tranche, tranches)
    columns["tranche"] = columns.pop("name")
    columns["guarantee"] = columns.pop("support")
    columns["guarantee_note"] = columns.pop("support_note")
    del columns["id"]
    reasons = [deal.excluded_because(tranche.status) or None for deal, tranche in rows]
    columns |= {
        "repayment_days": (
            pl.List(pl.Date),
            [_table(tranche, lambda each: each.due_on.valued) for tranche in tranches],
        ),
        "repayment_pcts": (
            pl.List(pl.Float64),
            [_table(tranche, lambda each: each.principal_pct) for tranche in tranches],
        ),
        "outstanding_usd_m": (pl.Float64, [tranche.outstanding_usd_m for tranche in tranches]),
        "commitment_basis": (pl.Boolean, [tranche.commitment_basis for tranche in tranches]),
        "counted": (pl.Boolean, [reason is None for reason in reasons]),
        "excluded_because": (pl.String, reasons),
    }
    return _frame(columns)


def _table(tranche: Tranche, take: Callable[[Repayment], Any]) -> list[Any] | None:
    """Return one figure of each instalment of a tranche's own table; None where it has none."""
    return [take(each) for each in tranche.repayments] or None


def _of_deals(
    deals: Sequence[Deal], record: type[Any], held: Callable[[Deal], Iterable[Any]], id_column: str
) -> pl.DataFrame:
    rows = [(deal, item) for deal in deals for item in held(deal)]
    columns = _deal_columns(rows, id_column) | record_columns(record, [item for _, item in rows])
    del columns["id"]
    return _frame(columns)


def _inside(deals: Sequence[Deal], key: str) -> pl.DataFrame:
    rows = [
        (deal, tranche, inner) for deal in deals for tranche in deal.tranches for inner in getattr(tranche, HELD[key])
    ]
    columns: Columns = {
        "deal_id": (pl.String, [deal.id for deal, _, _ in rows]),
        "tranche_id": (pl.String, [f"{deal.id}/{tranche.id}" for deal, tranche, _ in rows]),
    }
    return _frame(columns | record_columns(INNER[key], [inner for _, _, inner in rows]))


def _ratings(rows: Sequence[RatingRow]) -> pl.DataFrame:
    columns = record_columns(RatingRow, rows)
    columns["class"] = columns.pop("class_name")
    columns["notch"] = (pl.Int64, [notch(row.rating, row.agency.value) for row in rows])
    return _frame(columns)


def _edges(rows: Sequence[EdgeRow]) -> pl.DataFrame:
    columns = record_columns(EdgeRow, rows)
    columns["counted"] = (pl.Boolean, [row.standing is Standing.COUNTED for row in rows])
    return _frame(columns)


def _frame(columns: Columns) -> pl.DataFrame:
    return pl.DataFrame(
        {name: values for name, (_, values) in columns.items()},
        schema={name: type_ for name, (type_, _) in columns.items()},
        strict=True,
    )
