"""What stands behind a deal or sponsor: headroom of who owes it, and guarantees at each lease expiry."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from debtwatch.analysis.issuers.headroom import with_headroom

_HEADROOM = ("headroom_bp", "break_even_pct", "headroom_issuer", "cash_flow_end")
_SCHEMA = {
    "headroom_bp": pl.Float64,
    "break_even_pct": pl.Float64,
    "headroom_issuer": pl.String,
    "cash_flow_end": pl.Date,
}


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Who can pay, and what a guarantee makes good."""

    cash_flows: pl.DataFrame
    """`Issuers.cash_flows`."""
    cliffs: pl.DataFrame
    """`Structure.cliff_summary`."""


def with_cover(groups: pl.DataFrame, tranches: pl.DataFrame, cover: Cover | None, *, by: str) -> pl.DataFrame:
    """Add headroom_bp, break_even_pct, headroom_issuer, cash_flow_end and cover_shortfall by deal_id or sponsor.

    Of several deals of a sponsor the worst shortfall stands. Without a cover every one is null.
    """
    if cover is None:
        nothing = {**_SCHEMA, "cover_shortfall": pl.Float64}
        return groups.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in nothing.items())
    room = with_headroom(tranches, cover.cash_flows, by=[by]).rename({"issuer": "headroom_issuer"})
    short = cover.cliffs.group_by(by).agg(pl.col("cover_shortfall").max())
    return groups.join(room.select(by, *_HEADROOM), on=by, how="left", maintain_order="left").join(
        short, on=by, how="left", maintain_order="left"
    )
