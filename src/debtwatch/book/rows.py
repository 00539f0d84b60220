"""What the tables beside the deals hold: ratings, events, edges and facts, a record a row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from debtwatch.domain.dates import PartialDate
from debtwatch.domain.terms import LARGEST_USD_M, NO_SOURCE, Source, Stated


class RatingLevel(StrEnum):
    """What a rating speaks of."""

    ISSUER = "issuer"
    ISSUE = "issue"
    CLASS = "class"


class Agency(StrEnum):
    """Who rates."""

    SP = "S&P"
    MOODYS = "Moody's"
    FITCH = "Fitch"
    DBRS = "DBRS"
    KBRA = "KBRA"


class EdgeKind(StrEnum):
    """What one party owes or gives another."""

    EQUITY_STAKE = "equity_stake"
    PURCHASE_COMMITMENT = "purchase_commitment"
    RESIDUAL_VALUE_GUARANTEE = "residual_value_guarantee"
    BACKSTOP = "backstop"
    LEASE = "lease"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    REVENUE_SHARE = "revenue_share"
    WARRANT = "warrant"
    VENDOR_FINANCING = "vendor_financing"


class Standing(StrEnum):
    """Whether an edge may be summed."""

    COUNTED = "counted"
    AGGREGATE = "aggregate"
    LAPSED = "lapsed"
    RUMOURED = "rumoured"


class Cancellable(StrEnum):
    """Whether the payer may leave."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PeriodType(StrEnum):
    """What span a fact covers."""

    QUARTER = "Q"
    YEAR = "FY"
    TWELVE_MONTHS = "TTM"
    GUIDANCE = "guide"


class Basis(StrEnum):
    """How a fact was arrived at."""

    REPORTED = "reported"
    ALTERNATIVE = "alternative"
    PROXY = "proxy"
    RUN_RATE = "run_rate"
    DERIVED = "derived"


class FactUnit(StrEnum):
    """What one unit of a fact is."""

    USD_M = "usd_m"
    USERS_M = "users_m"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One agency's rating of one entity, issue or class on one day."""

    deal_id: Annotated[str, Stated("Deal it speaks of, where it speaks of one.")] = ""
    obligor: Annotated[str, Stated("Obligor it speaks of, as the deals spell it.")] = ""
    class_name: Annotated[str, Stated("Class of the deal, where only one is rated.")] = ""
    entity: Annotated[str, Stated("What was rated, in words.")]
    level: Annotated[RatingLevel, Stated("issuer, issue or class.")]
    agency: Annotated[Agency, Stated("Who rates.")]
    rating: Annotated[str, Stated("The symbol; empty where only an outlook is known, WD where withdrawn.")] = ""
    outlook: Annotated[str, Stated("stable, positive, negative or a watch.")] = ""
    rated_on: Annotated[PartialDate, Stated("Day of the action, or the day it was seen in force.")]
    previous_rating: Annotated[str, Stated("What it was before.")] = ""
    preliminary: Annotated[bool, Stated("Preliminary, provisional or expected.")] = False
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Something that happened, or is due, around a deal."""

    happened_on: Annotated[PartialDate, Stated("Day it happened or is due.")]
    entity: Annotated[str, Stated("Whom it concerns.")]
    deal_id: Annotated[str, Stated("Deal it concerns.")] = ""
    event: Annotated[str, Stated("What happened.")]
    scheduled: Annotated[bool, Stated("Due, not yet observed.")] = False
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRow:
    """Who pays or backs whom."""

    payer: Annotated[str, Stated("Who pays or bears the risk.")]
    payee: Annotated[str, Stated("Who is paid or backed.")]
    kind: Annotated[EdgeKind, Stated("What is owed or given.")]
    amount_usd_m: Annotated[float | None, Stated("Headline amount, $m.", 0, LARGEST_USD_M)] = None
    committed_usd_m: Annotated[float | None, Stated("The firm part, $m.", 0, LARGEST_USD_M)] = None
    paid_to_date_usd_m: Annotated[float | None, Stated("Paid so far, $m.", 0, LARGEST_USD_M)] = None
    starts_on: Annotated[PartialDate | None, Stated("Day it was agreed or starts.")] = None
    ends_on: Annotated[PartialDate | None, Stated("Day it ends.")] = None
    cancellable: Annotated[Cancellable, Stated("Whether the payer may leave: yes, no or unknown.")] = (
        Cancellable.UNKNOWN
    )
    contingent: Annotated[bool, Stated("Paid only if something else happens.")] = False
    standing: Annotated[Standing, Stated("counted; aggregate, lapsed and rumoured edges are never summed.")] = (
        Standing.COUNTED
    )
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One figure of one company for one period."""

    company: Annotated[str, Stated("Company.")]
    ticker: Annotated[str, Stated("Ticker; empty where it is not listed.")] = ""
    period_type: Annotated[PeriodType, Stated("Q, FY, TTM or guide.")]
    period_end: Annotated[PartialDate, Stated("Last day of the period.")]
    metric: Annotated[str, Stated("What is measured.")]
    value_usd_m: Annotated[float, Stated("Value, $m; millions of users where unit says so.", -1e9, 1e9)]
    unit: Annotated[FactUnit, Stated("usd_m or users_m.")] = FactUnit.USD_M
    basis: Annotated[Basis, Stated("reported, alternative, proxy, run_rate or derived.")] = Basis.REPORTED
    definition_note: Annotated[str, Stated("What exactly was measured.")] = ""
    source: Source = NO_SOURCE


ROWS: dict[str, type[RatingRow | EventRow | EdgeRow | FactRow]] = {
    "ratings.csv": RatingRow,
    "events.csv": EventRow,
    "edges.csv": EdgeRow,
    "facts.csv": FactRow,
}
KEYS: dict[str, tuple[str, ...]] = {
    "ratings.csv": ("deal_id", "entity", "class_name", "agency", "rated_on"),
    "events.csv": ("happened_on", "deal_id", "entity", "event"),
    "edges.csv": ("payer", "payee", "kind", "starts_on"),
    "facts.csv": ("company", "period_type", "period_end", "metric", "basis"),
}
"""What makes two rows the same: a user's row replaces every shipped row of its key."""
