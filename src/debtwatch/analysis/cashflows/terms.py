"""How one tranche pays, read from its row of the book; what the book leaves out is assumed by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bonds.sofr import SofrTerms
from debtwatch.analysis.bonds.time import DayCount
from debtwatch.domain.kinds import CouponType, FloorOn, Instrument, RateSetting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

_ACTUAL = frozenset({"EUR", "GBP", "CAD"})
_TIMES = {1: "yearly", 2: "half-yearly", 3: "three times a year", 4: "quarterly", 6: "every two months", 12: "monthly"}
DOLLAR = "USD"
BOND_COMPOUNDING = 2
"""Dollar yields are bond-equivalent: compounded twice a year however often interest is paid."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How one tranche pays."""

    maturity: date
    """Contractual, as valued."""
    issued_on: date | None
    """First day of accrual."""
    first_coupon: date | None
    """First payment, where stated."""
    frequency: int
    """Payments a year."""
    count: DayCount
    """Accrual of a fixed coupon."""
    compounding: int
    """Times a year its yield compounds."""
    coupon_type: CouponType | None
    """None where the book does not say."""
    coupon_pct: float | None
    """Of a fixed coupon."""
    margin_pct: float | None
    """Of a floater."""
    sofr: SofrTerms | None
    """How a floater reads SOFR; None where it is not published."""
    floor_pct: float | None
    """Least reference rate."""
    redemption_pct: float
    """What 100 are repaid with at maturity."""

    @property
    def floats(self) -> bool:
        """Whether interest is set over a reference rate."""
        return self.coupon_type is CouponType.FLOATING


def terms_of(row: Mapping[str, Any]) -> Terms:
    """Return how a tranche with a maturity pays; `row` is its row of the book's frame, completed."""
    frequency, currency = row["frequency"], row["currency"]
    kind = row["coupon_type"]
    margin, redemption = row["margin_bp"], row.get("redemption_pct")
    return Terms(
        maturity=row["matures_on"],
        issued_on=row["issued_on"],
        first_coupon=row.get("first_coupon_on"),
        frequency=frequency,
        count=DayCount.ACT_ACT_ICMA if currency in _ACTUAL else DayCount.THIRTY_360_US,
        compounding=BOND_COMPOUNDING if currency == DOLLAR else frequency,
        coupon_type=None if kind is None else CouponType(kind),
        coupon_pct=0.0 if kind == CouponType.ZERO else row["coupon_pct"],
        margin_pct=None if margin is None else margin / 100,
        sofr=_sofr(row),
        floor_pct=row.get("floor_pct"),
        redemption_pct=100.0 if redemption is None else redemption,
    )


def _sofr(row: Mapping[str, Any]) -> SofrTerms | None:
    setting = row.get("rate_setting")
    if setting is None:
        return None
    return SofrTerms(
        RateSetting(setting),
        lookback_days=row.get("lookback_days") or 0,
        shift=bool(row.get("observation_shift")),
        lockout_days=row.get("lockout_days") or 0,
        floor_pct=row.get("floor_pct"),
        floor_on=FloorOn(row.get("floor_on") or FloorOn.PERIOD),
    )


def in_words(terms: Terms) -> str:
    """Return how a tranche pays, in one line."""
    if terms.coupon_type is CouponType.ZERO:
        return f"zero coupon, due {terms.maturity}"
    times = _TIMES[terms.frequency]
    if not terms.floats:
        rate = "coupon not published" if terms.coupon_pct is None else f"{terms.coupon_pct:g} %"
        return f"{rate} {times}, {terms.count}, due {terms.maturity}"
    margin = "margin not published" if terms.margin_pct is None else f"{100 * terms.margin_pct:+g} bp"
    return f"SOFR {margin}, {_reading(terms)}{times}, act/360, due {terms.maturity}"


def _reading(terms: Terms) -> str:
    sofr = terms.sofr
    if sofr is None:
        return ""
    parts = [f"{sofr.setting}{' in advance' if sofr.setting is RateSetting.TERM else ' in arrears'}"]
    if sofr.lookback_days:
        parts.append(f"{sofr.lookback_days} days {'observation shift' if sofr.shift else 'lookback'}")
    if sofr.lockout_days:
        parts.append(f"{sofr.lockout_days} days lockout")
    if sofr.floor_pct is not None:
        parts.append(f"floor {sofr.floor_pct:g} % on the {sofr.floor_on}")
    return ", ".join(parts) + ", "


def assumptions(row: Mapping[str, Any], terms: Terms) -> Iterator[str]:
    """Yield what was taken for granted because the book does not say."""
    stated = row["payments_a_year"] or (row["resets_a_year"] if terms.floats else None)
    if stated is None and terms.coupon_type is not CouponType.ZERO:
        yield f"{_TIMES[terms.frequency]} payments assumed: the book does not say"
    for name, what in (("matures_on", "maturity"), ("issued_on", "issue")):
        text = row.get(f"{name}_text")
        if text and len(text) < len("2031-05-15"):
            yield f"{what} known as {text}: {row[name]} taken"
    if terms.floats and terms.sofr is None:
        yield "how its SOFR is set (simple, compounded, term) is not published"
    elif terms.sofr is not None and terms.sofr.setting is not RateSetting.TERM and row.get("lookback_days") is None:
        yield "lookback not published: none is taken"
    if row["instrument"] == Instrument.CONVERTIBLE and row.get("put_on"):
        yield f"holders may put it on {row['put_on']}: the payments run to maturity"
