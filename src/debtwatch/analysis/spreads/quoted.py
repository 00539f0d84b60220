"""What each mark pays over the curves of its day: G-spread, I-spread and Z-spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.conventions import Clock, ZeroMethod
from debtwatch.analysis.bonds.flows import Repayment, flows, resting, waiting, with_times
from debtwatch.analysis.bonds.price import accrued
from debtwatch.analysis.bonds.refusals import refused_because
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.spreads import g_spread, i_spread, with_z_spreads
from debtwatch.analysis.bonds.zeros import strip, zeros_at
from debtwatch.analysis.market.quotes import REACH_DAYS, MarketHistory, par_yields, swap_rates
from debtwatch.analysis.refinancing.profiles import BULLET
from debtwatch.domain.kinds import AmortizationKind

if TYPE_CHECKING:
    from datetime import date

METHOD = ZeroMethod.PAR_LINEAR
_PAR = 100.0


def _repayment() -> pl.Expr:
    linear = pl.col("amort_kind") == AmortizationKind.LINEAR.value
    return (
        pl.when(pl.col("profile") == BULLET)
        .then(pl.lit(Repayment.BULLET.value))
        .when(linear.fill_null(value=False))
        .then(pl.lit(Repayment.LINEAR.value))
        .otherwise(pl.lit(Repayment.LEVEL.value))
    )


def _bonds(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the marks with a price as bonds the kernel lays out, refused ones left out."""
    placed = with_coupon_position(rows.with_row_index("bond"), settle="marked_on", maturity="matures_on")
    ready = placed.with_columns(
        maturity="matures_on",
        repayment=_repayment(),
        balloon_pct=pl.col("amort_final_pct").fill_null(0.0),
        interest_only=waiting(pl.col("amort_first"), pl.col("marked_on"), pl.col("matures_on")),
        rests=resting(pl.col("amort_last"), pl.col("matures_on")),
        dirty=pl.col("price") + accrued(pl.col("coupon_pct"), pl.col("to_next")),
    )
    why = refused_because(
        settle=pl.col("marked_on"),
        maturity=pl.col("matures_on"),
        balance=pl.lit(_PAR),
        dirty=pl.col("dirty"),
        coupon_pct=pl.col("coupon_pct"),
    )
    return ready.filter(why.is_null())


def _zeros_on(day: date, times: pl.Series, par: pl.DataFrame) -> pl.Series:
    """Read the zeros stripped from the last par curve in reach of a day."""
    near = par.filter(
        (pl.col("observed_on") <= day) & (pl.col("observed_on") >= pl.lit(day).dt.offset_by(f"-{REACH_DAYS}d"))
    )
    newest = near.filter(pl.col("observed_on") == pl.col("observed_on").max()).sort("tenor_years")
    curve = strip(newest["tenor_years"].to_list(), newest["yield_pct"].to_list(), METHOD)
    return zeros_at(times, curve).alias("zero_pct")


def z_spreads_of(rows: pl.DataFrame, market: MarketHistory) -> pl.Series:
    """Return the Z-spread in bp of each mark with a price, over zeros stripped from that day's Treasury curve."""
    bonds = _bonds(rows)
    parts = []
    for day in bonds["marked_on"].unique().sort():
        due = with_times(flows(bonds.filter(pl.col("marked_on") == day)), pl.lit(day), Clock.SCHEDULE)
        parts.append(due.with_columns(_zeros_on(day, due["t"], market.par)))
    if not parts:
        return pl.Series("z_spread_bp", [None] * rows.height, dtype=pl.Float64)
    solved = with_z_spreads(pl.concat(parts), bonds, into="z_spread_bp")
    return (
        rows.with_row_index("bond")
        .select("bond")
        .join(solved, on="bond", how="left", maintain_order="left")["z_spread_bp"]
    )


def with_spreads(rows: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Add g_spread_bp, i_spread_bp (where a swap curve is imported) and z_spread_bp to marks with their yields."""
    asked = rows.select(on="marked_on", tenor_years="life_years")
    curves = pl.DataFrame(
        {"par": par_yields(asked, market), "swap": swap_rates(asked, market), "pct": rows["yield_pct"]}
    )
    found = curves.select(
        g_spread_bp=g_spread(pl.col("pct"), pl.col("par")), i_spread_bp=i_spread(pl.col("pct"), pl.col("swap"))
    )
    return rows.with_columns(*found, z_spreads_of(rows, market))
