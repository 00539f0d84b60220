"""One `[[deal]]` table made into a Deal, with everything wrong with it.

A record with a value that cannot be right is left out whole, so that no half-read figure reaches a
total; its deal and its other records stay. A deal whose own keys are wrong is left out with all it
holds. Unknown keys and unsafe characters are reported and cost nothing.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import COLLECTIONS, HELD, INHERITED, INNER, RECORDS, Field, fields_of, required_of
from debtwatch.book.plausible import before, impossible_terms
from debtwatch.book.problem import Problem, shown
from debtwatch.book.values import Wrong, read_value, was_cleaned
from debtwatch.domain.deal import CashFlow, Deal, Tranche
from debtwatch.domain.kinds import CouponType
from debtwatch.domain.terms import Mark, Source
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
LONGEST_SLUG = 80
_WRONG = object()
"""Stands for a value that could not be read."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def slug(name: str) -> str:
    """Return a name as a short id: lower case, ASCII, hyphens between words."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", ascii_name).strip("-")[:LONGEST_SLUG].rstrip("-") or "record"


class DealReader:
    """Reads the deals of one file, collecting what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._deal = ""

    def read(self, raw: Any, position: int) -> Deal | None:
        """Return the deal in one table, None if its own keys are wrong."""
        self._deal = f"#{position}"
        if not isinstance(raw, dict):
            self._report("", shown(raw), "a [[deal]] table", "deal")
            return None
        if isinstance(raw.get("id"), str):
            self._deal = clean(raw["id"], longest=120)
        own = fields_of(Deal)
        values = self._values({key: raw[key] for key in raw if key in own}, Deal, "", "deal")
        shared = self._shared(raw)
        for name in (key for key in raw if key not in own and key not in INHERITED and key not in RECORDS):
            self._unknown(name, name, [*own, *sorted(INHERITED), *RECORDS])
        records: dict[str, Any] = {
            COLLECTIONS[key]: tuple(self._records(key, record, raw.get(key, []), shared))
            for key, record in RECORDS.items()
        }
        good_id = values is None or self._good_id("id", values["id"], "deal")
        if values is None or not good_id or any(value is _WRONG for value in shared.values()):
            return None
        return Deal(**values, **records)

    def _good_id(self, key: str, id_: str, what: str) -> bool:
        if _ID.fullmatch(id_):
            return True
        self._report(key, shown(id_), "letters, digits, dots, underscores and hyphens", what)
        return False

    def _shared(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the deal says for its records, read once; _WRONG where it cannot stand."""
        kinds = [fields_of(record) for key, record in RECORDS.items() if raw.get(key)]
        shared: dict[str, Any] = {}
        for key in (key for key in raw if key in INHERITED):
            declared = next((known[key] for known in kinds if key in known), None)
            if declared is None:
                self._report(key, "a key none of the deal's records has", "it on a record that has it", "")
                continue
            shared[key] = self._value(declared, raw[key], key, "deal")
        return shared

    def _records(self, key: str, record: type[Any], raw: Any, shared: Mapping[str, Any]) -> Iterable[Any]:
        if not isinstance(raw, list):
            self._report(key, shown(raw), f"[[deal.{key}]] tables", key)
            return
        seen: set[str] = set()
        for position, table in enumerate(raw, 1):
            path = f"{key}[{position}]"
            if not isinstance(table, dict):
                self._report(path, shown(table), f"a [[deal.{key}]] table", key)
                continue
            made = self._record(record, table, shared, path)
            if made is None:
                continue
            if made.id in seen:
                self._report(f"{path}.id", shown(made.id), "an id no other record of the deal has", key)
                continue
            seen.add(made.id)
            yield made

    def _record(self, record: type[Any], table: dict[str, Any], shared: Mapping[str, Any], path: str) -> Any:
        known = fields_of(record)
        what = path.split("[", 1)[0]
        inner = INNER if record is Tranche else {}
        own = {name: value for name, value in table.items() if name in known}
        if len(own) < len(table):
            for name in table:
                if name not in known and name not in inner:
                    self._unknown(f"{path}.{name}", name, list(known))
        called = own.get("name")
        if "id" not in own and isinstance(called, str):
            own["id"] = slug(called)
        values = self._values(own, record, path, what, shared)
        if values is None or not self._good_id(f"{path}.id", values["id"], what):
            return None
        for name, held in inner.items():
            values[HELD[name]] = tuple(self._inner(name, held, table.get(name, []), path))
        if not self._plausible(record, values, path, what):
            return None
        return record(**values)

    def _inner(self, key: str, record: type[Any], raw: Any, path: str) -> Iterable[Any]:
        """Yield what stands inside a tranche: its marks, its repayments."""
        if not isinstance(raw, list):
            self._report(f"{path}.{key}", shown(raw), f"[[deal.tranche.{key}]] tables", key)
            return
        known = fields_of(record)
        for position, table in enumerate(raw, 1):
            inside = f"{path}.{key}[{position}]"
            if not isinstance(table, dict):
                self._report(inside, shown(table), f"a [[deal.tranche.{key}]] table", key)
                continue
            for name in (name for name in table if name not in known):
                self._unknown(f"{inside}.{name}", name, list(known))
            values = self._values({name: table[name] for name in table if name in known}, record, inside, key)
            if values is None:
                continue
            if record is Mark and all(values.get(name) is None for name in ("price", "yield_pct", "spread_bp")):
                self._report(inside, "no figure", "a price, yield_pct or spread_bp", key)
                continue
            yield record(**values)

    def _plausible(self, record: type[Any], values: Mapping[str, Any], path: str, what: str) -> bool:
        """Check the fields of one record against each other."""
        wrong: list[tuple[str, str, str]] = []
        issued, ends = values.get("issued_on"), values.get("matures_on") or values.get("ends_on")
        if record is CashFlow:
            issued = values.get("starts_on")
        if before(ends, issued):
            key = "matures_on" if record is Tranche else "ends_on"
            wrong.append((key, str(ends), f"a day after {issued}"))
        if record is Tranche:
            committed, drawn = values.get("committed_usd_m"), values.get("drawn_usd_m")
            if committed is not None and drawn is not None and drawn > committed:
                wrong.append(("drawn_usd_m", f"{drawn:g}", f"no more than the {committed:g} committed"))
            if values.get("coupon_type") is CouponType.ZERO and values.get("coupon_pct"):
                wrong.append(("coupon_pct", f"{values['coupon_pct']:g}", "0 or nothing on a zero coupon"))
            wrong.extend(impossible_terms(values))
        for key, found, expected in wrong:
            self._report(f"{path}.{key}", found, expected, what)
        return not wrong

    def _values(
        self, raw: Mapping[str, Any], record: type[Any], path: str, what: str, shared: Mapping[str, Any] = _NOTHING
    ) -> dict[str, Any] | None:
        """Return the values of one record, `shared` where it says nothing; None if any is wrong or missing."""
        known = fields_of(record)
        inside = f"{path}." if path else ""
        values: dict[str, Any] = {}
        source: dict[str, Any] = {}
        for name, value in raw.items():
            declared = known[name]
            read = self._value(declared, value, inside + name, what)
            (source if declared.in_source else values)[name] = read
        for name, value in shared.items():
            if name in known and name not in raw:
                (source if known[name].in_source else values)[name] = value
        good = _WRONG not in values.values() and _WRONG not in source.values()
        for name in required_of(record):
            if name not in values:
                declared = known[name]
                self._report(inside + name, "nothing", f"{declared.expected}: {declared.meaning}", what)
                good = False
        if source and good:
            values["source"] = Source(**source)
        return values if good else None

    def _value(self, declared: Field, value: Any, key: str, what: str) -> Any:
        """Return one value as its field holds it, _WRONG if it cannot; either is reported."""
        try:
            read = read_value(declared, value)
        except Wrong as wrong:
            self._wrong(key, wrong, what)
            return _WRONG
        if was_cleaned(value, read):
            self._report(key, shown(value), "text without control characters; it was cleaned", "")
        return read

    def _wrong(self, key: str, wrong: Wrong, what: str) -> None:
        inner = f"{key}.{wrong.key}" if wrong.key else key
        self._report(inner, shown(wrong.found), wrong.expected, what)

    def _unknown(self, key: str, name: str, known: list[str]) -> None:
        near = difflib.get_close_matches(name, known, n=1)
        expected = f"{near[0]!r}, perhaps" if near else "a key the book knows"
        self._report(key, f"the unknown key {shown(name)}", expected, "")

    def _report(self, key: str, found: str, expected: str, lost: str) -> None:
        self.problems.append(Problem(self.file, self._deal, clean(key, longest=200), found, expected, None, lost))
