"""What a bond pays over a benchmark: G-spread, I-spread, Z-spread, and a floater's margin over swaps."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.flows import BOND
from debtwatch.analysis.bonds.price import with_yield
from debtwatch.analysis.bonds.schedule import SEMIANNUAL

_NEWTON_STEPS = 8
_BP = 100.0
_LOWEST, _HIGHEST = -1.5, 20.0


def g_spread(yield_pct: pl.Expr, par_pct: pl.Expr) -> pl.Expr:
    """Return yield less the Treasury par yield at the same life, in bp.

    The par yield is linear in years between the tenors around the life, the 30-year beyond it; paper
    that repays early is read at its average life (analytics A2).
    """
    return (yield_pct - par_pct) * _BP


def i_spread(yield_pct: pl.Expr, swap_pct: pl.Expr) -> pl.Expr:
    """Return yield less the swap rate at the same life, in bp."""
    return (yield_pct - swap_pct) * _BP


def with_flow_yields(
    payments: pl.DataFrame, prices: pl.DataFrame, *, into: str, frequency: int = SEMIANNUAL
) -> pl.DataFrame:
    """Return bond and the yield in percent at its dirty price, of bonds with any payments at all.

    `payments` as `flows.with_times` returns them; `prices` has bond and dirty, per 100.
    """
    flat = payments.with_columns(zero_pct=pl.lit(0.0))
    return with_z_spreads(flat, prices, into=into, frequency=frequency).with_columns(pl.col(into) / _BP)


def with_z_spreads(
    payments: pl.DataFrame, prices: pl.DataFrame, *, into: str, frequency: int = SEMIANNUAL
) -> pl.DataFrame:
    """Return bond and the Z-spread in bp: s with dirty = Σ CF (1 + (z + s)/f)^(-f t).

    `payments` has bond, amount, t and zero_pct (percent, compounded `frequency` times a year), a bond's
    rows together; `prices` has bond and dirty. Newton on the logarithm of the price. A null anywhere
    in a bond, or a price not above zero, gives null.
    """
    order = payments.select(pl.col(BOND).unique(maintain_order=True)).with_row_index("_at")
    rows = payments.join(order, on=BOND, how="left", maintain_order="left").select(
        "_at", "amount", "t", zero=pl.col("zero_pct") / 100
    )
    target = order.join(prices.select(BOND, "dirty"), on=BOND, how="left", maintain_order="left")
    usable = rows.group_by("_at", maintain_order=True).agg(
        pl.all_horizontal(pl.col("amount", "t", "zero").is_not_null()).all().alias("whole")
    )["whole"] & (target["dirty"] > 0).fill_null(value=False)
    spread = pl.Series("s", [0.0] * order.height, dtype=pl.Float64)
    dirty, at = target["dirty"], rows["_at"]
    for _ in range(_NEWTON_STEPS):
        base = 1 + (pl.col("zero") + pl.col("s")) / frequency
        worth = rows.with_columns(s=spread.gather(at)).with_columns(
            _pv=pl.col("amount") * base ** (-frequency * pl.col("t"))
        )
        sums = worth.group_by("_at", maintain_order=True).agg(
            value=pl.col("_pv").sum(), slope=(-pl.col("_pv") * pl.col("t") / base).sum()
        )
        step = (sums["value"] / dirty).log() * sums["value"] / sums["slope"]
        spread = (spread - step).clip(_LOWEST, _HIGHEST)
    found = pl.DataFrame({BOND: order[BOND], into: spread * 100 * _BP, "_ok": usable})
    return found.select(BOND, pl.when(pl.col("_ok") & pl.col(into).is_finite()).then(pl.col(into)))


def with_swap_margin(
    floaters: pl.DataFrame, *, dirty: str, swap_pct: str, margin_bp: str, into: str, frequency: int = 4
) -> pl.DataFrame:
    """Add a floater's discount margin over the swap rate of its life, in bp.

    The swap rate stands in for every reference rate to come, so that the floater is a bond paying swap
    plus margin and its discount margin is that bond's yield less the swap rate; at par it is the margin.
    Reads the `periods` and `to_next` of `with_coupon_position` at the same frequency.
    """
    paying = floaters.with_columns(
        _payment=(pl.col(swap_pct) + pl.col(margin_bp) / _BP) / frequency, _redemption=pl.lit(100.0)
    )
    solved = with_yield(
        paying, dirty=dirty, payment="_payment", redemption="_redemption", into="_yield", frequency=frequency
    )
    return solved.with_columns(((pl.col("_yield") - pl.col(swap_pct)) * _BP).alias(into)).drop(
        "_payment", "_redemption", "_yield"
    )
