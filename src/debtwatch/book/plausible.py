"""Terms of a tranche that cannot hold together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from debtwatch.domain.kinds import AmortizationKind, CouponType, HedgeKind
from debtwatch.domain.terms import Amortization, Hedge, Repayment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from debtwatch.domain.dates import PartialDate

MONTHS_A_YEAR = 12
_WHOLE = 100.0
_ROUNDING = 0.01
"""Percents of a printed table add up to so much more or less."""
_PRINTED = 0.01
"""Of a commitment: balances are printed rounded."""
_LONGEST_YEARS = 101
"""A century bond, known by the year it ends alone; more is a slip of the date."""
_OPTIONS = re.compile(r"\s*(\d{1,12})\s*x\s*(\d{1,12})\s*m")
_MOST_MONTHS = 1_200
_CURRENCY = re.compile(r"[A-Z]{3}")
_WITHIN_ITS_LIFE = ("first_coupon_on", "expected_on", "put_on", "draw_ends_on")
"""Days of a tranche that are neither before it was issued nor after it falls due."""

Wrong = tuple[str, str, str]
"""Key, what was found, what was expected."""


def impossible_terms(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what is wrong with a tranche's payments, days, calls and repayments, read against each other."""
    currency = values.get("currency")
    if currency is not None and not _CURRENCY.fullmatch(currency):
        yield "currency", repr(currency), "an ISO code of three capital letters"
    for name in ("payments_a_year", "resets_a_year"):
        times = values.get(name)
        if times is not None and MONTHS_A_YEAR % times:
            yield name, f"{times}", "1, 2, 3, 4, 6 or 12"
    low, high = values.get("make_whole_bp"), values.get("make_whole_high_bp")
    if high is not None and (low is None or high < low):
        yield "make_whole_high_bp", f"{high:g}", "no less than make_whole_bp beside it"
    if (values.get("extension_count") is None) != (values.get("extension_months") is None):
        yield "extension_count", "one of count and months", "extension_count and extension_months together"
    yield from _extended(values)
    yield from _out_of_order(values)
    yield from _repaid(values)
    yield from _hedged(values)


def _extended(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield options, stated or in words like `2x12m`, by which a borrower might extend beyond a century."""
    words = _OPTIONS.match(values.get("extension_options") or "")
    stated = (values.get("extension_count") or 0) * (values.get("extension_months") or 0)
    for name, months in (
        ("extension_count", stated),
        ("extension_options", int(words[1]) * int(words[2]) if words else 0),
    ):
        if months > _MOST_MONTHS:
            yield name, f"{months} months in all", f"at most {_MOST_MONTHS}"


def before(day: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether one day is before another as far as both are known: 2031 is neither before nor after 2031-05."""
    return day is not None and other is not None and day.text[: len(other.text)] < other.text[: len(day.text)]


def _out_of_order(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield the days of a tranche that lie outside its life."""
    issued, matures = values.get("issued_on"), values.get("matures_on")
    profile: Amortization | None = values.get("amortization")
    inside = {name: values.get(name) for name in _WITHIN_ITS_LIFE}
    if profile is not None:
        inside |= {"amortization.first": profile.first, "amortization.last": profile.last}
    for name, day in inside.items():
        if before(day, issued):
            yield name, f"{day}", f"no day before the issue, {issued}"
        if before(matures, day):
            yield name, f"{day}", f"no day after the maturity, {matures}"
    repaid, extended = values.get("repaid_on"), values.get("extended_to")
    if before(repaid, issued):
        yield "repaid_on", f"{repaid}", f"no day before the issue, {issued}"
    if before(extended, matures):
        yield "extended_to", f"{extended}", f"no day before the maturity, {matures}"
    if before(matures, values.get("make_whole_until")):
        yield "make_whole_until", f"{values['make_whole_until']}", f"no day after the maturity, {matures}"
    if issued and matures and matures.valued.year - issued.valued.year > _LONGEST_YEARS:
        yield "matures_on", f"{matures}", f"at most {_LONGEST_YEARS} years after the issue, {issued}"


def _hedged(values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield hedges of what does not float, without an amount, of more than there is, or ending before they start."""
    hedges: tuple[Hedge, ...] = values.get("hedges", ())
    if hedges and values.get("coupon_type") is not CouponType.FLOATING:
        yield "hedge", "a hedge of a coupon that is not floating", 'hedges beside coupon_type = "floating" only'
    committed = values.get("committed_usd_m")
    for each in hedges:
        if (each.notional_usd_m is None) == (each.hedged_pct is None):
            yield "hedge", "both or neither of notional_usd_m and hedged_pct", "one of notional_usd_m and hedged_pct"
        if each.notional_usd_m is not None and committed is not None and each.notional_usd_m > committed:
            yield "hedge", f"a notional of {each.notional_usd_m:g}", f"no more than the {committed:g} committed"
        if each.kind is HedgeKind.CAP and each.rate_pct is None:
            yield "hedge", "a cap without its strike", "rate_pct, the strike"
        if each.starts_on and each.expires_on and each.expires_on.valued < each.starts_on.valued:
            yield "hedge", f"{each.expires_on}", f"an end after its start, {each.starts_on}"
        first = each.starts_on.valued if each.starts_on else None
        together = sum(_share(other, committed) for other in hedges if _runs(other, first))
        if together > _WHOLE + _ROUNDING:
            yield "hedge", f"{together:g} % hedged at once", "no more than 100 % of what is owed"
            return


def _share(hedge: Hedge, committed: float | None) -> float:
    """Return the percent a hedge covers, the whole at most; 0 where that is not known."""
    if hedge.hedged_pct is not None:
        return hedge.hedged_pct
    return min(hedge.notional_usd_m / committed, 1.0) * _WHOLE if hedge.notional_usd_m and committed else 0.0


def _runs(hedge: Hedge, day: date | None) -> bool:
    """Whether a hedge is in force on a day; None is the first of all days."""
    if day is None:
        return hedge.starts_on is None
    begun = hedge.starts_on is None or hedge.starts_on.valued <= day
    return begun and (hedge.expires_on is None or hedge.expires_on.valued > day)


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
    yield from _drawn_beyond(values, repayments)
    issued = values.get("issued_on")
    if repayments and before(repayments[0].due_on, issued):
        yield "repayment", f"one due on {repayments[0].due_on}", f"none before the issue, {issued}"
    days = [each.due_on.valued for each in repayments]
    if days != sorted(days):
        yield "repayment", "dates out of order", "the earliest first"
    matures = values.get("matures_on")
    if matures is not None and days and days[-1] > matures.valued:
        yield "repayment", f"one due on {repayments[-1].due_on}", f"none after the maturity, {matures}"


def _drawn_beyond(values: Mapping[str, Any], repayments: tuple[Repayment, ...]) -> Iterator[Wrong]:
    """Yield a drawn balance above what the table had left of the commitment on its day."""
    drawn, committed, on = values.get("drawn_usd_m"), values.get("committed_usd_m"), values.get("drawn_on")
    if drawn is None or committed is None or on is None:
        return
    paid = sum(each.principal_pct for each in repayments if each.due_on.valued <= on.valued)
    left = committed * (_WHOLE - paid) / _WHOLE
    if drawn > left + committed * _PRINTED:
        yield "drawn_usd_m", f"{drawn:g} on {on}", f"no more than the {left:g} its table of repayments leaves by then"
