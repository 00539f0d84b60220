"""Rows printed as aligned text, csv or json: for readers, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.issuers.results import NOT_BINDING_BP
from debtwatch.domain.text import clean
from debtwatch.domain.text import guarded as guarded_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

UNKNOWN = "—"
_BILLION = 1_000  # in millions
FORMATS = ("table", "csv", "json")


@dataclass(frozen=True, slots=True)
class Field:
    """One printed column of a table."""

    heading: str
    column: str
    text: Callable[[Any], str]
    """Turns a value that is not null into text."""
    right: bool = True
    null: str = UNKNOWN
    """What a null says; only where it means something else than not known."""


def words(value: Any, *, longest: int = 60) -> str:
    """Return foreign text safe to print, cut after so many characters."""
    return clean(str(value), longest=longest)


def bp(value: float) -> str:
    """Return basis points with their sign."""
    return f"{value:+,.0f}"


def headroom(value: float) -> str:
    """Return headroom in basis points; beyond the bound where it no longer says anything, the bound."""
    if abs(value) <= NOT_BINDING_BP:
        return bp(value)
    return f"> {NOT_BINDING_BP:,.0f}" if value > 0 else f"< -{NOT_BINDING_BP:,.0f}"


def percent(value: float) -> str:
    """Return a rate in percent, two decimals."""
    return f"{value:.2f}"


def dollars(value: float) -> str:
    """Return millions of dollars, in billions from one billion on; nothing has neither unit nor sign."""
    if not round(value):
        return "0"
    return f"{value / _BILLION:,.1f}bn" if abs(value) >= _BILLION else f"{value:,.0f}m"


def signed_dollars(value: float) -> str:
    """Return millions of dollars with their sign."""
    return ("+" if round(value) > 0 else "") + dollars(value)


def decimal(value: float) -> str:
    """Return a number, two decimals."""
    return f"{value:,.2f}"


def ordinal(value: float) -> str:
    """Return a percentile as 1st, 22nd, 50th."""
    place = round(value)
    ending = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def width(text: str) -> int:
    """Return the terminal cells a cleaned text takes."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in {"W", "F"}) for char in text
    )


def aligned(fields: Sequence[Field], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a heading line and one line a row, columns aligned, an unknown as a dash."""
    body = [[each.null if row[each.column] is None else each.text(row[each.column]) for each in fields] for row in rows]
    table = [[each.heading for each in fields], *body]
    widths = [max(width(line[place]) for line in table) for place in range(len(fields))]
    return [
        "  ".join(
            " " * (size - width(cell)) + cell if each.right else cell + " " * (size - width(cell))
            for cell, size, each in zip(line, widths, fields, strict=True)
        ).rstrip()
        for line in table
    ]


def guarded(value: Any) -> Any:
    """Return text that no spreadsheet takes for a formula; numbers stay numbers."""
    return guarded_text(value) if isinstance(value, str) else value


def as_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return RFC 4180 text with LF; a null is empty, a list is its items by a semicolon."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_flat(guarded(row[name])) for name in names])
    return out.getvalue()


def as_json(document: Mapping[str, Any]) -> str:
    """Return one JSON document, keys in order, dates in ISO form, never NaN, controls escaped."""
    return json.dumps(document, ensure_ascii=True, allow_nan=False, indent=2, default=_iso) + "\n"


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join("" if item is None else str(item) for item in value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the document")
