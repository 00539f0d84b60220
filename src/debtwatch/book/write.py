"""Deals as TOML a person can read and edit; reading it back gives the same deals."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import COLLECTIONS, INHERITED, INNER, RECORDS, Field, fields_of, inner_records, stated_value
from debtwatch.book.parse import slug
from debtwatch.book.values import plain_profile
from debtwatch.domain.deal import Deal
from debtwatch.domain.terms import Amortization

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


WIDTH = 118
_SINGLE_SPACE = re.compile(r"(?<! ) (?! )")


def write_deals(deals: Iterable[Deal], head: str = "") -> str:
    """Return a deal file; `head` is its opening comment, a line each."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    return "\n".join(([comment] if comment else []) + [deal_text(deal) for deal in deals])


def deal_text(deal: Deal) -> str:
    """Return one `[[deal]]` with everything below it; what its records share is said once, on the deal."""
    shared = _shared(deal)
    blocks = [_block("deal", _stated(deal, fields_of(Deal), {}) | shared)]
    for key in RECORDS:
        known = fields_of(RECORDS[key])
        for record in getattr(deal, COLLECTIONS[key]):
            values = _stated(record, known, shared)
            if values.get("id") == slug(record.name):
                del values["id"]
            blocks.append(_block(f"deal.{key}", values))
            blocks.extend(
                _block(f"deal.{key}.{name}", _stated(inner, fields_of(INNER[name]), {}))
                for name, inner in inner_records(record)
            )
    return "\n".join(blocks)


def _stated(record: Any, known: Mapping[str, Field], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record says for itself: not its defaults, not what its deal says for it."""
    values = {}
    for name, declared in known.items():
        value = stated_value(record, declared)
        if name in shared:
            continue
        if declared.required or value != declared.default:
            values[name] = value
    return values


def _shared(deal: Deal) -> dict[str, Any]:
    """Return what at least two records have alike and none has otherwise."""
    records = [(fields_of(RECORDS[key]), item) for key in RECORDS for item in getattr(deal, COLLECTIONS[key])]
    shared = {}
    for name in (name for known in map(fields_of, RECORDS.values()) for name in known if name in INHERITED):
        holders = [(known[name], item) for known, item in records if name in known]
        values = [stated_value(item, declared) for declared, item in holders]
        alike = len(values) > 1 and all(value == values[0] for value in values)
        if alike and values[0] != holders[0][0].default:
            shared[name] = values[0]
    return shared


def _block(header: str, values: Mapping[str, Any]) -> str:
    return f"[[{header}]]\n" + "".join(f"{name} = {toml_value(value)}\n" for name, value in values.items())


def toml_value(value: Any) -> str:
    """Return one value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, tuple):
        return _list(value)
    if isinstance(value, Amortization):
        return _profile(value)
    return _text(str(value))


def _list(items: tuple[str, ...]) -> str:
    if len(items) == 1:
        return f"[{_quoted(items[0])}]"
    return "[\n" + "".join(f"  {_quoted(item)},\n" for item in items) + "]"


def _profile(profile: Amortization) -> str:
    word = plain_profile(profile)
    if word is not None:
        return _quoted(word)
    values = _stated(profile, fields_of(Amortization), {})
    return "{ " + ", ".join(f"{name} = {toml_value(value)}" for name, value in values.items()) + " }"


def _quoted(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, DEL aside."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text(text: str) -> str:
    """Return a text on one line, or wrapped at single spaces where it is long.

    A backslash at a line's end swallows the line break and the next line's indent, so nothing is
    added; a text that opens with a space cannot be wrapped that way.
    """
    quoted = _quoted(text)
    if len(quoted) <= WIDTH or text[0] == " ":
        return quoted
    first, *words = _SINGLE_SPACE.split(quoted[1:-1])
    lines = [first]
    for word in words:
        if len(lines[-1]) + len(word) >= WIDTH:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return '"""\\\n' + " \\\n".join(f"  {line}" for line in lines) + '"""'
