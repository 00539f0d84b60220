"""One value of a file made into one value of a record; Wrong says what was expected instead."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import Field, Kind, fields_of
from debtwatch.domain.dates import PartialDate
from debtwatch.domain.kinds import AmortizationKind
from debtwatch.domain.terms import Amortization
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT = 8_000
MOST_TEXTS = 200
SEPARATOR = " | "
"""Joins a list of texts where a file has only cells."""


class Wrong(ValueError):
    """A value that cannot stand in its field."""

    def __init__(self, found: object, expected: str, key: str = "") -> None:
        super().__init__(expected)
        self.found = found
        self.expected = expected
        self.key = key


def read_value(field: Field, value: Any) -> Any:
    """Return `value` as the field holds it; Wrong if it cannot."""
    return _READERS[field.kind](field, value)


def was_cleaned(value: Any, read: Any) -> bool:
    """Whether reading `value` had to change its text to make it safe to print."""
    if isinstance(value, str):
        return isinstance(read, str) and read != value
    return isinstance(value, list) and list(read) != _pieces(value)


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(value, field.expected)
    text = clean(value, longest=LONGEST_TEXT)
    if field.required and not text.strip():
        raise Wrong(value, "text that is not empty")
    return text


def _texts(field: Field, value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or len(items) > MOST_TEXTS or not all(isinstance(item, str) for item in items):
        raise Wrong(value, field.expected)
    return tuple(clean(piece, longest=LONGEST_TEXT) for piece in _pieces(items))


def _pieces(items: list[str]) -> list[str]:
    """Return the texts of a list, those joined by a bar apart, empty ones gone."""
    return [piece for item in items for piece in map(str.strip, item.split(SEPARATOR)) if piece]


def _number(field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Wrong(value, field.expected)
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    if not low <= value <= high or math.isinf(value):
        raise Wrong(value, field.expected)
    return float(value)


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if not number.is_integer():
        raise Wrong(value, field.expected)
    return int(number)


def _flag(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(value, field.expected)
    return value


def _date(field: Field, value: Any) -> PartialDate:
    if isinstance(value, datetime):
        raise Wrong(value, field.expected)
    if isinstance(value, date):
        return PartialDate(value.isoformat())
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Wrong(value, field.expected)
    try:
        return PartialDate.parse(value)
    except ValueError:
        raise Wrong(value, field.expected) from None


def _choice(field: Field, value: Any) -> Any:
    chosen = field.choices.get(value) if isinstance(value, str) else None
    if chosen is None:
        raise Wrong(value, field.expected)
    return chosen


def _profile(field: Field, value: Any) -> Amortization:
    if isinstance(value, str):
        value = {"kind": value}
    if not isinstance(value, dict):
        raise Wrong(value, field.expected)
    known = fields_of(Amortization)
    if "kind" not in value:
        raise Wrong(value, known["kind"].expected, "kind")
    read: dict[str, Any] = {}
    for key, item in value.items():
        inner = known.get(key)
        if inner is None:
            raise Wrong(key, f"one of {', '.join(known)}", str(key))
        try:
            read[key] = read_value(inner, item)
        except Wrong as wrong:
            raise Wrong(item, wrong.expected, key) from None
    profile = Amortization(**read)
    if profile.first and profile.last and profile.first.valued > profile.last.valued:
        raise Wrong(value, "a first instalment before the last", "first")
    return profile


def plain_profile(profile: Amortization) -> str | None:
    """Return the profile as one word where it is no more than that."""
    return profile.kind.value if profile == Amortization(kind=AmortizationKind(profile.kind)) else None


_READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PROFILE: _profile,
}
