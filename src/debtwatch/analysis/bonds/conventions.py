"""How markets quote, accrue and discount: each convention by its name (analytics A2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from debtwatch.analysis.bonds.time import DayCount


class Stub(StrEnum):
    """How the broken period before the next coupon date is discounted."""

    COMPOUNDED = "compounded"
    """v^w: the street, corporates and Treasuries alike; 1 / (1 + w y/f) once no other coupon follows."""
    SIMPLE = "simple"
    """1 / (1 + w y/f): Treasury auctions (31 CFR 356, appendix B)."""


class Clock(StrEnum):
    """What a flow's time in years is measured by."""

    SCHEDULE = "coupon periods"
    """Periods to the flow over the frequency: exact on the bond's own schedule."""
    ACT_365 = "act/365"
    """Actual days over 365, as zero curves of swap desks are kept."""


class ZeroMethod(StrEnum):
    """How zero rates are found between the published tenors of a par curve.

    On one realistic Treasury curve the methods lie 13 bp apart at 15 years, 4 at 20, 2 up to 10:
    a Z-spread names its own.
    """

    PAR_LINEAR = "par yields linear in years, stripped every half year"
    """The market's habit for spreads, and the default."""
    FLAT_FORWARD = "forward rate flat between tenors"
    """Discount factors linear in logarithms."""


@dataclass(frozen=True, slots=True)
class Convention:
    """What turns a yield into a price."""

    count: DayCount
    """Accrual; a whole period always pays the coupon over the frequency."""
    stub: Stub
    """Discounting of the broken period."""
    frequency: int
    """Coupons a year."""
    settles_after: int
    """Business days from trade to settlement."""
    month_ends: bool = False
    """Whether what matures on the last day of a month pays on the last day of every month."""


class QuotedAs(Enum):
    """The conventions in use, by market."""

    TREASURY_AUCTION = Convention(DayCount.ACT_ACT_ICMA, Stub.SIMPLE, 2, 1, month_ends=True)
    """31 CFR 356, appendix B."""
    TREASURY = Convention(DayCount.ACT_ACT_ICMA, Stub.COMPOUNDED, 2, 1, month_ends=True)
    """The street's secondary market."""
    US_CORPORATE = Convention(DayCount.THIRTY_360_US, Stub.COMPOUNDED, 2, 1)
    """30/360, T+1 since 28 May 2024; new issues settle later, on the day their term sheet names."""
    CMBS_LOAN = Convention(DayCount.THIRTY_360_US, Stub.COMPOUNDED, 12, 1)
    """Monthly: mortgage constants and level-pay loans on chips."""
