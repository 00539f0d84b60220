"""The book as one flat table, a record a row, and back: what `export` writes and `import` reads.

Columns: `record` (deal, tranche, commitment, guarantee, equity, cash_flow, mark, repayment or hedge), deal_id, deal, sponsor,
deal_overlaps, `of` (the tranche a mark or
repayment belongs to), then the fields of every record type under their
own names; dates as their source gives them, lists joined by ` | `, an amortization as amort_kind,
amort_first, amort_last, amort_final_pct and amort_assumed. What a record does not say is null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import (
    COLLECTIONS,
    INNER,
    RECORDS,
    RENAMED,
    Field,
    Kind,
    fields_of,
    inner_records,
    stated_value,
)
from debtwatch.book.parse import DealReader
from debtwatch.book.problem import Problem, shown
from debtwatch.book.tables import from_cell
from debtwatch.book.values import SEPARATOR
from debtwatch.domain.deal import Deal
from debtwatch.domain.terms import Amortization
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = dict[str, Any]
DEAL_COLUMNS = {"deal_id": "id", "deal": "name", "sponsor": "sponsor", "deal_overlaps": "overlaps"}
"""Columns that speak of the deal on every row, and the deal's fields they hold."""
PROFILE = "amort_"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_FOREIGN_KINDS = {
    "lease_commitment": ("commitment", "lease"),
    "offtake_commitment": ("commitment", "offtake"),
    "equity": ("equity", ""),
}
"""Instruments of other books that are no debt here."""


def columns() -> dict[str, Field | None]:
    """Return every column of the flat table in order, with the field it holds; None is text."""
    found: dict[str, Field | None] = dict.fromkeys(("record", *DEAL_COLUMNS, "of"))
    for record in (*RECORDS.values(), *INNER.values()):
        for name, declared in fields_of(record).items():
            if declared.kind is Kind.PROFILE:
                found |= {PROFILE + inner: each for inner, each in fields_of(Amortization).items()}
            else:
                found.setdefault(name, declared)
    return found


def rows_of(deals: Iterable[Deal]) -> Iterator[Row]:
    """Yield the flat rows of deals: every record, each tranche followed by its marks and repayments."""
    for deal in deals:
        head = _stated(deal, {column: fields_of(Deal)[name] for column, name in DEAL_COLUMNS.items()})
        if not deal.records:
            yield {"record": "deal", **head}
        for key, record in RECORDS.items():
            for item in getattr(deal, COLLECTIONS[key]):
                yield {"record": key, **head, **_stated(item, fields_of(record))}
                for name, inner in inner_records(item):
                    yield {"record": name, **head, "of": item.id, **_stated(inner, fields_of(INNER[name]))}


def _stated(item: Any, known: Mapping[str, Field]) -> Row:
    row: Row = {}
    for column, declared in known.items():
        value = stated_value(item, declared)
        if value is None or (value == declared.default and not declared.required):
            continue
        if declared.kind is Kind.PROFILE:
            row |= {PROFILE + name: each for name, each in _stated(value, fields_of(Amortization)).items()}
        else:
            row[column] = _plain(declared, value)
    return row


def _plain(declared: Field, value: Any) -> Any:
    if declared.kind is Kind.TEXTS:
        return SEPARATOR.join(value)
    return value if declared.kind in (Kind.NUMBER, Kind.INTEGER, Kind.FLAG) else str(value)


def deals_of(rows: Iterable[Row], file: str, problems: list[Problem], *, cells: bool = False) -> list[Deal]:
    """Return the deals of flat rows, adding what is wrong to `problems`.

    `cells`: the values are the texts of CSV cells. Rows of one deal may stand anywhere; they keep
    their order. Columns of other books are taken under the names of `fields.RENAMED`.
    """
    tables: dict[str, Row] = {}
    for position, row in enumerate(rows, 1):
        said = {name: value for name, value in row.items() if value not in (None, "")}
        id_ = said.pop("deal_id", None)
        if not isinstance(id_, str):
            problems.append(Problem(file, f"row {position}", "deal_id", shown(id_), "the deal's id", None, "row"))
            continue
        _add(
            tables.setdefault(id_, {"id": id_}),
            said,
            Problem(file, clean(id_, longest=120), "", "", ""),
            problems,
            cells=cells,
        )
    reader = DealReader(file)
    deals = [reader.read(table, position) for position, table in enumerate(tables.values(), 1)]
    problems.extend(reader.problems)
    return [deal for deal in deals if deal is not None]


def _add(table: Row, said: Row, place: Problem, problems: list[Problem], *, cells: bool) -> None:
    """Put one row into its deal's table."""
    own = fields_of(Deal)
    for column, name in (*DEAL_COLUMNS.items(), ("deal_name", "name")):
        if column in said:
            table[name] = _value(own[name], said.pop(column), cells=cells)
    kind = said.pop("record", None) or _foreign(said)
    if kind == "deal":
        return
    if isinstance(kind, str) and kind in INNER:
        _add_inner(kind, table, said, place, problems, cells=cells)
        return
    problems.extend(
        Problem(place.file, place.deal, name, shown(said.pop(name)), f"{name}s as rows of their own")
        for name in INNER
        if name in said
    )
    if not isinstance(kind, str) or kind not in RECORDS:
        expected = f"one of deal, {', '.join((*RECORDS, *INNER))}"
        problems.append(Problem(place.file, place.deal, "record", shown(kind), expected, None, "row"))
        return
    table.setdefault(kind, []).append(_record(fields_of(RECORDS[kind]), said, cells=cells))


def _foreign(said: Row) -> str:
    """Return what a row without `record` is, by its instrument."""
    kind, sort = _FOREIGN_KINDS.get(str(said.get("instrument")), ("tranche", ""))
    if kind != "tranche":
        del said["instrument"]
    if sort:
        said["kind"] = sort
    return kind


def _add_inner(kind: str, table: Row, said: Row, place: Problem, problems: list[Problem], *, cells: bool) -> None:
    of = said.pop("of", None)
    tranche = next((each for each in table.get("tranche", []) if each.get("id") == of), None)
    if tranche is None:
        expected = "the id of a tranche in a row above"
        problems.append(Problem(place.file, place.deal, "of", shown(of), expected, None, kind))
        return
    tranche.setdefault(kind, []).append(_record(fields_of(INNER[kind]), said, cells=cells))


def _record(known: Mapping[str, Field], said: Row, *, cells: bool) -> Row:
    """Return one row as the table a TOML file would hold."""
    record: Row = {}
    profile = {name.removeprefix(PROFILE): said[name] for name in said if name.startswith(PROFILE)}
    if profile:
        inner = fields_of(Amortization)
        record["amortization"] = {
            name: _value(inner[name], value, cells=cells) if name in inner else value for name, value in profile.items()
        }
    for column, value in said.items():
        if column.startswith(PROFILE):
            continue
        name = _ours(column, known)
        record[name] = _value(known[name], value, cells=cells) if name in known else value
    return record


def _ours(column: str, known: Mapping[str, Field]) -> str:
    if column in known:
        return column
    return next((name for name in RENAMED.get(column, ()) if name in known), column)


def _value(declared: Field, value: Any, *, cells: bool) -> Any:
    if not cells or not isinstance(value, str):
        return value
    if declared.kind in (Kind.NUMBER, Kind.INTEGER, Kind.FLAG):
        return from_cell(declared, value)
    return unguarded(value)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before = + - @ tab or CR."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
