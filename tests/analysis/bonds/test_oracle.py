"""More than two thousand random bonds a run against QuantLib, to 1e-6.

Fixed on two day counts, month ends and leap days, coupon dates, last periods, odd first coupons, zero, amortising, floating.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.bonds.conventions import Clock
from debtwatch.analysis.bonds.flows import flows, with_times
from debtwatch.analysis.bonds.price import accrued, with_yield
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.spreads import with_flow_yields
from debtwatch.analysis.bonds.time import DayCount
from debtwatch.analysis.cashflows.payments import Base, accrued_of, bond_of, payments_of
from debtwatch.analysis.cashflows.terms import terms_of
from debtwatch.analysis.cashflows.worth import Discounting, dirty_price
from flow_samples import tranche

ql: Any = pytest.importorskip("QuantLib", reason="QuantLib is the oracle extra")
WITHIN = 1e-6
Bought = tuple[date, date, float, float]
"""Settlement, maturity, coupon, clean price."""
NO_TABLE = pl.DataFrame(schema={"due_on": pl.Date, "principal_pct": pl.Float64})
NO_FIXINGS = pl.DataFrame(schema={"on": pl.Date, "rate_pct": pl.Float64})
_ISDA_UNEQUAL = (28, 29)
"""Days of the month on which QuantLib's ISDA 30/360 pays other coupons than the rate over two, as in February."""


def q(day: date) -> Any:
    return ql.Date(day.day, day.month, day.year)


def schedule(start: date, maturity: date, frequency: int, *, month_ends: bool = False) -> Any:
    period, free = ql.Period(12 // frequency, ql.Months), ql.NullCalendar()
    backward = ql.DateGeneration.Backward
    return ql.Schedule(q(start), q(maturity), period, free, ql.Unadjusted, ql.Unadjusted, backward, month_ends)


def drawn(pick: random.Random, *, shortest: int = 200) -> tuple[date, date]:
    settle = date(2023, 1, 1) + timedelta(days=pick.randrange(1400))
    return settle, settle + timedelta(days=pick.randrange(shortest, 40 * 365))


def counted(count: DayCount, maturity: date, dates: Any) -> Any:
    if count is DayCount.THIRTY_360_ISDA:
        return ql.Thirty360(ql.Thirty360.ISDA, q(maturity))
    return ql.ActualActual(ql.ActualActual.ISMA, dates)


def yields(rows: list[Bought], count: DayCount, *, month_ends: bool = False) -> list[float]:
    frame = pl.DataFrame(rows, schema=["settle", "maturity", "coupon_pct", "clean"], orient="row")
    placed = with_coupon_position(frame, settle="settle", maturity="maturity", count=count, month_ends=month_ends)
    ready = placed.with_columns(
        dirty=pl.col("clean") + accrued(pl.col("coupon_pct"), pl.col("to_next")),
        payment=pl.col("coupon_pct") / 2,
        redemption=pl.lit(100.0),
    )
    return with_yield(ready, dirty="dirty", payment="payment", redemption="redemption", into="y")["y"].to_list()


def their_yield(
    settle: date, maturity: date, coupon_pct: float, clean: float, *, count: DayCount, compounding: Any = None,
    month_ends: bool = False,
) -> float:  # fmt: skip
    ql.Settings.instance().evaluationDate = q(settle)
    dates = schedule(date(settle.year - 3, 1, 1), maturity, 2, month_ends=month_ends)
    days = counted(count, maturity, dates)
    bond = ql.FixedRateBond(0, 100.0, dates, [coupon_pct / 100], days)
    price, way = ql.BondPrice(clean, ql.BondPrice.Clean), ql.Compounded if compounding is None else compounding
    return 100 * float(bond.bondYield(price, days, way, ql.Semiannual, q(settle), 1e-12, 1000))


def worst(ours: list[float], theirs: list[float]) -> float:
    return max(abs(mine - other) for mine, other in zip(ours, theirs, strict=True))


def test_seven_hundred_corporates_on_30_360_isda() -> None:
    pick, rows = random.Random(1), list[Bought]()
    while len(rows) < 700:
        settle, maturity = drawn(pick)
        if maturity.day not in _ISDA_UNEQUAL and maturity.month not in {2, 8}:
            rows.append((settle, maturity, pick.randrange(1200) / 100, 60 + pick.random() * 80))
    count = DayCount.THIRTY_360_ISDA
    assert worst(yields(rows, count), [their_yield(*row, count=count) for row in rows]) < WITHIN


@pytest.mark.parametrize("month_ends", [False, True])
def test_three_hundred_bonds_on_actual_days_with_month_ends_and_leap_days(month_ends: bool) -> None:
    pick, rows = random.Random(2), list[Bought]()
    for place in range(300):
        settle, maturity = drawn(pick, shortest=400)
        if place % 3 == 0:
            maturity = maturity.replace(day=1) - timedelta(days=1)
        elif place % 3 == 1 and not month_ends:
            maturity = maturity.replace(month=2, day=28)
        rows.append((settle, maturity, pick.randrange(1200) / 100, 60 + pick.random() * 80))
    rows = [row for row in rows if (row[1] - row[0]).days > 200]
    count = DayCount.ACT_ACT_ICMA
    theirs = [their_yield(*row, count=count, month_ends=month_ends) for row in rows]
    assert worst(yields(rows, count, month_ends=month_ends), theirs) < WITHIN


def test_a_hundred_bonds_settled_on_a_coupon_date() -> None:
    pick, rows = random.Random(3), list[Bought]()
    for _ in range(100):
        settle = date(2026, pick.randrange(1, 7), pick.choice((1, 15, 27)))
        maturity = date(2027 + pick.randrange(40), settle.month + 6 * pick.randrange(2), settle.day)
        rows.append((settle, maturity, pick.randrange(1200) / 100, 60 + pick.random() * 80))
    count = DayCount.ACT_ACT_ICMA
    assert worst(yields(rows, count), [their_yield(*row, count=count) for row in rows]) < WITHIN


def test_a_hundred_bonds_in_their_last_period_are_quoted_on_simple_interest() -> None:
    pick, rows = random.Random(4), list[Bought]()
    for _ in range(100):
        maturity = date(2026, pick.randrange(1, 13), pick.randrange(1, 28))
        rows.append(
            (
                maturity - timedelta(days=pick.randrange(1, 180)),
                maturity,
                pick.randrange(1200) / 100,
                95 + pick.random() * 6,
            )
        )
    count = DayCount.ACT_ACT_ICMA
    theirs = [their_yield(*row, count=count, compounding=ql.SimpleThenCompounded) for row in rows]
    assert worst(yields(rows, count), theirs) < WITHIN * 100  # a day's yields run to thousands of percent


def test_two_hundred_zeros() -> None:
    pick, rows = random.Random(5), list[Bought]()
    for _ in range(200):
        settle, maturity = drawn(pick)
        rows.append((settle, maturity, 0.0, 20 + pick.random() * 79))
    rows = [row for row in rows if (row[1] - row[0]).days > 200]
    count = DayCount.ACT_ACT_ICMA
    assert worst(yields(rows, count), [their_yield(*row, count=count) for row in rows]) < WITHIN


def test_three_hundred_amortising_bonds() -> None:
    pick, rows = random.Random(6), []
    for bond in range(300):
        settle, maturity = drawn(pick, shortest=400)
        rows.append({
            "bond": bond, "settle": settle, "maturity": maturity.replace(day=min(maturity.day, 27)),
            "coupon_pct": 0.25 + pick.random() * 12, "repayment": pick.choice(("level", "linear")),
            "balloon_pct": pick.choice((0.0, 35.0)), "interest_only": float(pick.randrange(3)),
            "rests": float(pick.randrange(2)), "dirty": 70 + pick.random() * 60,
        })  # fmt: skip
    frame = pl.DataFrame(rows)
    bonds = with_coupon_position(frame, settle="settle", maturity="maturity", count=DayCount.ACT_ACT_ICMA)
    bonds = bonds.filter(pl.col("periods") > pl.col("interest_only") + pl.col("rests") + 1)
    laid = flows(bonds)
    timed = with_times(laid, pl.lit(None, dtype=pl.Date), Clock.SCHEDULE)
    ours = with_flow_yields(timed, bonds, into="y")["y"].to_list()
    theirs = [amortising_yield(row, laid.filter(pl.col("bond") == row["bond"])) for row in bonds.to_dicts()]
    assert len(ours) > 250
    assert worst(ours, theirs) < WITHIN


def amortising_yield(bond: dict[str, Any], laid: pl.DataFrame) -> float:
    settle, maturity = bond["settle"], bond["maturity"]
    ql.Settings.instance().evaluationDate = q(settle)
    owed = (100 - laid["principal"].cum_sum() + laid["principal"]).to_list()
    back = int(bond["periods"]) * 6
    month = maturity.year * 12 + maturity.month - 1 - back
    start = date(month // 12, month % 12 + 1, maturity.day)
    dates = schedule(start, maturity, 2)
    days = ql.ActualActual(ql.ActualActual.ISMA, dates)
    coupon = bond["coupon_pct"] / 100
    theirs = ql.AmortizingFixedRateBond(0, owed, dates, [coupon], days)
    assert [flow.amount() for flow in theirs.cashflows() if flow.date() > q(settle)]
    price = ql.BondPrice(bond["dirty"], ql.BondPrice.Dirty)
    return 100 * float(theirs.bondYield(price, days, ql.Compounded, ql.Semiannual, q(settle), 1e-13, 1000))


def test_three_hundred_floaters_projected_flat() -> None:
    pick, apart = random.Random(7), []
    for _ in range(300):
        settle, maturity = drawn(pick)
        maturity = maturity.replace(day=min(maturity.day, 27))
        reference, margin, asked = pick.uniform(-0.5, 8), pick.uniform(0, 6), pick.uniform(0, 9)
        frequency = pick.choice((2, 4, 12))
        row = tranche(
            coupon_type="floating",
            coupon_pct=None,
            margin_bp=margin * 100,
            matures_on=maturity,
            issued_on=date(2019, 1, 1),
            payments_a_year=frequency,
        )
        terms = terms_of(row)
        bond = bond_of(terms, row, "bullet", settle)
        base = Base(reference, NO_FIXINGS)
        paid = payments_of(bond, terms, NO_TABLE, base)
        ours = dirty_price(paid, Discounting(reference + asked, terms, settle))
        accrues = accrued_of(bond, paid, terms)
        theirs = floating_price(settle, maturity, frequency, (reference, margin, asked))
        assert ours is not None
        assert accrues is not None
        apart += [abs(ours - theirs[0]), abs(accrues - theirs[1])]
    assert max(apart) < WITHIN


def floating_price(
    settle: date, maturity: date, frequency: int, rates: tuple[float, float, float]
) -> tuple[float, float]:
    """Return QuantLib's dirty price and accrued interest where every period earns the same simple rate."""
    reference, margin, asked = (each / 100 for each in rates)
    ql.Settings.instance().evaluationDate = q(settle)
    dates = schedule(date(2019, 1, 1), maturity, frequency)
    days, free = ql.Actual360(), ql.NullCalendar()
    ahead = [day for day in dates if day > q(settle)]
    before = max(day for day in dates if day <= q(settle))

    def curve(rate: float) -> Any:
        nodes, factors = [q(settle)], [1.0]
        for day in ahead:
            factors.append(factors[-1] / (1 + rate * days.yearFraction(nodes[-1], day)))
            nodes.append(day)
        return ql.YieldTermStructureHandle(ql.DiscountCurve(nodes, factors, days))

    index = ql.IborIndex("flat", ql.Period(12 // frequency, ql.Months), 0, ql.USDCurrency(), free, ql.Unadjusted, False, days, curve(reference))  # fmt: skip
    ql.IndexManager.instance().clearHistories()
    index.addFixing(before, reference)
    bond = ql.FloatingRateBond(0, 100.0, dates, index, days, ql.Unadjusted, 0, [1.0], [margin])
    bond.setPricingEngine(ql.DiscountingBondEngine(curve(reference + asked)))
    return float(bond.NPV()), float(bond.accruedAmount(q(settle)))


def test_two_hundred_short_and_long_first_coupons_and_what_they_have_accrued() -> None:
    pick, apart = random.Random(8), []
    for _ in range(200):
        maturity = date(2030 + pick.randrange(20), pick.randrange(1, 13), pick.choice((1, 10, 15, 27)))
        frequency, coupon_pct = pick.choice((1, 2, 4)), pick.randrange(1, 900) / 100
        issued = date(2026, 1, 1) + timedelta(days=pick.randrange(300))
        dates = schedule(issued, maturity, frequency)
        place = pick.randrange(2)
        first = [date(day.year(), day.month(), day.dayOfMonth()) for day in dates if day > q(issued)][place]
        settle = issued + timedelta(days=pick.randrange((first - issued).days))
        row = tranche(
            coupon_pct=coupon_pct,
            issued_on=issued,
            matures_on=maturity,
            first_coupon_on=first,
            payments_a_year=frequency,
            currency="EUR",
        )
        terms = terms_of(row)
        bond = bond_of(terms, row, "bullet", settle)
        paid = payments_of(bond, terms, NO_TABLE, Base(None, NO_FIXINGS))
        accrues = accrued_of(bond, paid, terms)
        ours = paid.filter(pl.col("interest") > 0)["interest"][0]
        theirs = odd_coupon((issued, first, maturity), frequency, coupon_pct, settle)
        assert accrues is not None
        apart += [abs(ours - theirs[0]), abs(accrues - theirs[1])]
    assert max(apart) < WITHIN


def odd_coupon(days: tuple[date, date, date], frequency: int, coupon_pct: float, settle: date) -> tuple[float, float]:
    """Return QuantLib's first payment after settlement and the interest accrued by it."""
    issued, first, maturity = days
    ql.Settings.instance().evaluationDate = q(settle)
    period, free, backward = ql.Period(12 // frequency, ql.Months), ql.NullCalendar(), ql.DateGeneration.Backward
    plan = (q(issued), q(maturity), period, free, ql.Unadjusted, ql.Unadjusted, backward, False, q(first))
    dates = ql.Schedule(*plan)
    bond = ql.FixedRateBond(0, 100.0, dates, [coupon_pct / 100], ql.ActualActual(ql.ActualActual.ISMA, dates))
    ahead = [flow.amount() for flow in bond.cashflows() if flow.date() > q(settle)]
    return float(ahead[0]), float(bond.accruedAmount(q(settle)))
