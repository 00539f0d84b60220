"""Deals made up by Hypothesis, from the same declarations the reader follows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from debtwatch.book.fields import COLLECTIONS, RECORDS, Field, Kind, fields_of
from debtwatch.domain.dates import PartialDate
from debtwatch.domain.deal import CashFlow, Deal, Tranche
from debtwatch.domain.kinds import AmortizationKind, CouponType, HedgeKind
from debtwatch.domain.terms import Amortization, Hedge, Mark, Repayment, Source
from debtwatch.domain.text import clean

SMALL_DEAL = """
[[deal]]
id = "acme-2026"
name = "Acme notes"
sponsor = "Acme"
obligor = "Acme Inc."
instrument = "senior_unsecured"
status = "closed"
balance_sheet = "on"
source_url = ["https://example.com/filing"]
source_date = "2026-03"
confidence = "high"

[[deal.tranche]]
name = "5% notes due 2031"
committed_usd_m = 1000
coupon_type = "fixed"
coupon_pct = 5
issued_on = "2026-03-01"
matures_on = "2031"

[[deal.tranche]]
name = "6% notes due 2036"
committed_usd_m = 500
coupon_type = "fixed"
coupon_pct = 6
issued_on = "2026-03-01"
matures_on = "2036-03-01"

[[deal.tranche.mark]]
marked_on = "2026-07"
price = 97.5
confidence = "low"
"""

CURRENCY = re.compile(r"[A-Z]{3}")
DAYS_OF_ITS_LIFE = (
    "first_coupon_on", "expected_on", "put_on", "draw_ends_on", "extended_to", "make_whole_until", "repaid_on",
)  # fmt: skip

ids = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
words = st.text(max_size=200).map(lambda text: clean(text) if text.strip() else "words")
"""Texts as the book holds them: cleaned, never blank."""
pieces = words.map(lambda text: text.replace(" | ", "-").strip() or "piece")
days = st.one_of(
    st.dates().map(lambda day: PartialDate(day.isoformat())),
    st.dates().map(lambda day: PartialDate(f"{day:%Y-%m}".zfill(7))),
    st.integers(1, 9999).map(lambda year: PartialDate(f"{year:04}")),
)


@st.composite
def profiles(draw: st.DrawFn) -> Amortization:
    known = fields_of(Amortization)
    values = {name: draw(values_of(declared)) for name, declared in known.items()}
    if values["first"] and values["last"] and values["first"].valued > values["last"].valued:
        values["first"], values["last"] = values["last"], values["first"]
    return Amortization(**values)


def values_of(declared: Field) -> st.SearchStrategy[Any]:
    """Return every value a field may hold, its default where it has one."""
    made: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: words,
        Kind.TEXTS: st.lists(pieces, min_size=1, max_size=3).map(tuple),
        Kind.FLAG: st.booleans(),
        Kind.DATE: days,
    }
    if declared.kind is Kind.NUMBER:
        strategy: st.SearchStrategy[Any] = st.floats(declared.low, declared.high)
    elif declared.kind is Kind.INTEGER:
        strategy = st.integers(int(declared.low or 0), int(declared.high or 0))
    elif declared.kind is Kind.CHOICE:
        strategy = st.sampled_from(list(declared.choices.values()))
    elif declared.kind is Kind.PROFILE:
        strategy = profiles()
    else:
        strategy = ids if declared.name == "id" else made[declared.kind]
    return strategy if declared.required else st.one_of(st.just(declared.default), strategy)


@st.composite
def stated(draw: st.DrawFn, record: type[Any]) -> dict[str, Any]:
    """Return values for what a record must say and for up to eight of what it may."""
    known = fields_of(record)
    optional = [name for name, declared in known.items() if not declared.required]
    said = draw(st.sets(st.sampled_from(optional), max_size=8))
    values = {
        name: draw(values_of(declared)) if declared.required or name in said else declared.default
        for name, declared in known.items()
    }
    source = {name: values.pop(name) for name, declared in known.items() if declared.in_source}
    return values | ({"source": Source(**source)} if source else {})


@st.composite
def records(draw: st.DrawFn, record: type[Any]) -> Any:
    values = draw(stated(record))
    if record is Tranche:
        values["marks"] = tuple(draw(st.lists(marks(), max_size=2)))
        values["hedges"] = tuple(draw(st.lists(hedges(), max_size=2)))
        _make_possible(values, draw(st.lists(repayments(), max_size=3)))
        if values["drawn_usd_m"] is not None and values["committed_usd_m"] is not None:
            values["drawn_usd_m"] = min(values["drawn_usd_m"], values["committed_usd_m"])
        if values["coupon_type"] is CouponType.ZERO:
            values["coupon_pct"] = None
    begins = "starts_on" if record is CashFlow else "issued_on"
    if values.get("matures_on") or values.get("ends_on"):
        values[begins] = None
    return record(**values)


def _make_possible(values: dict[str, Any], table: list[Repayment]) -> None:
    """Leave out terms that cannot stand beside each other."""
    for name in ("payments_a_year", "resets_a_year"):
        if 12 % (values[name] or 1):
            values[name] = None
    if values["coupon_type"] is not CouponType.FLOATING:
        values["hedges"] = ()
    values["currency"] = values["currency"][:3].upper() if CURRENCY.match(values["currency"].upper()) else "EUR"
    if None in (values["make_whole_bp"], values["make_whole_high_bp"]):
        values["make_whole_high_bp"] = None
    else:
        values["make_whole_bp"], values["make_whole_high_bp"] = sorted(
            (values["make_whole_bp"], values["make_whole_high_bp"])
        )
    extension = (values["extension_count"], values["extension_months"])
    if None in extension or extension[0] * extension[1] > 1_200:
        values["extension_count"] = values["extension_months"] = None
    values["repayments"] = tuple(sorted(table, key=lambda each: each.due_on.valued))
    profile = values["amortization"]
    if table:
        values["amortization"] = Amortization(kind=AmortizationKind.SCULPTED)
        values["matures_on"] = values["issued_on"] = None
    elif profile is not None and profile.kind is AmortizationKind.SCULPTED:
        values["amortization"] = None
    elif profile is not None and (values["matures_on"] or values["issued_on"]):
        values["amortization"] = replace(profile, first=None, last=None)
    if values["matures_on"] or values["issued_on"]:
        values |= dict.fromkeys(DAYS_OF_ITS_LIFE)


@st.composite
def repayments(draw: st.DrawFn) -> Repayment:
    values = draw(stated(Repayment))
    return Repayment(**values | {"principal_pct": values["principal_pct"] / 4})


@st.composite
def hedges(draw: st.DrawFn) -> Hedge:
    values = draw(stated(Hedge)) | {"starts_on": None, "notional_usd_m": None, "hedged_pct": draw(st.floats(0, 50))}
    if values["kind"] is HedgeKind.CAP:
        values["rate_pct"] = draw(st.floats(0, 10))
    return Hedge(**values)


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    values = draw(stated(Mark))
    if values["price"] is None and values["yield_pct"] is None:
        values["price"] = 99.5
    return Mark(**values)


@st.composite
def deals(draw: st.DrawFn, id_: st.SearchStrategy[str] = ids) -> Deal:
    values = {name: draw(values_of(declared)) for name, declared in fields_of(Deal).items()}
    values["id"] = draw(id_)
    for key, name in COLLECTIONS.items():
        values[name] = tuple(draw(st.lists(records(RECORDS[key]), max_size=2, unique_by=lambda item: item.id)))
    return Deal(**values)


def books() -> st.SearchStrategy[list[Deal]]:
    return st.lists(deals(), max_size=3, unique_by=lambda deal: deal.id)
