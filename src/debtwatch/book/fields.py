"""The fields of every record, as `domain.deal` declares them: one table that reader, writer and columns follow."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from debtwatch.book.rows import EdgeRow, EventRow, FactRow, RatingRow
from debtwatch.domain.dates import PartialDate
from debtwatch.domain.deal import CashFlow, Commitment, Deal, Equity, Guarantee, Tranche
from debtwatch.domain.terms import Amortization, Hedge, Mark, Repayment, Source, Stated


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "a number"
    INTEGER = "a whole number"
    FLAG = "true or false"
    DATE = "a date YYYY, YYYY-MM or YYYY-MM-DD"
    TEXTS = "a list of texts"
    CHOICE = "a choice"
    PROFILE = "an amortization"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in files and columns, what it holds, what it may be, what it means."""

    name: str
    kind: Kind
    meaning: str
    required: bool
    default: Any
    low: float | None = None
    high: float | None = None
    choices: Mapping[str, StrEnum] = field(default_factory=dict)
    in_source: bool = False
    """Whether it belongs to the record's `source`."""

    @property
    def expected(self) -> str:
        """What a right value looks like, in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.kind is Kind.PROFILE:
            return "bullet, sculpted, amortizing, unknown, or {kind, first, last, final_pct, assumed}"
        if self.low is not None:
            return f"{self.kind.value} from {self.low:g} to {self.high:g}"
        return self.kind.value


RECORDS: dict[str, type[Any]] = {
    "tranche": Tranche,
    "commitment": Commitment,
    "guarantee": Guarantee,
    "equity": Equity,
    "cash_flow": CashFlow,
}
"""Key of the array of tables below `[[deal]]`, and what each of its tables is."""
COLLECTIONS = {
    "tranche": "tranches",
    "commitment": "commitments",
    "guarantee": "guarantees",
    "equity": "equity",
    "cash_flow": "cash_flows",
}
MARK = "mark"
INNER: dict[str, type[Any]] = {MARK: Mark, "repayment": Repayment, "hedge": Hedge}
"""Key of the array of tables below `[[deal.tranche]]`, and what each of its tables is."""
HELD = {MARK: "marks", "repayment": "repayments", "hedge": "hedges"}
"""Where a tranche keeps them."""

INHERITED = frozenset(
    {
        "obligor", "instrument", "status", "balance_sheet", "currency", "fx", "fx_on", "fx_source", "coupon_type",
        "reference_rate", "rate_setting", "lookback_days", "observation_shift", "lockout_days", "floor_pct", "floor_on",
        "resets_a_year", "payments_a_year", "first_coupon_on", "issued_on", "extension_options", "extension_count", "extension_months",
        "amortization", "call_make_whole", "make_whole_bp", "make_whole_high_bp", "make_whole_until", "call_price",
        "sp_at_issue", "moodys_at_issue", "fitch_at_issue", "seniority", "security", "support", "support_note",
        "sponsor_equity_pct", "arrangers", "holders", "site", "gigawatts", "repaid_on", "source_url", "source_date",
        "confidence", "second_hand", "note",
    }
)  # fmt: skip
"""Keys that, set on a deal, hold for each of its records that says nothing else."""

RENAMED: Mapping[str, tuple[str, ...]] = {
    "tranche": ("name",),
    "amount_usd_m": ("committed_usd_m",),
    "margin_bps": ("margin_bp",),
    "spread_at_issue_bps": ("spread_at_issue_bp",),
    "issue_date": ("issued_on",),
    "maturity_date": ("matures_on", "ends_on"),
    "rating_sp": ("sp_at_issue",),
    "rating_moodys": ("moodys_at_issue",),
    "rating_fitch": ("fitch_at_issue",),
    "lead_arrangers": ("arrangers",),
    "holders_note": ("holders",),
    "guarantee": ("support",),
    "guarantee_note": ("support_note",),
}
"""Other files' column names, and ours in order of preference."""


def fields_of(record: type[Any]) -> Mapping[str, Field]:
    """Return the fields of a record type by name, those of its source included."""
    return _FIELDS[record]


def required_of(record: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields a record cannot do without."""
    return _REQUIRED[record]


def all_fields() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return every record type with its fields' names: it changes when a column does."""
    return tuple((record.__name__, tuple(known)) for record, known in _FIELDS.items())


def _declared(record: type[Any]) -> dict[str, Field]:
    hints = get_type_hints(record, include_extras=True)
    found: dict[str, Field] = {}
    for declared in fields(record):
        hint = hints[declared.name]
        if hint is Source:
            found |= {name: _inside_source(inner) for name, inner in _declared(Source).items()}
            continue
        stated = next((extra for extra in get_args(hint) if isinstance(extra, Stated)), None)
        if stated is None:
            continue
        required = declared.default is MISSING and declared.default_factory is MISSING
        kind, choices = _kind(get_args(hint)[0])
        default = None if required else declared.default
        found[declared.name] = Field(
            declared.name, kind, stated.meaning, required, default, stated.low, stated.high, choices
        )
    return found


def _inside_source(inner: Field) -> Field:
    return Field(
        inner.name, inner.kind, inner.meaning, False, inner.default, inner.low, inner.high, inner.choices, True
    )


_PLAIN: dict[Any, Kind] = {
    str: Kind.TEXT,
    float: Kind.NUMBER,
    int: Kind.INTEGER,
    bool: Kind.FLAG,
    PartialDate: Kind.DATE,
    Amortization: Kind.PROFILE,
}


def _kind(hint: Any) -> tuple[Kind, Mapping[str, StrEnum]]:
    """Return what a type annotation holds, None aside."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    if get_origin(hint) is tuple:
        return Kind.TEXTS, {}
    if hint in _PLAIN:
        return _PLAIN[hint], {}
    return Kind.CHOICE, {choice.value: choice for choice in hint}


def stated_value(record: Any, declared: Field) -> Any:
    """Return the value a record holds for one of its fields."""
    return getattr(record.source if declared.in_source else record, declared.name)


def inner_records(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the key and the record of everything inside a tranche; nothing of other records."""
    for key, name in HELD.items():
        yield from ((key, inner) for inner in getattr(record, name, ()))


_TYPES: tuple[type[Any], ...] = (
    *(Deal, Tranche, Commitment, Guarantee, Equity, CashFlow, Mark, Repayment, Hedge, Source, Amortization),
    *(RatingRow, EventRow, EdgeRow, FactRow),
)
_FIELDS: Mapping[type[Any], Mapping[str, Field]] = {record: _declared(record) for record in _TYPES}
_REQUIRED: Mapping[type[Any], tuple[str, ...]] = {
    record: tuple(name for name, declared in known.items() if declared.required) for record, known in _FIELDS.items()
}
