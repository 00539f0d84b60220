"""Terms of a tranche that cannot hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.domain.terms import Amortization, AmortizationKind, CouponType, Hedge, HedgeKind, Repayment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MONTHS_A_YEAR = 12
_WHOLE = 100.0
_ROUNDING = 0.01
"""Percents of a printed table add up to so much more or less."""

Wrong = tuple[str, str, str]
"""Key, what was found, what was expected."""


def impossible_terms(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what is wrong with a tranche's payments, calls and repayments, read against each other."""
    for name in ("payments_a_year", "resets_a_year"):
        times = values.get(name)
        if times is not None and MONTHS_A_YEAR % times:
            yield name, f"{times}", "1, 2, 3, 4, 6 or 12"
    low, high = values.get("make_whole_bp"), values.get("make_whole_high_bp")
    if high is not None and (low is None or high < low):
        yield "make_whole_high_bp", f"{high:g}", "no less than make_whole_bp beside it"
    if (values.get("extension_count") is None) != (values.get("extension_months") is None):
        yield "extension_count", "one of count and months", "extension_count and extension_months together"
    yield from _repaid(values)
    yield from _hedged(values)


def _hedged(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield hedges of what does not float, without an amount, or ending before they start."""
    hedges: tuple[Hedge, ...] = values.get("hedges", ())
    if hedges and values.get("coupon_type") is CouponType.FIXED:
        yield "hedge", "a hedge of a fixed coupon", "hedges of floating debt only"
    for each in hedges:
        if (each.notional_usd_m is None) == (each.hedged_pct is None):
            yield "hedge", "both or neither of notional_usd_m and hedged_pct", "one of notional_usd_m and hedged_pct"
        if each.kind is HedgeKind.CAP and each.rate_pct is None:
            yield "hedge", "a cap without its strike", "rate_pct, the strike"
        if each.starts_on and each.expires_on and each.expires_on.valued < each.starts_on.valued:
            yield "hedge", f"{each.expires_on}", f"an end after its start, {each.starts_on}"


def _repaid(values: Mapping[str, Any]) -> Iterator[Wrong]:
    repayments: tuple[Repayment, ...] = values.get("repayments", ())
    profile: Amortization | None = values.get("amortization")
    sculpted = profile is not None and profile.kind is AmortizationKind.SCULPTED
    if sculpted != bool(repayments):
        found = "sculpted without a table" if sculpted else "a table of repayments"
        yield "amortization", found, "sculpted and [[deal.tranche.repayment]] tables together"
    paid = sum(each.principal_pct for each in repayments)
    if paid > _WHOLE + _ROUNDING:
        yield "repayment", f"{paid:g} % in all", "no more than 100 % of principal"
    days = [each.due_on.valued for each in repayments]
    if days != sorted(days):
        yield "repayment", "dates out of order", "the earliest first"
    matures = values.get("matures_on")
    if matures is not None and days and days[-1] > matures.valued:
        yield "repayment", f"one due on {repayments[-1].due_on}", f"none after the maturity, {matures}"
