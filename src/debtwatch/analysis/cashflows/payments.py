"""The payments of one tranche, per 100 owed on the day asked about: dates, principal, interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.bonds.conventions import Convention, Stub
from debtwatch.analysis.bonds.flows import BOND, Repayment, flows, resting, scheduled_flows, waiting
from debtwatch.analysis.bonds.odd import with_first_coupon
from debtwatch.analysis.bonds.schedule import coupon_day, months_between, with_coupon_position
from debtwatch.analysis.bonds.sofr import period_rate
from debtwatch.analysis.bonds.time import DAYS_360, DAYS_A_YEAR
from debtwatch.analysis.cashflows.results import FlowBasis
from debtwatch.domain.kinds import AmortizationKind, CouponType, RateSetting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.cashflows.terms import Terms

_MONTHS = 12
_PAR = 100.0
_WEEKEND = 5
_BEFORE, _BEYOND = timedelta(days=120), timedelta(days=14)
"""Fixings read before a period, for its lookback; and one business day beyond it."""


@dataclass(frozen=True, slots=True)
class Base:
    """The reference rate floaters are projected on."""

    sofr_pct: float | None
    """Today's SOFR average."""
    fixings: pl.DataFrame
    """on, rate_pct: SOFR of each business day known, sorted."""


def bond_of(terms: Terms, row: Mapping[str, Any], profile: str, as_of: date) -> pl.DataFrame:
    """Return one tranche as `flows` takes a bond, with its coupon position and what its first coupon pays.

    `row` has the amortization columns of the book; `profile` how they are read (`refinancing.profiles`).
    """
    frame = pl.DataFrame(
        {
            BOND: [0],
            "settle": [as_of],
            "maturity": [terms.maturity],
            "coupon_pct": [terms.coupon_pct],
            "dated": [terms.issued_on or as_of],
            "first_coupon": [_first_coupon(terms)],
            "amort_first": [row["amort_first"]],
            "amort_last": [row["amort_last"]],
            "balloon_pct": [row["balloon_pct"]],
        },
        schema_overrides={
            "coupon_pct": pl.Float64, "amort_first": pl.Date, "amort_last": pl.Date, "balloon_pct": pl.Float64, "first_coupon": pl.Date,
        },
    )  # fmt: skip
    placed = with_coupon_position(
        frame, settle="settle", maturity="maturity", frequency=terms.frequency, count=terms.count
    )
    days = (pl.col("amort_first"), pl.col("settle"), pl.col("maturity"))
    ready = placed.with_columns(
        repayment=pl.lit(_repayment(row, profile, terms).value),
        interest_only=waiting(*days, frequency=terms.frequency),
        rests=resting(pl.col("amort_last"), pl.col("maturity"), frequency=terms.frequency),
    )
    return with_first_coupon(ready, Convention(terms.count, Stub.COMPOUNDED, terms.frequency, 0))


def _first_coupon(terms: Terms) -> date | None:
    """Return the first payment: as stated, else the first coupon date after the issue."""
    if terms.first_coupon is not None or terms.issued_on is None or terms.issued_on >= terms.maturity:
        return terms.first_coupon
    issued = pl.DataFrame({"on": [terms.issued_on], "maturity": [terms.maturity]})
    at = with_coupon_position(issued, settle="on", maturity="maturity", frequency=terms.frequency)
    found: date = at.select(_date_of(pl.col("periods") - 1, terms.frequency)).item()
    return found


def _date_of(periods_before_last: pl.Expr, frequency: int) -> pl.Expr:
    """Return the coupon date so many periods before maturity."""
    back = (periods_before_last * (_MONTHS // frequency)).cast(pl.Int64)
    month = pl.col("maturity").dt.truncate("1mo").dt.offset_by(pl.format("{}mo", -back))
    return coupon_day(month, pl.col("maturity"))


def _repayment(row: Mapping[str, Any], profile: str, terms: Terms) -> Repayment:
    if terms.coupon_type is CouponType.ZERO:
        return Repayment.ZERO
    if profile == "bullet":
        return Repayment.BULLET
    if row["amort_kind"] == AmortizationKind.LINEAR or terms.coupon_pct is None:
        return Repayment.LINEAR
    return Repayment.LEVEL


def payments_of(bond: pl.DataFrame, terms: Terms, table: pl.DataFrame, base: Base) -> pl.DataFrame:
    """Return place, periods_to, starts_on, paid_on, principal, interest, rate_pct, basis, balance_after; per 100 owed.

    `table` has due_on and principal_pct of a tranche that repays by a table of its own, else no row.
    Interest that cannot be known is null.
    """
    rate = _projected_pct(terms, base) if terms.floats else terms.coupon_pct
    known = bond.with_columns(coupon_pct=pl.lit(rate, dtype=pl.Float64))
    schedule = _places(table, bond, terms)
    if schedule.is_empty():
        laid = flows(known, frequency=terms.frequency)
    else:
        laid = scheduled_flows(known, schedule, frequency=terms.frequency)
    periods = bond["periods"][0]
    ends = laid.select("place", "periods_to", "paid_on", "principal").with_columns(
        maturity=pl.lit(terms.maturity), _left=periods - pl.col("place") + 1
    )
    owed = ends.with_columns(
        starts_on=pl.max_horizontal(_date_of(pl.col("_left"), terms.frequency), pl.lit(terms.issued_on)),
        _before=_PAR - (pl.col("principal").cum_sum() - pl.col("principal")),
    )
    paid = _with_floating_interest(owed, terms, base) if terms.floats else _with_coupons(owed, bond, terms)
    redeemed = pl.when(pl.col("place") == periods).then(terms.redemption_pct / _PAR).otherwise(1.0)
    return paid.with_columns(
        balance_after=pl.col("_before") - pl.col("principal"), principal=pl.col("principal") * redeemed
    ).drop("_before", "_left", "maturity")


def _places(table: pl.DataFrame, bond: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return bond, place and principal of a table's instalments still ahead, in percent of what is owed now.

    An instalment is paid with the first coupon date at or after its day.
    """
    as_of = bond["settle"][0]
    ahead = table.filter(pl.col("due_on") > as_of)
    gone = float(table.filter(pl.col("due_on") <= as_of)["principal_pct"].sum())
    step = _MONTHS // terms.frequency
    owed, periods, maturity = _PAR - gone, bond["periods"][0], pl.lit(terms.maturity)
    whole = months_between(pl.col("due_on"), maturity) // step
    later = coupon_day(maturity.dt.truncate("1mo").dt.offset_by(pl.format("-{}mo", whole * step)), maturity)
    left = whole - pl.when(later < pl.col("due_on")).then(1).otherwise(0)
    return (
        ahead.with_columns(bond=pl.lit(0, dtype=bond.schema[BOND]), place=(periods - left).cast(pl.Int64))
        .group_by(BOND, "place")
        .agg(principal=pl.col("principal_pct").sum() / owed * _PAR)
        .sort("place")
    )


def _with_coupons(owed: pl.DataFrame, bond: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Add a fixed coupon's interest: each whole period pays the coupon over the frequency, the first what it is long."""
    first_place, first_periods = bond["first_place"][0], bond["first_periods"][0]
    share = (
        pl.when(pl.col("place") == first_place)
        .then(first_periods)
        .when(pl.col("place") < first_place)
        .then(0.0)
        .otherwise(1.0)
    )
    coupon = pl.lit(terms.coupon_pct, dtype=pl.Float64)
    basis = FlowBasis.UNKNOWN if terms.coupon_pct is None else FlowBasis.FIXED
    return owed.with_columns(
        interest=pl.col("_before") / _PAR * coupon / terms.frequency * share,
        rate_pct=coupon,
        basis=pl.lit(basis.value),
    )


def _with_floating_interest(owed: pl.DataFrame, terms: Terms, base: Base) -> pl.DataFrame:
    """Add a floater's interest, act/360: the running period on what is fixed, the rest at today's average."""
    projected = _projected_pct(terms, base)
    basis = FlowBasis.UNKNOWN if projected is None else FlowBasis.PROJECTED
    current = running_rate(owed["starts_on"][0], owed["paid_on"][0], terms, base)
    running = pl.col("place") == 1
    margin = terms.margin_pct
    known = current is not None and margin is not None
    days = (pl.col("paid_on") - pl.col("starts_on")).dt.total_days()
    priced = owed.with_columns(
        rate_pct=pl.when(running & known)
        .then((current or 0.0) + (margin or 0.0))
        .otherwise(pl.lit(projected, dtype=pl.Float64)),
        basis=pl.when(running & known).then(pl.lit(FlowBasis.PART_FIXED.value)).otherwise(pl.lit(basis.value)),
    )
    return priced.with_columns(interest=pl.col("_before") * pl.col("rate_pct") / _PAR * days / DAYS_360)


def _projected_pct(terms: Terms, base: Base) -> float | None:
    """Return what a floater pays at today's average: never below its floor, margin added."""
    if base.sofr_pct is None or terms.margin_pct is None:
        return None
    rate = base.sofr_pct if terms.floor_pct is None else max(base.sofr_pct, terms.floor_pct)
    return rate + terms.margin_pct


def running_rate(start: date, end: date, terms: Terms, base: Base) -> float | None:
    """Return the rate of the running period in arrears, without margin: fixings so far, then today's average.

    None where the setting is not published, where a term rate was fixed that is not kept here, or where
    a day's fixing is missing.
    """
    if terms.sofr is None or terms.sofr.setting is RateSetting.TERM or base.sofr_pct is None:
        return None
    known = base.fixings.filter(pl.col("on") >= start - _BEFORE)
    if known.is_empty() or known["on"][-1] < start:
        return None
    after = [known["on"][-1] + timedelta(days=place) for place in range(1, (end + _BEYOND - known["on"][-1]).days + 1)]
    open_days = [day for day in after if day.weekday() < _WEEKEND]
    ahead = pl.DataFrame({"on": open_days, "rate_pct": [base.sofr_pct] * len(open_days)}, schema=known.schema)
    return period_rate(pl.concat([known, ahead]), start, end, terms.sofr)


def accrued_of(bond: pl.DataFrame, payments: pl.DataFrame, terms: Terms) -> float | None:
    """Return interest accrued per 100 on the day asked about, of a floater at the running period's rate."""
    if terms.coupon_type is CouponType.ZERO:
        return 0.0
    if terms.floats:
        rate = payments["rate_pct"][0]
        days = max((bond["settle"][0] - payments["starts_on"][0]).days, 0)
        return None if rate is None else float(rate) * days / DAYS_360
    if terms.coupon_pct is None:
        return None
    return float(terms.coupon_pct / terms.frequency * bond["accrued_periods"][0])


def life_years(payments: pl.DataFrame, as_of: date) -> float:
    """Return the average life of the payments' principal, act/365.25."""
    due = (pl.col("paid_on") - pl.lit(as_of)).dt.total_days() / DAYS_A_YEAR
    return float(payments.select((pl.col("principal") * due).sum() / pl.col("principal").sum()).item())
