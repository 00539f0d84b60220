"""What the payments of one tranche are worth at a yield, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.flows import BOND
from debtwatch.analysis.bonds.spreads import with_flow_yields, with_z_spreads
from debtwatch.analysis.bonds.time import DAYS_360
from debtwatch.analysis.bonds.zeros import zeros_at

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.bonds.zeros import ZeroCurve
    from debtwatch.analysis.cashflows.terms import Terms

_LOWEST_MARGIN, _HIGHEST_MARGIN, _HALVINGS = -50.0, 200.0, 48


@dataclass(frozen=True, slots=True)
class Discounting:
    """How the market discounts a tranche: a bond at its yield, a floater period by period."""

    yield_pct: float
    """Of a floater: reference rate and margin the market asks, money-market percent."""
    terms: Terms
    """How it pays."""
    as_of: date
    """The day payments are valued on."""


def timed(payments: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Add t, the years to each payment on its own schedule, and the bond's key."""
    return payments.with_columns(
        pl.lit(0).alias(BOND), amount=pl.col("principal") + pl.col("interest"), t=pl.col("periods_to") / terms.frequency
    )


def discounted(payments: pl.DataFrame, market: Discounting) -> pl.DataFrame:
    """Add discount and present to payments.

    A bond's flow is worth (1 + y/f)^(-f t), the last of all 1 / (1 + y t); a floater's the product of
    1 / (1 + y d/360) over the periods up to it, the running one from the day asked about.
    """
    rate, terms = market.yield_pct / 100, market.terms
    if terms.floats:
        started = pl.max_horizontal("starts_on", pl.lit(market.as_of))
        days = (pl.col("paid_on") - started).dt.total_days().clip(0)
        factor = (1 / (1 + rate * days / DAYS_360)).cum_prod()
    else:
        t = pl.col("periods_to") / terms.frequency
        compounded = (1 + rate / terms.compounding) ** (-terms.compounding * t)
        factor = pl.when(pl.len() == 1).then(1 / (1 + rate * t)).otherwise(compounded)
    return payments.with_columns(discount=factor).with_columns(
        present=(pl.col("principal") + pl.col("interest")) * pl.col("discount")
    )


def dirty_price(payments: pl.DataFrame, market: Discounting) -> float | None:
    """Return what payments are worth per 100 owed; None where one of them is not known."""
    if payments.is_empty() or payments["interest"].null_count():
        return None
    return float(discounted(payments, market)["present"].sum())


def yield_at(payments: pl.DataFrame, dirty: float, terms: Terms, *, compounding: int) -> float | None:
    """Return the yield in percent at a dirty price, compounded so many times a year; None where there is none.

    Before its last payment a bond is a bill: simple interest, as `discounted` discounts it.
    """
    if payments.height == 1 and dirty > 0:
        due = timed(payments, terms).row(0, named=True)
        return 100 * (float(due["amount"]) / dirty - 1) / float(due["t"])
    solved = with_flow_yields(
        timed(payments, terms), pl.DataFrame({BOND: [0], "dirty": [dirty]}), into="y", frequency=compounding
    )
    found: float | None = solved["y"][0]
    return found


def margin_at(payments: pl.DataFrame, dirty: float, reference: Discounting) -> float:
    """Return the margin in percent over a reference rate at which a floater's payments are worth a dirty price."""
    low, high = _LOWEST_MARGIN, _HIGHEST_MARGIN
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        worth = dirty_price(payments, replace(reference, yield_pct=reference.yield_pct + middle))
        low, high = (middle, high) if worth is not None and worth > dirty else (low, middle)
    return (low + high) / 2


def z_spread_at(payments: pl.DataFrame, dirty: float, terms: Terms, curve: ZeroCurve) -> float | None:
    """Return the Z-spread in bp over a zero curve; None where the curve ends before the payments do."""
    rows = timed(payments, terms)
    priced = rows.with_columns(zeros_at(rows["t"], curve).alias("zero_pct"))
    solved = with_z_spreads(priced, pl.DataFrame({BOND: [0], "dirty": [dirty]}), into="z")
    found: float | None = solved["z"][0]
    return found
