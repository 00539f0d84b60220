"""What a field states, where it was read, and the terms of a tranche that are records of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from debtwatch.domain.dates import PartialDate
from debtwatch.domain.kinds import AmortizationKind, Confidence, HedgeKind

LARGEST_USD_M = 10_000_000.0
"""Ten trillion dollars: an amount above it is a slip of units."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a field means, and which values are possible."""

    meaning: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who said so, when, and how far it can be relied on."""

    source_url: Annotated[tuple[str, ...], Stated("Where it was read: addresses, or the name of what was read.")] = ()
    source_date: Annotated[PartialDate | None, Stated("Day the source speaks of or was published.")] = None
    confidence: Annotated[Confidence | None, Stated("How far the figures can be relied on.")] = None
    second_hand: Annotated[bool, Stated("Known through a third party; the source itself was not opened.")] = False
    note: Annotated[str, Stated("What else was said, with conflicts between sources.")] = ""


NO_SOURCE = Source()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amortization:
    """How principal comes back between two dates."""

    kind: Annotated[AmortizationKind, Stated("bullet, level, linear, sculpted, amortizing, unknown.")]
    first: Annotated[PartialDate | None, Stated("First instalment.")] = None
    last: Annotated[PartialDate | None, Stated("Last instalment; none means the maturity.")] = None
    final_pct: Annotated[float | None, Stated("Percent of principal left for the last day.", 0, 100)] = None
    assumed: Annotated[bool, Stated("The profile is our reading, not the source's words.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a tranche was worth on one day."""

    marked_on: Annotated[PartialDate, Stated("Day of the mark.")]
    price: Annotated[float | None, Stated("Price per 100 of par; a price of nothing has no yield.", 0.01, 1000)] = None
    yield_pct: Annotated[float | None, Stated("Yield to maturity, percent a year.", -5, 100)] = None
    spread_bp: Annotated[float | None, Stated("Spread over Treasuries of the same life, bp.", -500, 10_000)] = None
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """One dated instalment of a tranche that repays by a table of its own."""

    due_on: Annotated[PartialDate, Stated("Day it falls due.")]
    principal_pct: Annotated[float, Stated("Principal repaid, percent of the amount issued or drawn at first.", 0, 100)]
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """A swap or cap on the rate of a floating tranche; its end is a maturity of its own."""

    kind: Annotated[HedgeKind, Stated("swap or cap.")] = HedgeKind.SWAP
    notional_usd_m: Annotated[float | None, Stated("Amount hedged, $m.", 0, LARGEST_USD_M)] = None
    hedged_pct: Annotated[float | None, Stated("The same as percent of what is owed.", 0, 100)] = None
    rate_pct: Annotated[float | None, Stated("Fixed rate paid, or the cap's strike, percent a year.", -5, 40)] = None
    starts_on: Annotated[PartialDate | None, Stated("First day it covers.")] = None
    expires_on: Annotated[PartialDate | None, Stated("Last day it covers.")] = None
    source: Source = NO_SOURCE
