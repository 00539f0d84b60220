"""Zero rates from par yields: stripped half year by half year, the method named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.conventions import ZeroMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

_HALF = 0.5
_FREQUENCY = 2
_STEPS = 60
_FLAT = 1e-12
_LOWEST_FORWARD, _HIGHEST_FORWARD = -0.5, 2.0


@dataclass(frozen=True, slots=True)
class ZeroCurve:
    """Zero rates in percent, compounded semi-annually, linear in years between its nodes, flat outside."""

    tenors_years: tuple[float, ...]
    """Ascending; empty where no rate could be stripped."""
    zeros_pct: tuple[float, ...]
    """One a tenor."""
    method: ZeroMethod
    """How they were found."""
    refused: str = ""
    """Why the curve ends before its par yields do; empty where it does not."""


def _zero_pct(discount: float, tenor: float) -> float:
    grown: float = discount ** (-1 / (_FREQUENCY * tenor))
    return 100 * _FREQUENCY * (grown - 1)


def _linear(at: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    if at <= xs[0]:
        return ys[0]
    for (x0, y0), (x1, y1) in zip(zip(xs, ys, strict=True), zip(xs[1:], ys[1:], strict=True), strict=False):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return ys[-1]


def _refusal(tenor: float) -> str:
    return f"the par yields to {tenor:g} years leave no discount factor above zero: such a curve cannot be stripped"


def _halves(last: float) -> list[float]:
    return [_HALF * place for place in range(1, int(last / _HALF + 1e-9) + 1)]


def _par_linear(tenors: Sequence[float], yields_pct: Sequence[float]) -> ZeroCurve:
    """Strip a par yield read every half year: D = (1 - c ΣD) / (1 + c), c the half-yearly coupon."""
    nodes: list[float] = []
    zeros: list[float] = []
    annuity = 0.0
    for tenor in _halves(tenors[-1]):
        coupon = _linear(tenor, tenors, yields_pct) / 100 / _FREQUENCY
        discount = (1 - coupon * annuity) / (1 + coupon)
        if not discount > 0:
            return ZeroCurve(tuple(nodes), tuple(zeros), ZeroMethod.PAR_LINEAR, _refusal(tenor))
        annuity += discount
        nodes.append(tenor)
        zeros.append(_zero_pct(discount, tenor))
    return ZeroCurve(tuple(nodes), tuple(zeros), ZeroMethod.PAR_LINEAR)


def _forward(coupon: float, annuity: float, last: float, periods: int) -> float | None:
    """Return the half-yearly forward rate at which a par bond that pays `periods` more coupons is worth par."""

    def worth(forward: float) -> float:
        v = 1 / (1 + forward)
        powers = periods if abs(forward) < _FLAT else v * (1 - v**periods) / (1 - v)
        return coupon * (annuity + last * powers) + last * v**periods

    low, high = _LOWEST_FORWARD, _HIGHEST_FORWARD
    if not worth(high) <= 1 <= worth(low):
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 1 else (low, middle)
    return (low + high) / 2


def _flat_forward(tenors: Sequence[float], yields_pct: Sequence[float]) -> ZeroCurve:
    """Strip tenor by tenor on the half years: between two of them every half year earns the same forward."""
    nodes: list[float] = []
    zeros: list[float] = []
    annuity, discount, done = 0.0, 1.0, 0
    for tenor, par in zip(tenors, yields_pct, strict=True):
        periods = round(tenor / _HALF) - done
        if periods <= 0:
            continue
        forward = _forward(par / 100 / _FREQUENCY, annuity, discount, periods)
        if forward is None:
            return ZeroCurve(tuple(nodes), tuple(zeros), ZeroMethod.FLAT_FORWARD, _refusal(tenor))
        for _ in range(periods):
            done += 1
            discount /= 1 + forward
            annuity += discount
            nodes.append(done * _HALF)
            zeros.append(_zero_pct(discount, done * _HALF))
    return ZeroCurve(tuple(nodes), tuple(zeros), ZeroMethod.FLAT_FORWARD)


def strip(
    tenors_years: Sequence[float], yields_pct: Sequence[float], method: ZeroMethod = ZeroMethod.PAR_LINEAR
) -> ZeroCurve:
    """Return the zero curve behind semi-annual par yields (percent, ascending tenors).

    Par yields below half a year do not enter. A curve so steep that a discount factor would not be
    above zero is stripped as far as it goes and says why it ends there.
    """
    points = [(t, y) for t, y in zip(tenors_years, yields_pct, strict=True) if t >= _HALF and math.isfinite(y)]
    if not points:
        return ZeroCurve((), (), method, "no par yield of half a year or more")
    tenors, yields = zip(*points, strict=True)
    return _par_linear(tenors, yields) if method is ZeroMethod.PAR_LINEAR else _flat_forward(tenors, yields)


def zeros_at(times: pl.Series, curve: ZeroCurve) -> pl.Series:
    """Return the zero rate in percent at each time in years; null where the curve holds nothing or was refused before it."""
    if not curve.tenors_years:
        return pl.Series(times.name, [None] * times.len(), dtype=pl.Float64)
    asked = pl.DataFrame({"t": times.cast(pl.Float64)}).with_row_index("_row").sort("t", nulls_last=True)
    points = pl.DataFrame({"t": curve.tenors_years, "_x": curve.tenors_years, "_y": curve.zeros_pct})
    after = points.rename({"_x": "_x2", "_y": "_y2"})
    both = asked.join_asof(points, on="t", check_sortedness=False).join_asof(
        after, on="t", strategy="forward", check_sortedness=False
    )
    slope = (pl.col("_y2") - pl.col("_y")) / (pl.col("_x2") - pl.col("_x"))
    beyond = pl.lit(None, dtype=pl.Float64) if curve.refused else pl.col("_y")
    value = (
        pl.when(pl.col("t").is_null())
        .then(None)
        .when(pl.col("_x").is_null())
        .then("_y2")
        .when(pl.col("_x2").is_null())
        .then(beyond)
        .when(pl.col("_x2") == pl.col("_x"))
        .then("_y")
        .otherwise(pl.col("_y") + slope * (pl.col("t") - pl.col("_x")))
    )
    return both.select("_row", value.alias(times.name)).sort("_row")[times.name]
