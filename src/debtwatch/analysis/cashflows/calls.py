"""What it costs to repay early: the make-whole, and whether refinancing then pays (analytics F11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import DAYS_A_YEAR
from debtwatch.analysis.cashflows.worth import Discounting, dirty_price

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from debtwatch.analysis.cashflows.curves import Yields
    from debtwatch.analysis.cashflows.terms import Terms

_PAR = 100.0
_BP = 100.0


@dataclass(frozen=True, slots=True)
class Call:
    """When and at what an issuer may repay early, as far as it is known."""

    low_bp: float | None
    """Make-whole spread over Treasuries."""
    high_bp: float | None
    """Its upper end where the source tells a range; else the same."""
    until: date | None
    """First day without make-whole."""
    price: float | None
    """Per 100 from that day on."""
    words: str
    """What the book says of it."""


def call_of(row: Mapping[str, Any]) -> Call:
    """Return a tranche's call from its row of the book."""
    low, high = row.get("make_whole_bp"), row.get("make_whole_high_bp")
    return Call(
        low,
        low if high is None else high,
        row.get("make_whole_until"),
        row.get("call_price"),
        row.get("call_make_whole") or "",
    )


def unknown_because(call: Call, as_of: date) -> str:
    """Return what is missing for a price of early repayment; empty where nothing is."""
    over = call.until is not None and call.until <= as_of
    if call.price is None and (over or call.until is not None):
        return f"the price from {call.until} on is not published"
    if over:
        return ""
    if call.low_bp is None:
        return f"make-whole spread not published ({call.words})" if call.words else "no early repayment in the book"
    return ""


def _to_call(payments: pl.DataFrame, call: Call, terms: Terms, as_of: date) -> pl.DataFrame:
    """Return the payments up to the day the make-whole ends, and the call price with interest accrued on it."""
    if call.until is None or call.price is None or call.until >= terms.maturity:
        return payments
    kept = payments.filter(pl.col("paid_on") <= call.until)
    rest = payments.filter(pl.col("paid_on") > call.until).head(1)
    balance = float(kept["balance_after"][-1]) if kept.height else _PAR
    share = ((call.until - rest["starts_on"][0]).days) / (rest["paid_on"][0] - rest["starts_on"][0]).days
    periods_to = rest["periods_to"][0] - (1 - share)
    last = rest.with_columns(
        paid_on=pl.lit(call.until),
        periods_to=pl.lit(periods_to),
        principal=pl.lit(balance * call.price / _PAR),
        interest=pl.col("interest") * share,
        balance_after=pl.lit(0.0),
    )
    return pl.concat([kept, last]) if call.until > as_of else payments


def make_whole_price(
    payments: pl.DataFrame, call: Call, spread_bp: float, *, accrued: float, treasury: Yields, market: Discounting
) -> float | None:
    """Return the clean price per 100 of repaying today, at least par.

    The payments to the end of the make-whole, the call price with the last, discounted at the Treasury
    yield of that life plus the make-whole spread; after its end the call price itself.
    """
    if call.until is not None and call.until <= market.as_of:
        return call.price
    due = _to_call(payments, call, market.terms, market.as_of)
    years = (due["paid_on"][-1] - market.as_of).days / DAYS_A_YEAR
    at = replace(market, yield_pct=treasury.at(years) + spread_bp / _BP)
    worth = dirty_price(due, at)
    return None if worth is None else max(_PAR, worth - accrued)
