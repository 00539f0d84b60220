"""Yields and Z-spreads of many bonds, ours and QuantLib's on the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from benchmarks.ground import LAST
from debtwatch.analysis.bonds.conventions import Clock
from debtwatch.analysis.bonds.flows import flows, with_times
from debtwatch.analysis.bonds.price import accrued, with_yield
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.spreads import with_z_spreads
from debtwatch.analysis.bonds.zeros import strip, zeros_at

TENORS = (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 30.0)
PARS = (4.0, 3.8, 3.6, 3.6, 3.7, 3.9, 4.1, 4.7, 4.6)


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Set every bond between its coupons, with its dirty price."""
    return with_coupon_position(frame, settle="settle", maturity="maturity").with_columns(
        dirty=pl.col("clean") + accrued(pl.col("coupon_pct"), pl.col("to_next")),
        payment=pl.col("coupon_pct") / 2,
        redemption=pl.lit(100.0),
    )


def yields(frame: pl.DataFrame) -> pl.DataFrame:
    """Solve the yield of every bond of a frame."""
    return with_yield(placed(frame), dirty="dirty", payment="payment", redemption="redemption", into="yield_pct")


def z_spreads(frame: pl.DataFrame) -> pl.DataFrame:
    """Strip a par curve, lay out every payment and solve the Z-spread of every bond."""
    ready = placed(frame).with_row_index("bond")
    ready = ready.with_columns(
        repayment=pl.lit("bullet"), balloon_pct=pl.lit(0.0), interest_only=pl.lit(0.0), rests=pl.lit(0.0)
    )
    timed = with_times(flows(ready), pl.lit(LAST), Clock.SCHEDULE)
    zeros = zeros_at(timed["t"], strip(TENORS, PARS)).alias("zero_pct")
    return with_z_spreads(timed.with_columns(zeros), ready, into="z_bp")


def _bonds_of(ql: Any, frame: pl.DataFrame) -> Sequence[tuple[Any, Any, Any, float]]:
    start, half, backward = ql.Date(1, 1, 2020), ql.Period(ql.Semiannual), ql.DateGeneration.Backward
    found = []
    for settle, maturity, coupon_pct, clean in frame.iter_rows():
        now, end = (ql.Date(day.day, day.month, day.year) for day in (settle, maturity))
        ql.Settings.instance().evaluationDate = now
        count = ql.Thirty360(ql.Thirty360.ISDA, end)
        schedule = ql.Schedule(start, end, half, ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted, backward, False)
        found.append((ql.FixedRateBond(0, 100.0, schedule, [coupon_pct / 100], count), count, now, clean))
    return found


def yields_by_quantlib(frame: pl.DataFrame) -> list[float]:
    """Solve the yields with QuantLib, a bond at a time."""
    import QuantLib

    ql: Any = QuantLib
    return [
        bond.bondYield(ql.BondPrice(clean, ql.BondPrice.Clean), count, ql.Compounded, ql.Semiannual, now, 1e-10, 100)
        for bond, count, now, clean in _bonds_of(ql, frame)
    ]


def z_spreads_by_quantlib(frame: pl.DataFrame) -> list[float]:
    """Solve the Z-spreads with QuantLib on a zero curve of the same nodes, a bond at a time."""
    import QuantLib

    ql: Any = QuantLib
    curve = strip(TENORS, PARS)
    first = ql.Date(LAST.day, LAST.month, LAST.year)
    days = [first, *(first + int(tenor * 365.25) for tenor in curve.tenors_years)]
    rates = [zero / 100 for zero in (curve.zeros_pct[0], *curve.zeros_pct)]
    zeros = ql.ZeroCurve(days, rates, ql.Actual365Fixed(), ql.NullCalendar(), ql.Linear(), ql.Compounded, ql.Semiannual)
    zeros.enableExtrapolation()
    how = (ql.Actual365Fixed(), ql.Compounded, ql.Semiannual, False)
    return [
        ql.CashFlows.zSpread(bond.cashflows(), clean + bond.accruedAmount(now), zeros, *how, now, now, 1e-10, 100, 0.01)
        for bond, _, now, clean in _bonds_of(ql, frame)
    ]
