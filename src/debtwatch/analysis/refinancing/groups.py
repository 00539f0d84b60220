"""Deals and sponsors: sums over tranches, and the ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.cover import with_cover
from debtwatch.analysis.refinancing.results import DEAL_COLUMNS, SPONSOR_COLUMNS

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.refinancing.cover import Cover

LEAST_PARTS = 3
"""Fewer parts than this rank nobody."""


_ALL = pl.lit(value=True)


def known_sum(column: str, where: pl.Expr = _ALL) -> pl.Expr:
    """Sum what is known; null, not zero, where nothing is."""
    values = pl.when(where).then(column)
    return pl.when(values.count() > 0).then(values.sum()).alias(column)


def weighted_gap(where: pl.Expr = _ALL) -> pl.Expr:
    """Return the gap weighted by outstanding over rows with both."""
    both = pl.col("gap_bp").is_not_null() & pl.col("outstanding_usd_m").is_not_null() & where
    weight = pl.when(both).then("outstanding_usd_m")
    return pl.when(weight.sum() > 0).then((pl.col("gap_bp") * weight).sum() / weight.sum()).alias("gap_bp")


def _sums() -> list[pl.Expr]:
    event = pl.col("first_event_on")
    return [
        pl.len().cast(pl.Int64).alias("tranches"),
        *(
            known_sum(name)
            for name in (
                "committed_usd_m",
                "outstanding_usd_m",
                "rolls_12m_usd_m",
                "rolls_24m_usd_m",
                "roll_usd_m_y",
                "roll_12m_usd_m_y",
                "roll_24m_usd_m_y",
                "mark_usd_m_y",
            )
        ),
        pl.when("priced").then("committed_usd_m").sum().alias("priced_usd_m"),
        weighted_gap(),
        pl.col("first_event_kind", "first_event_text").sort_by(event, nulls_last=True).first(),
        event.min(),
        pl.col("ranked").any(),
        known_sum("roll_12m_usd_m_y", pl.col("ranked")).alias("_ranked_roll"),
        weighted_gap(pl.col("ranked")).alias("_ranked_gap"),
        pl.when("ranked").then(event).min().alias("_ranked_event"),
    ]


def sums_by(tranches: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return what `by_deal` and `by_sponsor` say of gap, roll and mark, by deal_id or sponsor: nothing is ranked."""
    amounts = ("rolls_12m_usd_m", "rolls_24m_usd_m", "roll_12m_usd_m_y", "mark_usd_m_y")
    return tranches.group_by(by, maintain_order=True).agg(weighted_gap(), *(known_sum(name) for name in amounts))


def _share_below(value: pl.Expr) -> pl.Expr:
    """Return the percentile rank from 0 to 1 of a value among the rows that have one."""
    return (value.rank("average") - 0.5) / value.count()


def with_rank(groups: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add rank (1 is the most pressed) and rank_parts: the mean percentile rank of the parts present.

    Parts: roll cost within 12 months, gap, less headroom, time to the first event, cover shortfall; the
    first, second and fourth of the ranked tranches alone. A group is ranked with at least three of them
    and at least one ranked tranche.
    """
    counts = pl.col("ranked")
    days = (pl.col("_ranked_event") - pl.lit(as_of).cast(pl.Date)).dt.total_days().cast(pl.Float64)
    parts = [
        pl.when(counts).then(part)
        for part in (
            pl.col("_ranked_roll"),
            pl.col("_ranked_gap"),
            -pl.col("headroom_bp"),
            -days,
            pl.col("cover_shortfall"),
        )
    ]
    scored = groups.with_columns(_share_below(part).alias(f"_part{place}") for place, part in enumerate(parts))
    scores = [f"_part{place}" for place in range(len(parts))]
    present = pl.sum_horizontal(pl.col(name).is_not_null() for name in scores).cast(pl.Int64)
    score = pl.when(present >= LEAST_PARTS).then(pl.mean_horizontal(scores))
    return (
        scored.with_columns(rank_parts=present, _score=score)
        .with_columns(rank=pl.col("_score").rank("min", descending=True).cast(pl.Int64))
        .sort("rank", "committed_usd_m", descending=[False, True], nulls_last=True, maintain_order=True)
    )


def by_sponsor(tranches: pl.DataFrame, as_of: date, cover: Cover | None = None) -> pl.DataFrame:
    """Return `SPONSOR_COLUMNS`, most pressed first."""
    deals = pl.col("deal_id").n_unique().cast(pl.Int64).alias("deals")
    groups = tranches.group_by("sponsor", maintain_order=True).agg(deals, *_sums())
    covered = with_cover(groups, tranches, cover, by="sponsor")
    return with_rank(covered, as_of).select(names(SPONSOR_COLUMNS))


def by_deal(tranches: pl.DataFrame, as_of: date, cover: Cover | None = None) -> pl.DataFrame:
    """Return `DEAL_COLUMNS`, most pressed first."""
    keys = ["sponsor", "deal_id", "deal"]
    groups = tranches.group_by(keys, maintain_order=True).agg(pl.col("obligor").first(), *_sums())
    covered = with_cover(groups, tranches, cover, by="deal_id")
    return with_rank(covered, as_of).select(names(DEAL_COLUMNS))
