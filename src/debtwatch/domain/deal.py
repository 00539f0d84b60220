"""Deals as the book tells them: tranches owed, commitments, guarantees and equity, never summed together.

Every field declares itself once, with `Stated`: what it means, its unit, and the values it may have.
The reader, the writer, `book show` and the columns of an export all follow these declarations.
An unknown is None. Percent are percent a year, `_bp` basis points, `_usd_m` millions of dollars.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from debtwatch.domain.dates import PartialDate
from debtwatch.domain.kinds import (
    COUNTED,
    DRAWN_OVER_TIME,
    BalanceSheet,
    CommitmentKind,
    CouponType,
    FloorOn,
    Instrument,
    RateSetting,
    Schedule,
    Security,
    Seniority,
    Status,
    Support,
)
from debtwatch.domain.terms import LARGEST_USD_M, NO_SOURCE, Amortization, Hedge, Mark, Repayment, Source, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """One piece of debt with its own terms."""

    id: Annotated[str, Stated("Short name, unique in its deal; made from the name where absent.")]
    name: Annotated[str, Stated("What the market calls it.")]
    obligor: Annotated[str, Stated("Who owes it.")]
    instrument: Annotated[Instrument, Stated("What kind of debt it is.")]
    status: Annotated[Status, Stated("closed, priced, announced, rumoured or repaid; the first two count.")]
    balance_sheet: Annotated[BalanceSheet, Stated("on, off or partial, seen from the sponsor or listed issuer.")]
    currency: Annotated[str, Stated("ISO code of the currency it is owed in.")] = "USD"
    committed_usd_m: Annotated[float | None, Stated("Amount issued or committed, $m.", 0, LARGEST_USD_M)] = None
    drawn_usd_m: Annotated[float | None, Stated("Balance drawn and owed, $m.", 0, LARGEST_USD_M)] = None
    drawn_on: Annotated[PartialDate | None, Stated("Day of the drawn balance.")] = None
    amount_local_m: Annotated[float | None, Stated("Amount in its own currency, millions.", 0, 1e9)] = None
    fx: Annotated[float | None, Stated("Dollars for one unit of its currency, as converted here.", 0, 1000)] = None
    fx_on: Annotated[PartialDate | None, Stated("Day of that rate.")] = None
    fx_source: Annotated[str, Stated("Where that rate is from.")] = ""
    coupon_type: Annotated[CouponType | None, Stated("fixed, floating or zero.")] = None
    coupon_pct: Annotated[float | None, Stated("Cash coupon, percent a year.", 0, 40)] = None
    reference_rate: Annotated[str, Stated("What a floating coupon is set over.")] = ""
    margin_bp: Annotated[float | None, Stated("Margin over the reference rate, bp.", -100, 3000)] = None
    rate_setting: Annotated[RateSetting | None, Stated("simple and compounded are in arrears; term is in advance.")] = (
        None
    )
    lookback_days: Annotated[int | None, Stated("Business days by which a fixing is read late.", 0, 60)] = None
    observation_shift: Annotated[bool, Stated("The days a fixing counts for move with it.")] = False
    lockout_days: Annotated[int | None, Stated("Last days of a period that repeat the fixing before.", 0, 60)] = None
    floor_pct: Annotated[float | None, Stated("Least reference rate, percent a year.", -5, 20)] = None
    floor_on: Annotated[FloorOn | None, Stated("What the floor applies to: each day's rate or the period's.")] = None
    resets_a_year: Annotated[int | None, Stated("How often a year its reference rate is set.", 1, 12)] = None
    next_reset_on: Annotated[PartialDate | None, Stated("A day on which its reference rate is set.")] = None
    payments_a_year: Annotated[int | None, Stated("Payments of interest a year.", 1, 12)] = None
    first_coupon_on: Annotated[PartialDate | None, Stated("First payment, where the first period is odd.")] = None
    spread_at_issue_bp: Annotated[float | None, Stated("Spread over Treasuries at issue, bp.", -500, 5000)] = None
    yield_at_issue_pct: Annotated[float | None, Stated("Yield at the reoffer price, percent a year.", -5, 40)] = None
    issue_price: Annotated[float | None, Stated("Reoffer price per 100.", 1, 200)] = None
    issued_on: Annotated[PartialDate | None, Stated("Day it was issued or closed.")] = None
    matures_on: Annotated[PartialDate | None, Stated("Contractual maturity.")] = None
    expected_on: Annotated[PartialDate | None, Stated("Anticipated repayment date, where it is earlier.")] = None
    extension_options: Annotated[str, Stated("Options to extend, as written: 2x12m.")] = ""
    extension_count: Annotated[int | None, Stated("How many times the borrower may extend.", 0, 40)] = None
    extension_months: Annotated[int | None, Stated("Months of each extension.", 1, 240)] = None
    extended_to: Annotated[PartialDate | None, Stated("Maturity with every extension used.")] = None
    draw_ends_on: Annotated[PartialDate | None, Stated("Last day of the draw window.")] = None
    takeout_tenor_years: Annotated[float | None, Stated("Term of the debt that is to replace a bridge.", 0, 100)] = None
    conversion_price: Annotated[float | None, Stated("Price a share of conversion.", 0, 1e7)] = None
    put_on: Annotated[PartialDate | None, Stated("Day the holder may put it.")] = None
    redemption_pct: Annotated[float | None, Stated("Percent of par repaid at maturity, where it accretes.", 1, 500)] = (
        None
    )
    amortization: Annotated[Amortization | None, Stated("How principal comes back.")] = None
    call_make_whole: Annotated[str, Stated("When and at what the issuer may repay early, in words.")] = ""
    make_whole_bp: Annotated[float | None, Stated("Make-whole: spread over Treasuries, bp.", 0, 1000)] = None
    make_whole_high_bp: Annotated[float | None, Stated("Its upper end, where a range was told.", 0, 1000)] = None
    make_whole_until: Annotated[PartialDate | None, Stated("First day it may be called without make-whole.")] = None
    call_price: Annotated[float | None, Stated("Price per 100 from that day; 100 is a par call.", 1, 200)] = None
    sp_at_issue: Annotated[str, Stated("S&P rating at issue.")] = ""
    moodys_at_issue: Annotated[str, Stated("Moody's rating at issue.")] = ""
    fitch_at_issue: Annotated[str, Stated("Fitch rating at issue.")] = ""
    seniority: Annotated[Seniority | None, Stated("Where it ranks.")] = None
    security: Annotated[Security | None, Stated("What stands behind it.")] = None
    support: Annotated[Support | None, Stated("What another party promises.")] = None
    support_note: Annotated[str, Stated("That promise, or the lease behind it, in words.")] = ""
    sponsor_equity_pct: Annotated[float | None, Stated("Equity below the debt, percent of the whole.", 0, 99)] = None
    arrangers: Annotated[str, Stated("Who arranged it.")] = ""
    holders: Annotated[str, Stated("Who holds it or asked for it.")] = ""
    site: Annotated[str, Stated("Where it is built.")] = ""
    gigawatts: Annotated[float | None, Stated("Power of the site, GW.", 0, 1000)] = None
    repaid_on: Annotated[PartialDate | None, Stated("Day it was repaid.")] = None
    source: Source = NO_SOURCE
    marks: tuple[Mark, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    hedges: tuple[Hedge, ...] = ()

    @property
    def commitment_basis(self) -> bool:
        """Whether only the commitment is known, not what was drawn of it."""
        return self.instrument in DRAWN_OVER_TIME and self.drawn_usd_m is None

    @property
    def outstanding_usd_m(self) -> float | None:
        """What is owed: the drawn balance where given, else the amount of a funded instrument."""
        if self.drawn_usd_m is not None or self.commitment_basis:
            return self.drawn_usd_m
        return self.committed_usd_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A lease or offtake: money promised, never debt."""

    id: Annotated[str, Stated("Short name, unique in its deal; made from the name where absent.")]
    name: Annotated[str, Stated("What it is for.")]
    kind: Annotated[CommitmentKind, Stated("lease or offtake.")]
    obligor: Annotated[str, Stated("Who pays.")]
    status: Annotated[Status, Stated("closed, priced, announced, rumoured or repaid.")]
    balance_sheet: Annotated[BalanceSheet, Stated("on, off or partial, seen from the sponsor or listed issuer.")]
    currency: Annotated[str, Stated("ISO code of the currency it is paid in.")] = "USD"
    amount_usd_m: Annotated[float | None, Stated("Whole amount promised, $m.", 0, LARGEST_USD_M)] = None
    annual_payment_usd_m: Annotated[float | None, Stated("Paid a year, $m.", 0, LARGEST_USD_M)] = None
    firm_usd_m: Annotated[float | None, Stated("The part that cannot be cancelled, $m.", 0, LARGEST_USD_M)] = None
    firm_until: Annotated[PartialDate | None, Stated("Day until which it cannot be cancelled.")] = None
    notice_days: Annotated[int | None, Stated("Days of notice that end it.", 0, 10_000)] = None
    issued_on: Annotated[PartialDate | None, Stated("Day it was signed.")] = None
    starts_on: Annotated[PartialDate | None, Stated("First day of payment.")] = None
    ends_on: Annotated[PartialDate | None, Stated("End of the first term.")] = None
    extension_options: Annotated[str, Stated("Options to renew, as written.")] = ""
    extended_to: Annotated[PartialDate | None, Stated("End with every renewal used.")] = None
    aggregate: Annotated[bool, Stated("A company total that contains other records; never summed with them.")] = False
    overlaps: Annotated[
        tuple[str, ...], Stated("Deals whose money it contains: debt it pays, promises told twice.")
    ] = ()
    security: Annotated[Security | None, Stated("What stands behind it.")] = None
    support: Annotated[Support | None, Stated("What another party promises.")] = None
    support_note: Annotated[str, Stated("That promise in words.")] = ""
    site: Annotated[str, Stated("Where it is.")] = ""
    gigawatts: Annotated[float | None, Stated("Power, GW.", 0, 1000)] = None
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """A promise to pay if another does not, or if an asset is worth less."""

    id: Annotated[str, Stated("Short name, unique in its deal; made from the name where absent.")]
    name: Annotated[str, Stated("What it is called.")]
    kind: Annotated[Support, Stated("full, backstop, residual_value or completion.")]
    guarantor: Annotated[str, Stated("Who pays.")]
    beneficiary: Annotated[str, Stated("Who is paid.")] = ""
    covers: Annotated[str, Stated("Whose failure or which asset is covered.")] = ""
    status: Annotated[Status, Stated("closed, priced, announced, rumoured or repaid.")] = Status.CLOSED
    trigger: Annotated[str, Stated("What makes it pay.")] = ""
    cap_usd_m: Annotated[float | None, Stated("Most it pays at first, $m.", 0, LARGEST_USD_M)] = None
    final_cap_usd_m: Annotated[float | None, Stated("Most it pays on its last day, $m.", 0, LARGEST_USD_M)] = None
    threshold_usd_m: Annotated[float | None, Stated("Value it makes good at first, $m.", 0, LARGEST_USD_M)] = None
    final_threshold_usd_m: Annotated[float | None, Stated("The same on its last day, $m.", 0, LARGEST_USD_M)] = None
    schedule: Annotated[Schedule | None, Stated("How threshold and cap run: constant, linear or unpublished.")] = None
    assumed: Annotated[bool, Stated("The schedule is our reading, not the source's words.")] = False
    carried_usd_m: Annotated[float | None, Stated("Liability its giver shows for it, $m.", 0, LARGEST_USD_M)] = None
    issued_on: Annotated[PartialDate | None, Stated("Day it was given.")] = None
    starts_on: Annotated[PartialDate | None, Stated("First day it covers.")] = None
    ends_on: Annotated[PartialDate | None, Stated("Last day it covers.")] = None
    aggregate: Annotated[bool, Stated("A company total that contains other records; never summed with them.")] = False
    overlaps: Annotated[tuple[str, ...], Stated("Deals whose promises it contains.")] = ()
    site: Annotated[str, Stated("Where it is.")] = ""
    gigawatts: Annotated[float | None, Stated("Power, GW.", 0, 1000)] = None
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """Money that stands below the debt."""

    id: Annotated[str, Stated("Short name, unique in its deal; made from the name where absent.")]
    name: Annotated[str, Stated("What it is called.")]
    obligor: Annotated[str, Stated("Who issued it.")]
    status: Annotated[Status, Stated("closed, priced, announced, rumoured or repaid.")]
    balance_sheet: Annotated[BalanceSheet, Stated("on, off or partial, seen from the sponsor or listed issuer.")]
    currency: Annotated[str, Stated("ISO code of its currency.")] = "USD"
    amount_usd_m: Annotated[float | None, Stated("Amount, $m.", 0, LARGEST_USD_M)] = None
    issued_on: Annotated[PartialDate | None, Stated("Day it was put in or issued.")] = None
    arrangers: Annotated[str, Stated("Who arranged it.")] = ""
    holders: Annotated[str, Stated("Who holds it.")] = ""
    site: Annotated[str, Stated("Where it is.")] = ""
    gigawatts: Annotated[float | None, Stated("Power, GW.", 0, 1000)] = None
    source: Source = NO_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """What a project earns to service its debt, and what a lender asks of it."""

    id: Annotated[str, Stated("Short name, unique in its deal; made from the name where absent.")]
    name: Annotated[str, Stated("What it is of.")]
    status: Annotated[Status, Stated("closed, priced, announced, rumoured or repaid; the first two count.")] = (
        Status.CLOSED
    )
    cfads_usd_m: Annotated[
        float | None,
        Stated("Cash flow available for debt service, after tax and reserves, $m a year.", 0, LARGEST_USD_M),
    ] = None
    noi_usd_m: Annotated[float | None, Stated("Net operating income, $m a year.", 0, LARGEST_USD_M)] = None
    starts_on: Annotated[PartialDate | None, Stated("First day it is earned.")] = None
    ends_on: Annotated[PartialDate | None, Stated("Last day it is earned: the end of the project.")] = None
    cap_rate_pct: Annotated[float | None, Stated("Income over value, percent.", 0.01, 100)] = None
    least_dscr: Annotated[float | None, Stated("Least debt service cover a lender asks for.", 0.01, 100)] = None
    most_ltv_pct: Annotated[float | None, Stated("Most a lender gives of the value, percent.", 0, 1000)] = None
    least_debt_yield_pct: Annotated[
        float | None, Stated("Least income over debt a lender asks for, percent.", 0.01, 100)
    ] = None
    takeout_years: Annotated[float | None, Stated("Years over which the debt that replaces it repays.", 0.25, 100)] = (
        None
    )
    site: Annotated[str, Stated("Where it is earned.")] = ""
    source: Source = NO_SOURCE


Record = Tranche | Commitment | Guarantee | Equity | CashFlow
"""What a deal is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One financing, with everything that belongs to it."""

    id: Annotated[str, Stated("Short name, unique in the book.")]
    name: Annotated[str, Stated("What the market calls it.")]
    sponsor: Annotated[str, Stated("The AI company whose demand backs it; not always the owner.")]
    overlaps: Annotated[tuple[str, ...], Stated("Deals that already hold its money, so that it is not counted.")] = ()
    tranches: tuple[Tranche, ...] = field(default=())
    commitments: tuple[Commitment, ...] = field(default=())
    guarantees: tuple[Guarantee, ...] = field(default=())
    equity: tuple[Equity, ...] = field(default=())
    cash_flows: tuple[CashFlow, ...] = field(default=())

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything the deal is made of, debt first."""
        return (*self.tranches, *self.commitments, *self.guarantees, *self.equity, *self.cash_flows)

    def excluded_because(self, status: Status) -> str:
        """Why a record of this deal with that status stands in no total; empty where it counts."""
        if status not in COUNTED:
            return status.value
        return f"overlaps {', '.join(self.overlaps)}" if self.overlaps else ""
