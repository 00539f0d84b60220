"""The words for what debt is, how it ranks, pays and comes back, as the book and the calculations spell them."""

from __future__ import annotations

from enum import StrEnum


class Instrument(StrEnum):
    """What kind of debt a tranche is."""

    SENIOR_UNSECURED = "senior_unsecured"
    SENIOR_SECURED = "senior_secured"
    TERM_LOAN = "term_loan"
    DDTL = "ddtl"
    REVOLVER = "revolver"
    BRIDGE = "bridge"
    CONVERTIBLE = "convertible"
    ABS = "abs"
    CMBS = "cmbs"


DRAWN_OVER_TIME = frozenset({Instrument.DDTL, Instrument.REVOLVER})
"""What is owed on these is what was drawn; the amount is a commitment."""


class BalanceSheet(StrEnum):
    """Where the debt stands, seen from the demand sponsor or listed issuer."""

    ON = "on"
    OFF = "off"
    PARTIAL = "partial"


class Status(StrEnum):
    """How real a record is."""

    CLOSED = "closed"
    PRICED = "priced"
    ANNOUNCED = "announced"
    RUMOURED = "rumoured"
    REPAID = "repaid"


COUNTED = frozenset({Status.CLOSED, Status.PRICED})
"""The states whose money stands in totals."""


class Seniority(StrEnum):
    """Where a tranche ranks."""

    SECURED = "secured"
    UNSECURED = "unsecured"
    SUBORDINATED = "subordinated"
    STRUCTURALLY_SUBORDINATED = "structurally_subordinated"


class Security(StrEnum):
    """What stands behind a record."""

    CORPORATE = "corporate"
    LEASE = "lease"
    GPU = "gpu"
    PROJECT = "project"


class Support(StrEnum):
    """What kind of promise another party makes."""

    NONE = "none"
    FULL = "full"
    BACKSTOP = "backstop"
    RESIDUAL_VALUE = "residual_value"
    COMPLETION = "completion"


class CommitmentKind(StrEnum):
    """What is promised: rent for a place, or payment for capacity."""

    LEASE = "lease"
    OFFTAKE = "offtake"


class Schedule(StrEnum):
    """How a guarantee's threshold and cap run between its first and last day."""

    CONSTANT = "constant"
    LINEAR = "linear"
    UNPUBLISHED = "unpublished"


class CouponType(StrEnum):
    """How interest is set."""

    FIXED = "fixed"
    FLOATING = "floating"
    ZERO = "zero"


class RateSetting(StrEnum):
    """How a floating period's reference rate is made."""

    SIMPLE = "simple"
    """Each day's rate of the period, in arrears, weighted by its days."""
    COMPOUNDED = "compounded"
    """The same days compounded."""
    TERM = "term"
    """A term rate fixed when the period starts."""


class FloorOn(StrEnum):
    """What a floor is applied to."""

    DAY = "day"
    """Each day's rate."""
    PERIOD = "period"
    """The period's rate."""


class HedgeKind(StrEnum):
    """What a hedge does to a floating rate."""

    SWAP = "swap"
    """The reference rate is exchanged for a fixed one."""
    CAP = "cap"
    """Above its strike the reference rate is paid by another."""


class AmortizationKind(StrEnum):
    """How principal comes back."""

    BULLET = "bullet"
    LEVEL = "level"
    LINEAR = "linear"
    SCULPTED = "sculpted"
    """By a dated table of the tranche's own: its repayments."""
    AMORTIZING = "amortizing"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How far a figure can be relied on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
