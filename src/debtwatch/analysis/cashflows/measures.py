"""Price, yield, spreads, life and early repayment of one tranche; each says what it rests on or what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from debtwatch.analysis.bonds.time import DAYS_360, DAYS_A_YEAR
from debtwatch.analysis.cashflows.calls import Call, make_whole_price, unknown_because
from debtwatch.analysis.cashflows.payments import Base, life_years
from debtwatch.analysis.cashflows.results import MEASURE_COLUMNS
from debtwatch.analysis.cashflows.terms import DOLLAR, Terms
from debtwatch.analysis.cashflows.worth import Discounting, dirty_price, margin_at, yield_at, z_spread_at
from debtwatch.analysis.columns import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from debtwatch.analysis.cashflows.curves import Yields

_PAR = 100.0
_BP = 100.0
_SWAP = "no swap curve: declare one in the group `swap` and import it (`series import`)"


class Measure(NamedTuple):
    """One figure."""

    measure: str
    value: float | None
    unit: str
    how: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a tranche is measured from."""

    row: Mapping[str, Any]
    """Its row of the book."""
    priced: Mapping[str, Any] | None
    """Its row of `Refinancing.tranches`; None where it stands outside the debt of the day."""
    terms: Terms
    """How it pays."""
    payments: pl.DataFrame
    """As `payments_of` returns them."""
    accrued: float | None
    """Interest accrued, per 100."""
    owed_usd_m: float | None
    """What is owed."""
    as_of: date
    """The day asked about."""
    extended_on: date | None
    """Maturity with every extension taken; None without one."""
    treasury: Yields | None
    """Par curve, in dollars."""
    swap: Yields | None
    """Swap curve the user imported."""
    base: Base
    """The reference rate."""
    mark: Mapping[str, Any] | None
    """Its newest mark, a row of the attribution; None without one."""

    @property
    def market_pct(self) -> float | None:
        """What the market asks of it today."""
        return None if self.priced is None else self.priced["market_pct"]

    @property
    def discounting(self) -> Discounting | None:
        """How the market discounts it; None where its rate is not known."""
        return None if self.market_pct is None else Discounting(self.market_pct, self.terms, self.as_of)


@dataclass(frozen=True, slots=True)
class Price:
    """What a tranche is worth at its market yield, per 100 owed."""

    dirty: float
    """With interest accrued."""
    clean: float
    """Without."""


def price_of(subject: Subject) -> Price | None:
    """Return the price at the market yield; None where the yield or a payment is not known."""
    market = subject.discounting
    dirty = None if market is None else dirty_price(subject.payments, market)
    if dirty is None or subject.accrued is None:
        return None
    return Price(dirty, dirty - subject.accrued)


def measures_of(subject: Subject, call: Call) -> pl.DataFrame:
    """Return `MEASURE_COLUMNS`, one row a measure, those without a value too."""
    price = price_of(subject)
    rows = [*_priced(subject, price), *_spreads(subject, price), *_lives(subject), *_early(subject, price, call)]
    kinds = {"f64": pl.Float64, "str": pl.String}
    return pl.DataFrame(
        rows, schema={column.name: kinds[column.kind] for column in MEASURE_COLUMNS}, orient="row"
    ).select(names(MEASURE_COLUMNS))


def _unpriced(subject: Subject) -> str | None:
    """Return why there is no price; None where there is one."""
    if subject.priced is None:
        return "it stands outside the debt of that day: no market rate"
    if subject.market_pct is None:
        return f"no market rate: {subject.priced['unpriced_because'] or 'an input is missing'}"
    if subject.payments["interest"].null_count():
        return _unknown_interest(subject)
    return None


def _unknown_interest(subject: Subject) -> str:
    if not subject.terms.floats:
        return "no coupon published"
    return "no margin published" if subject.terms.margin_pct is None else "no SOFR average in reach"


def _priced(subject: Subject, price: Price | None) -> Iterator[Measure]:
    missing, terms = _unpriced(subject), subject.terms
    asked = "SOFR average + index spread + premium" if terms.floats else "par + index spread + premium"
    no_rate = missing if subject.market_pct is None else None
    yield Measure("market yield", subject.market_pct, "%", asked, no_rate)
    yield Measure("price at the market yield", price.clean if price else None, "per 100", "clean", missing)
    lacks = _unknown_interest(subject) if subject.accrued is None else None
    yield Measure("accrued interest", subject.accrued, "per 100", "act/360" if terms.floats else terms.count, lacks)
    yield Measure("dirty price", price.dirty if price else None, "per 100", "sum of the present values", missing)
    solved = None
    if price is not None and not terms.floats:
        solved = yield_at(subject.payments, price.dirty, terms, compounding=terms.compounding)
    again = "a floater has a margin, not a yield" if terms.floats else missing
    yield Measure("yield at that price", solved, "%", f"compounded {terms.compounding} times a year", again)
    yield from _at_issue(subject)
    mark = subject.mark
    if mark is None:
        yield Measure("yield at the last mark", None, "%", "", "nobody's price of it is in the book")
    else:
        told = (
            f"{mark['to_read']} of {mark['to_text'] or mark['to_on']}, confidence {mark['confidence'] or 'not stated'}"
        )
        yield Measure(
            "yield at the last mark",
            mark["to_pct"],
            "%",
            told,
            None if mark["to_pct"] is not None else "no yield could be read from it",
        )


def _at_issue(subject: Subject) -> Iterator[Measure]:
    issued = subject.row["issue_price"]
    missing = "no issue price published" if issued is None else None
    yield Measure("original issue discount", None if issued is None else _PAR - issued, "per 100", "100 less the reoffer price", missing)  # fmt: skip
    paid = subject.priced["issue_yield_pct"] if subject.priced is not None else subject.row["yield_at_issue_pct"]
    basis = "as if sold at par" if issued is None else f"sold at {issued:g}"
    unknown = "a floater has a margin, not a yield" if subject.terms.floats else "no yield at issue known"
    yield Measure("yield at issue", paid, "%", basis if paid is not None and subject.row["yield_at_issue_pct"] is None else "", None if paid is not None else unknown)  # fmt: skip


def _spreads(subject: Subject, price: Price | None) -> Iterator[Measure]:
    missing, life = _unpriced(subject), life_years(subject.payments, subject.as_of)
    terms, curve, swap = subject.terms, subject.treasury, subject.swap
    dollars = subject.row["currency"] == DOLLAR
    if terms.floats:
        over = "a floater is measured over swaps"
        yield Measure("G-spread", None, "bp", "", over)
        yield Measure("I-spread", None, "bp", "", over)
        yield Measure("Z-spread", None, "bp", "", over)
        yield _swap_margin(subject, price, life, missing)
        return
    par = subject.priced["par_pct"] if subject.priced is not None else None
    asked = subject.market_pct
    g = (asked - par) * _BP if asked is not None and par is not None else None
    yield Measure("G-spread", g, "bp", "market yield less par at the remaining life", missing if g is None else None)
    lacks_swap = missing or (None if swap is not None and dollars else _SWAP)
    i = (asked - swap.at(life)) * _BP if lacks_swap is None and swap is not None and asked is not None else None
    yield Measure("I-spread", i, "bp", f"over swaps of {swap.observed_on}" if swap else "", lacks_swap)
    yield _z_spread(subject, price, missing, curve if dollars else None)
    yield Measure("swap discount margin", None, "bp", "", "a fixed coupon: see its I-spread")


def _z_spread(subject: Subject, price: Price | None, missing: str | None, curve: Yields | None) -> Measure:
    if price is None:
        return Measure("Z-spread", None, "bp", "", missing)
    if curve is None:
        return Measure("Z-spread", None, "bp", "", "no curve of its currency to strip")
    zeros = curve.zeros()
    found = z_spread_at(subject.payments, price.dirty, subject.terms, zeros)
    why = None if found is not None else zeros.refused or "no spread gives that price"
    return Measure("Z-spread", found, "bp", f"zeros of {curve.observed_on}: {zeros.method}", why)


def _swap_margin(subject: Subject, price: Price | None, life: float, missing: str | None) -> Measure:
    """Return a floater's discount margin over the swap rate of its life: what it would pay on swaps, and its yield."""
    swap, terms = subject.swap, subject.terms
    if swap is None or price is None or terms.margin_pct is None:
        return Measure("swap discount margin", None, "bp", "", _SWAP if swap is None else missing)
    rate = swap.at(life)
    days = (pl.col("paid_on") - pl.col("starts_on")).dt.total_days()
    before = _PAR - (pl.col("principal").cum_sum() - pl.col("principal"))
    paying = subject.payments.with_columns(interest=before * (rate + terms.margin_pct) / _PAR * days / DAYS_360)
    found = margin_at(paying, price.dirty, Discounting(rate, terms, subject.as_of))
    how = f"over the {life:.1f}-year swap of {swap.observed_on}, {rate:.2f} %"
    return Measure("swap discount margin", found * _BP, "bp", how)


def _lives(subject: Subject) -> Iterator[Measure]:
    yield Measure("average life", life_years(subject.payments, subject.as_of), "years", "of principal, act/365.25")
    extended = subject.extended_on
    if extended is None:
        yield Measure("term with every extension", None, "years", "", "no extension in the book")
    else:
        term = (extended - subject.as_of).days / DAYS_A_YEAR
        yield Measure("term with every extension", term, "years", f"to {extended}")


def _early(subject: Subject, price: Price | None, call: Call) -> Iterator[Measure]:
    missing: str | None = unknown_because(call, subject.as_of) or None
    if missing is None and subject.treasury is None:
        missing = "no Treasury curve in reach"
    if missing is None and (subject.accrued is None or subject.terms.floats):
        missing = "of a fixed coupon only"
    spreads = {call.low_bp, call.high_bp} if missing is None else {None}
    for spread in sorted(spreads, key=lambda bp: bp or 0.0):
        yield from _early_at(subject, price, call, spread, missing)


def _early_at(
    subject: Subject, price: Price | None, call: Call, spread: float | None, missing: str | None
) -> Iterator[Measure]:
    told = "" if spread is None else f" at Treasury + {spread:g} bp"
    cost = None
    if missing is None and subject.treasury is not None and subject.accrued is not None:
        market = Discounting(0.0, subject.terms, subject.as_of)
        cost = make_whole_price(
            subject.payments, call, spread or 0.0, accrued=subject.accrued, treasury=subject.treasury, market=market
        )
    how = f"make-whole to {call.until or 'maturity: the par call date is not published'}"
    yield Measure(f"price to repay today{told}", cost, "per 100", how if cost is not None else "", missing)
    saved = price.clean - cost if price is not None and cost is not None else None
    lacks = missing or (None if price is not None else _unpriced(subject))
    yield Measure(f"saved by refinancing today{told}", saved, "per 100", "price at the market yield less that, before fees", lacks)  # fmt: skip
    owed = subject.owed_usd_m
    whole = saved * owed / _PAR if saved is not None and owed is not None else None
    unowed = lacks or ("balance not published" if owed is None else None)
    yield Measure(f"saved in all{told}", whole, "$m", "net present value, before fees", unowed)
