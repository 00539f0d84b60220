"""What a rise of the reference rate costs, when it is next set, and when its hedges end (analytics F15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.schedule import months_between
from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.cover import reset_cost
from debtwatch.analysis.issuers.results import FLOATING_COLUMNS, HEDGE_COLUMNS, RESET_COLUMNS, Floats
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.kinds import CouponType, HedgeKind, RateSetting

if TYPE_CHECKING:
    from datetime import date

    from polars.datatypes import DataTypeClass

SHIFT_BP = 100.0
NOT_PUBLISHED = "not published"
IN_ARREARS = "every day, in arrears"
_ARREARS = (RateSetting.SIMPLE.value, RateSetting.COMPOUNDED.value)
_TERMS: tuple[tuple[str, DataTypeClass], ...] = (
    ("reference_rate", pl.String), ("margin_bp", pl.Float64), ("rate_setting", pl.String), ("floor_pct", pl.Float64),
    ("resets_a_year", pl.Int64), ("payments_a_year", pl.Int64), ("next_reset_on", pl.Date), ("issued_on", pl.Date), ("matures_on", pl.Date),
)  # fmt: skip
_HEDGE: tuple[tuple[str, DataTypeClass], ...] = (
    ("tranche_id", pl.String), ("kind", pl.String), ("notional_usd_m", pl.Float64), ("hedged_pct", pl.Float64),
    ("rate_pct", pl.Float64), ("starts_on", pl.Date), ("expires_on", pl.Date),
)  # fmt: skip


def _having(frame: pl.DataFrame, columns: tuple[tuple[str, DataTypeClass], ...]) -> pl.DataFrame:
    """Return a frame with the columns named; one it does not have is null."""
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in columns if name not in frame.columns]
    return frame.with_columns(absent).with_columns(pl.col(name).cast(kind) for name, kind in columns)


def floating(
    debt: pl.DataFrame, hedges: pl.DataFrame, as_of: date, base_pct: float | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `FLOATING_COLUMNS`, largest first, and the hedges in force of those tranches.

    `debt` has balance_usd_m (`standing_debt`); `hedges` one row a hedge of the book. `base_pct` is the
    reference rate of today: floors and caps bind against it, and are left out where it is not known.
    """
    floats = _having(debt.filter(pl.col("coupon_type") == CouponType.FLOATING.value), _TERMS).with_columns(
        # A term rate is set for the period it pays.
        resets_a_year=pl.coalesce(
            "resets_a_year", pl.when(pl.col("rate_setting") == RateSetting.TERM.value).then("payments_a_year")
        )
    )
    running = _running(hedges, floats, as_of, base_pct)
    sums = running.group_by("tranche_id").agg(
        _hedged=pl.col("hedged_usd_m").sum(),
        _paid=pl.col("rise_usd_m_y").sum(),
        hedge_ends_on=pl.col("expires_on").min(),
        _hedges=pl.len(),
    )
    base = pl.lit(base_pct, dtype=pl.Float64)
    bare = reset_cost(
        pl.col("balance_usd_m") - pl.col("hedged_usd_m"),
        rate_pct=pl.lit(base_pct or 0.0),
        shift_bp=SHIFT_BP,
        hedged_pct=pl.lit(None, pl.Float64),
        floor_pct=pl.when(base.is_not_null()).then("floor_pct"),
        cap_pct=pl.lit(None, pl.Float64),
    )
    share = pl.when(pl.col("balance_usd_m") > 0).then(pl.col("hedged_usd_m") / pl.col("balance_usd_m"))
    told = pl.format("{} % to {}", (share.fill_null(0.0) * 100).round(0).cast(pl.Int64),
                     pl.col("hedge_ends_on").dt.to_string().fill_null("a day not published"))  # fmt: skip
    table = (
        floats.join(sums, on="tranche_id", how="left", maintain_order="left")
        .with_columns(
            hedged_usd_m=pl.min_horizontal(pl.col("_hedged").fill_null(0.0), "balance_usd_m"),
            issuer=party(pl.col("obligor")),
            resets_on=_next_reset(as_of),
            resets=_resets(),
        )
        .with_columns(
            rise_100bp_usd_m_y=bare + pl.col("_paid").fill_null(0.0),
            hedged=pl.when(pl.col("_hedges") > 0).then(told).otherwise(pl.lit(NOT_PUBLISHED)),
        )
        .sort("balance_usd_m", "tranche_id", descending=[True, False], nulls_last=True)
    )
    return table.select(names(FLOATING_COLUMNS)), running


def _running(hedges: pl.DataFrame, floats: pl.DataFrame, as_of: date, base_pct: float | None) -> pl.DataFrame:
    """Return the hedges in force on a day with hedged_usd_m and what a rise costs on that part."""
    known = _having(hedges, _HEDGE)
    begun = pl.col("starts_on").is_null() | (pl.col("starts_on") <= as_of)
    not_over = pl.col("expires_on").is_null() | (pl.col("expires_on") > as_of)
    hedged = pl.coalesce("notional_usd_m", pl.col("hedged_pct") / 100 * pl.col("balance_usd_m"))
    capped = reset_cost(
        pl.col("hedged_usd_m"),
        rate_pct=pl.lit(base_pct, dtype=pl.Float64),
        shift_bp=SHIFT_BP,
        hedged_pct=pl.lit(None, pl.Float64),
        floor_pct=pl.lit(None, pl.Float64),
        cap_pct=pl.col("rate_pct"),
    )
    bare = pl.col("hedged_usd_m") * SHIFT_BP / 10_000
    return (
        known.filter(begun & not_over)
        .join(floats.select("tranche_id", "obligor", "balance_usd_m"), on="tranche_id")
        .with_columns(hedged_usd_m=pl.min_horizontal(hedged, "balance_usd_m"), issuer=party(pl.col("obligor")))
        .with_columns(
            rise_usd_m_y=pl.when(pl.col("kind") == HedgeKind.SWAP.value).then(0.0).otherwise(pl.coalesce(capped, bare))
        )
    )


def _next_reset(as_of: date) -> pl.Expr:
    """Return the first reset after a day: counted on from the one stated, else from the issue date; null where unknown."""
    start = pl.coalesce("next_reset_on", "issued_on")
    step = 12 // pl.col("resets_a_year")
    today = pl.lit(as_of).cast(pl.Date)
    # One step more than the whole months gone by is past the day; a step too far is taken back.
    passed = (months_between(start, today) // step).clip(0).cast(pl.Int64)
    first = start.dt.offset_by(pl.format("{}mo", passed * step))
    counted = pl.when(first > today).then(first).otherwise(start.dt.offset_by(pl.format("{}mo", (passed + 1) * step)))
    ahead = pl.when(pl.col("next_reset_on") > today).then("next_reset_on")
    return pl.coalesce(ahead, pl.when(pl.col("resets_a_year").is_not_null()).then(counted))


def _resets() -> pl.Expr:
    return (
        pl.when(pl.col("rate_setting").is_in(_ARREARS))
        .then(pl.lit(IN_ARREARS))
        .when(pl.col("next_reset_on").is_not_null())
        .then(pl.lit("as stated"))
        .when(pl.col("resets_a_year").is_not_null())
        .then(pl.lit("counted from the issue date"))
        .otherwise(pl.lit(NOT_PUBLISHED))
    )


def _reset_in() -> pl.Expr:
    """Return the row of the wall of resets a floating tranche stands in."""
    month = pl.col("resets_on").dt.strftime("%Y-%m").fill_null(NOT_PUBLISHED)
    return pl.when(pl.col("resets") == IN_ARREARS).then(pl.lit(IN_ARREARS)).otherwise(month)


def resetting(floats: pl.DataFrame, resets_in: str) -> pl.DataFrame:
    """Return the `FLOATING_COLUMNS` one row of `reset_wall` stands on."""
    return floats.filter(_reset_in() == resets_in)


def reset_wall(floats: pl.DataFrame) -> pl.DataFrame:
    """Return `RESET_COLUMNS`: floating balances by the month of their next reset; unpublished ones last."""
    order = pl.when(pl.col("resets_in") == IN_ARREARS).then(0).when(pl.col("resets_in") == NOT_PUBLISHED).then(2)
    return (
        floats.group_by(resets_in=_reset_in())
        .agg(
            tranches=pl.len().cast(pl.Int64),
            balance_usd_m=pl.col("balance_usd_m").sum(),
            hedged_usd_m=pl.col("hedged_usd_m").sum(),
            rise_100bp_usd_m_y=pl.col("rise_100bp_usd_m_y").sum(),
            missing_tranches=pl.col("balance_usd_m").null_count().cast(pl.Int64),
        )
        .sort(order.fill_null(1), "resets_in")
        .select(names(RESET_COLUMNS))
    )


def ending(hedged: pl.DataFrame, ends_in: date | None) -> pl.DataFrame:
    """Return the `HEDGED_COLUMNS` one row of `hedge_wall` stands on: largest first."""
    quarter = pl.col("expires_on").dt.truncate("1q")
    own = hedged.filter(quarter.eq_missing(pl.lit(ends_in, dtype=pl.Date)))
    return own.sort("hedged_usd_m", "tranche_id", descending=[True, False], nulls_last=True)


def hedge_wall(running: pl.DataFrame) -> pl.DataFrame:
    """Return `HEDGE_COLUMNS`: hedged balances by the quarter their hedge ends, the second wall; undated last."""
    return (
        running.group_by(ends_in=pl.col("expires_on").dt.truncate("1q"))
        .agg(
            hedges=pl.len().cast(pl.Int64),
            hedged_usd_m=pl.col("hedged_usd_m").sum(),
            rise_100bp_usd_m_y=(pl.col("hedged_usd_m") * SHIFT_BP / 10_000 - pl.col("rise_usd_m_y")).sum(),
        )
        .sort("ends_in", nulls_last=True)
        .select(names(HEDGE_COLUMNS))
    )


def float_totals(floats: pl.DataFrame) -> Floats:
    """Sum the floating debt: hedged, not, and what nobody publishes a hedge of."""
    silent = floats.filter(pl.col("hedged") == NOT_PUBLISHED)
    undated = floats.filter(pl.col("resets") == NOT_PUBLISHED)
    return Floats(
        tranches=floats.height,
        balance_usd_m=float(floats["balance_usd_m"].sum()),
        without_balance=floats["balance_usd_m"].null_count(),
        hedged_usd_m=float(floats["hedged_usd_m"].sum()),
        rise_100bp_usd_m_y=float(floats["rise_100bp_usd_m_y"].sum()),
        unhedged_tranches=silent.height,
        unhedged_usd_m=float(silent["balance_usd_m"].sum()),
        undated_tranches=undated.height,
        undated_usd_m=float(undated["balance_usd_m"].sum()),
    )
