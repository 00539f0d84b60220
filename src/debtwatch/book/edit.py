"""Changes to a user's deal file: one key set with its comments kept, a template, an atomic save."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import INHERITED, RECORDS, Field, Kind, fields_of
from debtwatch.book.files import DEALS
from debtwatch.book.parse import slug
from debtwatch.book.tables import from_cell
from debtwatch.book.values import SEPARATOR
from debtwatch.book.write import toml_value
from debtwatch.domain.deal import Deal
from debtwatch.domain.errors import BookError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

_PRIVATE = 0o700
_TEMPLATE = """\
# A deal of your own. Leave out what you do not know; `debtwatch book check` says what is wrong.
# Money in millions of dollars, rates in percent a year, spreads and margins in basis points,
# dates 2031, 2031-05 or 2031-05-15.

[[deal]]
id = {id}
name = {name}
sponsor = {sponsor}

[[deal.tranche]]
name = "Senior notes due 2031"
obligor = "Who owes it"
instrument = "senior_unsecured"  # {instruments}
status = "announced"             # closed and priced count in totals
balance_sheet = "on"             # on, off or partial, seen from the sponsor
# committed_usd_m = 1000
# coupon_type = "fixed"
# coupon_pct = 6.5
# spread_at_issue_bp = 210
# issue_price = 99.5
# issued_on = "2026-05-15"
# matures_on = "2031-05-15"
# amortization = "bullet"        # or {{ kind = "level", first = "2029", last = "2049", final_pct = 0 }}
# source_url = ["https://"]
# source_date = "2026-05-15"
# confidence = "medium"
"""


def template(id_: str, name: str = "", sponsor: str = "") -> str:
    """Return a deal file to fill in."""
    choices = ", ".join(fields_of(RECORDS["tranche"])["instrument"].choices)
    return _TEMPLATE.format(id=toml_value(id_), name=toml_value(name or "What the market calls it"),
                            sponsor=toml_value(sponsor or "Whose demand backs it"),
                            instruments=choices)  # fmt: skip


def set_key(text: str, deal_id: str, path: str, value: str) -> str:
    """Return a deal file with one key of one deal set, everything else as it was, comments too.

    `path` is `key` for the deal, `record-id.key` for one of its records; an empty value takes the key
    away. A record that is given another name keeps its id. UsageError if there is no such deal, record or key.
    """
    import tomlkit

    document = tomlkit.parse(text)
    deal = next((table for table in document.get("deal", []) if table.get("id") == deal_id), None)
    if deal is None:
        raise UsageError(f"no deal {deal_id!r} in that file", next_step="`debtwatch book list` shows the ids")
    record_id, _, key = path.rpartition(".")
    table, known = _target(deal, record_id)
    if key not in known:
        raise UsageError(f"no key {key!r}", where=path, expected=f"one of {', '.join(known)}")
    if key == "name" and record_id:
        table.setdefault("id", record_id)
    if value:
        table[key] = _typed(known[key], value)
    else:
        table.pop(key, None)
    return tomlkit.dumps(document)


def _target(deal: MutableMapping[str, Any], record_id: str) -> tuple[MutableMapping[str, Any], dict[str, Field]]:
    """Return the table a path speaks of, with the keys it may have."""
    if not record_id:
        shared = {
            name: field for record in RECORDS.values() for name, field in fields_of(record).items() if name in INHERITED
        }
        return deal, {**fields_of(Deal), **shared}
    for kind, table in _records(deal):
        if record_id == (table.get("id") or slug(str(table.get("name", "")))):
            return table, dict(fields_of(RECORDS[kind]))
    ids = ", ".join(table.get("id") or slug(str(table.get("name", ""))) for _, table in _records(deal))
    raise UsageError(f"no record {record_id!r} in {deal.get('id')}", expected=f"one of {ids}")


def _records(deal: MutableMapping[str, Any]) -> Iterator[tuple[str, MutableMapping[str, Any]]]:
    for kind in RECORDS:
        for table in deal.get(kind, []):
            yield kind, table


def _typed(declared: Field, text: str) -> Any:
    """Return a command line's text as the value a file holds; the reader judges it afterwards."""
    if declared.kind is Kind.TEXTS:
        return text.split(SEPARATOR)
    value = from_cell(declared, text)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def own_deal_path(own: Path, id_: str) -> Path:
    """Return the file a new deal of the user's goes into."""
    return own / DEALS / f"{id_}.toml"


def save(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; BookError says why not."""
    try:
        path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BookError(
            f"cannot be written: {error.strerror}", where=str(path), expected="a folder debtwatch may write to"
        ) from error
