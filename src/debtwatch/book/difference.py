"""What one version of a deal says that another does not, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import COLLECTIONS, HELD, INNER, RECORDS, fields_of, stated_value
from debtwatch.domain.deal import Deal
from debtwatch.domain.terms import Amortization

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; a side that does not have it is empty."""

    deal: str
    record: str
    """`tranche a-1`, `tranche a-1 mark 2`; empty for the deal itself."""
    field: str
    """Empty where the whole record is on one side only."""
    before: str
    after: str


def changes(before: Deal | None, after: Deal | None) -> Iterator[Change]:
    """Yield what changes from one version of a deal to another; None is no deal."""
    if before is None or after is None:
        one = after or before
        if one is not None:
            yield Change(one.id, "", "", _name(before), _name(after))
        return
    yield from _fields(after.id, "", before, after, Deal)
    for key, record in RECORDS.items():
        old = {item.id: item for item in getattr(before, COLLECTIONS[key])}
        new = {item.id: item for item in getattr(after, COLLECTIONS[key])}
        for id_ in [*old, *(id_ for id_ in new if id_ not in old)]:
            label = f"{key} {id_}"
            if id_ in old and id_ in new:
                yield from _fields(after.id, label, old[id_], new[id_], record)
                yield from _inner(after.id, label, old[id_], new[id_])
            else:
                yield Change(after.id, label, "", _name(old.get(id_)), _name(new.get(id_)))


def _fields(deal: str, label: str, before: Any, after: Any, record: type[Any]) -> Iterator[Change]:
    for name, declared in fields_of(record).items():
        old, new = stated_value(before, declared), stated_value(after, declared)
        if old != new:
            yield Change(deal, label, name, as_words(old), as_words(new))


def _inner(deal: str, label: str, before: Any, after: Any) -> Iterator[Change]:
    for key, record in INNER.items():
        old, new = getattr(before, HELD[key], ()), getattr(after, HELD[key], ())
        for position in range(max(len(old), len(new))):
            inside = f"{label} {key} {position + 1}"
            if position < len(old) and position < len(new):
                yield from _fields(deal, inside, old[position], new[position], record)
            else:
                one = (old[position:] or new[position:])[0]
                said = ", ".join(f"{name} {value}" for name, value in stated(one))
                yield Change(deal, inside, "", *((said, "") if position < len(old) else ("", said)))


def _name(item: Any) -> str:
    return "" if item is None else str(item.name)


def stated(item: Any) -> Iterator[tuple[str, str]]:
    """Yield every field a record says something in, with its value in words."""
    for name, declared in fields_of(type(item)).items():
        value = stated_value(item, declared)
        if value is not None and (declared.required or value != declared.default):
            yield name, as_words(value)


def as_words(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Amortization):
        return ", ".join(f"{name} {said}" for name, said in stated(value))
    return str(value)
