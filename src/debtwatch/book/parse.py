"""One `[[deal]]` table made into a Deal, with everything wrong with it.

A record with a value that cannot be right is left out whole, so that no half-read figure reaches a
total; its deal and its other records stay. A deal whose own keys are wrong is left out with all it
holds. Unknown keys and unsafe characters are reported and cost nothing.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import COLLECTIONS, INHERITED, MARK, RECORDS, Field, fields_of
from debtwatch.book.problem import Problem, shown
from debtwatch.book.values import Wrong, cleaned, read_value
from debtwatch.domain.deal import CouponType, Deal, Mark, Source, Tranche
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
LONGEST_SLUG = 80


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
        before = len(self.problems)
        values = self._values({key: raw[key] for key in raw if key in own}, own, "", "deal")
        shared = self._shared(raw)
        for name in (key for key in raw if key not in own and key not in INHERITED and key not in RECORDS):
            self._unknown(name, name, [*own, *sorted(INHERITED), *RECORDS])
        if values is None or shared is None or not self._good_id(values["id"]):
            if len(self.problems) == before:
                self._report("", "a deal that cannot be read", "a deal", "deal")
            return None
        for key, record in RECORDS.items():
            values[COLLECTIONS[key]] = tuple(self._records(key, record, raw.get(key, []), shared))
        return Deal(**values)

    def _good_id(self, id_: str) -> bool:
        if _ID.fullmatch(id_):
            return True
        self._report("id", shown(id_), "letters, digits, dots and hyphens", "deal")
        return False

    def _shared(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the deal's keys that hold for its records, unread; None if one is wrong everywhere."""
        shared = {key: raw[key] for key in raw if key in INHERITED}
        good = True
        for key, value in shared.items():
            declared = next(fields_of(record)[key] for record in RECORDS.values() if key in fields_of(record))
            good &= self._check(declared, value, key, "deal")
        return shared if good else None

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
        marks_raw = table.get(MARK, []) if record is Tranche else []
        for name in table:
            if name not in known and not (name == MARK and record is Tranche):
                self._unknown(f"{path}.{name}", name, list(known))
        merged = {name: value for name, value in shared.items() if name in known}
        own = {name: value for name, value in table.items() if name in known}
        merged |= own
        called = merged.get("name")
        if "id" not in merged and isinstance(called, str):
            merged["id"] = slug(called)
        values = self._values(merged, known, path, what, inherited=shared.keys() - own.keys())
        if values is None or not self._plausible(record, values, path, what):
            return None
        if record is Tranche:
            values["marks"] = tuple(self._marks(marks_raw, path))
        return record(**values)

    def _marks(self, raw: Any, path: str) -> Iterable[Mark]:
        if not isinstance(raw, list):
            self._report(f"{path}.{MARK}", shown(raw), "[[deal.tranche.mark]] tables", "mark")
            return
        known = fields_of(Mark)
        for position, table in enumerate(raw, 1):
            inside = f"{path}.{MARK}[{position}]"
            if not isinstance(table, dict):
                self._report(inside, shown(table), "a [[deal.tranche.mark]] table", "mark")
                continue
            for name in (name for name in table if name not in known):
                self._unknown(f"{inside}.{name}", name, list(known))
            values = self._values({name: table[name] for name in table if name in known}, known, inside, "mark")
            if values is None:
                continue
            if all(values.get(name) is None for name in ("price", "yield_pct", "spread_bp")):
                self._report(inside, "no figure", "a price, yield_pct or spread_bp", "mark")
                continue
            yield Mark(**values)

    def _plausible(self, record: type[Any], values: Mapping[str, Any], path: str, what: str) -> bool:
        """Check the fields of one record against each other."""
        wrong: list[tuple[str, str, str]] = []
        issued, ends = values.get("issued_on"), values.get("matures_on") or values.get("ends_on")
        if issued and ends and issued.text[: len(ends.text)] > ends.text[: len(issued.text)]:
            key = "matures_on" if record is Tranche else "ends_on"
            wrong.append((key, str(ends), f"a day after {issued}"))
        if record is Tranche:
            committed, drawn = values.get("committed_usd_m"), values.get("drawn_usd_m")
            if committed is not None and drawn is not None and drawn > committed:
                wrong.append(("drawn_usd_m", f"{drawn:g}", f"no more than the {committed:g} committed"))
            if values.get("coupon_type") is CouponType.ZERO and values.get("coupon_pct"):
                wrong.append(("coupon_pct", f"{values['coupon_pct']:g}", "0 or nothing on a zero coupon"))
        for key, found, expected in wrong:
            self._report(f"{path}.{key}", found, expected, what)
        return not wrong

    def _values(
        self, raw: Mapping[str, Any], known: Mapping[str, Field], path: str, what: str, inherited: Iterable[str] = ()
    ) -> dict[str, Any] | None:
        """Return the values of one record, its source gathered; None if any is wrong or missing."""
        values: dict[str, Any] = {}
        source: dict[str, Any] = {}
        good = True
        silent = set(inherited)
        for name, value in raw.items():
            declared = known[name]
            key = f"{path}.{name}" if path else name
            try:
                read = read_value(declared, value)
            except Wrong as wrong:
                self._wrong(key, wrong, what)
                good = False
                continue
            if name not in silent and cleaned(value):
                self._report(key, shown(value), "text without control characters; it was cleaned", "")
            (source if declared.in_source else values)[name] = read
        for declared in known.values():
            if declared.required and declared.name not in raw:
                key = f"{path}.{declared.name}" if path else declared.name
                self._report(key, "nothing", f"{declared.expected}: {declared.meaning}", what)
                good = False
        if source:
            values["source"] = Source(**source)
        return values if good else None

    def _check(self, declared: Field, value: Any, key: str, what: str) -> bool:
        try:
            read_value(declared, value)
        except Wrong as wrong:
            self._wrong(key, wrong, what)
            return False
        if cleaned(value):
            self._report(key, shown(value), "text without control characters; it was cleaned", "")
        return True

    def _wrong(self, key: str, wrong: Wrong, what: str) -> None:
        inner = f"{key}.{wrong.key}" if wrong.key else key
        self._report(inner, shown(wrong.found), wrong.expected, what)

    def _unknown(self, key: str, name: str, known: list[str]) -> None:
        near = difflib.get_close_matches(name, known, n=1)
        expected = f"{near[0]!r}, perhaps" if near else "a key the book knows"
        self._report(key, f"the unknown key {shown(name)}", expected, "")

    def _report(self, key: str, found: str, expected: str, lost: str) -> None:
        self.problems.append(Problem(self.file, self._deal, clean(key, longest=200), found, expected, None, lost))
