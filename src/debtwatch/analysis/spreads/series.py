"""One line of values for every row of the spreads pane, each on one basis only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.vintages import of
from debtwatch.domain.series import Cadence, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from debtwatch.domain.series import Series


@dataclass(frozen=True, slots=True)
class Combined:
    """A row computed from points of the Treasury curve: the sum of weight times yield on days that have them all."""

    id: str
    label: str
    weights: tuple[tuple[str, float], ...]


COMBINED = (
    Combined(
        "UST_LEVEL",
        "level, 2/5/10/30-year mean",
        (("UST_2Y", 0.25), ("UST_5Y", 0.25), ("UST_10Y", 0.25), ("UST_30Y", 0.25)),
    ),
    Combined("2S10S", "10-year less 2-year", (("UST_10Y", 1.0), ("UST_2Y", -1.0))),
    Combined("5S30S", "30-year less 5-year", (("UST_30Y", 1.0), ("UST_5Y", -1.0))),
)
"""Level and slopes, as a curve is told."""
_PARTS = {one.id: tuple(series for series, _ in one.weights) for one in COMBINED}
TREASURY = "treasury"
MONTHLY_MEAN = "monthly mean"
_RELATIVE = ("NASDAQCOM", "SP500", "SOFRINDEX")
_HIDDEN_GROUPS = frozenset({"", "context"})


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the pane is called and how its changes are read."""

    id: str
    label: str
    group: str
    unit: str
    basis: str
    """`daily`, `weekly`, `monthly` or `quarterly`."""
    relative: bool
    """Whether changes are of the level in bp (an index of prices), not differences."""


def is_relative() -> pl.Expr:
    """Return whether a series' changes are of its level (prices), from its `series` and `unit`."""
    return (pl.col("unit") == Unit.USD.value) | pl.col("series").is_in(_RELATIVE)


def lines(series: Mapping[str, Series]) -> tuple[Line, ...]:
    """Return the rows of the pane in the order of the series file, level and slopes after the Treasury points."""
    own = [
        Line(s.id, s.label, s.group, s.unit.value, s.cadence.value, s.unit is Unit.USD or s.id in _RELATIVE)
        for s in series.values()
        if s.group not in _HIDDEN_GROUPS
    ]
    combined = [
        Line(one.id, one.label, TREASURY, Unit.PERCENT.value, Cadence.DAILY.value, relative=False) for one in COMBINED
    ]
    treasuries = [place for place, line in enumerate(own, start=1) if line.group == TREASURY]
    at = treasuries[-1] if treasuries else 0
    return (*own[:at], *combined, *own[at:])


def behind(line: Line) -> tuple[str, ...]:
    """Return the series a row is read from."""
    return _PARTS.get(line.id, (line.id,))


def combined(known: pl.DataFrame, ids: Collection[str]) -> list[pl.DataFrame]:
    """Return those of level and slopes of the Treasury curve asked for, of every day that has all their points.

    `known` as `vintages.history` returns it.
    """
    asked = [one for one in COMBINED if one.id in ids]
    if not asked:
        return []
    needed = sorted({series for one in asked for series, _ in one.weights})
    points = of(known, needed)
    flags = points.group_by("observed_on").agg(pl.col("recorded").any(), pl.col("final_vintage").any())
    wide = points.pivot("series", index="observed_on", values="value").join(flags, on="observed_on")
    wide = wide.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in needed if name not in wide.columns)
    wide = wide.sort("observed_on")
    return [
        wide.select(
            pl.lit(one.id).alias("series"),
            "observed_on",
            pl.sum_horizontal((pl.col(series) * weight for series, weight in one.weights), ignore_nulls=False).alias(
                "value"
            ),
            "recorded",
            "final_vintage",
        ).drop_nulls("value")
        for one in asked
    ]


def monthly_means(monthly: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the shipped monthly means of the months that had ended by a day, as observations."""
    ended = pl.col("month").dt.offset_by("1mo") <= as_of
    return monthly.filter(ended).select(
        "series",
        observed_on="month",
        value="value",
        recorded=pl.lit(value=True),
        final_vintage=pl.lit(value=True),
    )


def on_one_basis(known: pl.DataFrame, means: pl.DataFrame) -> pl.DataFrame:
    """Keep, for each series, its own prints or the shipped monthly means: whichever reach further.

    Both have series, observed_on, value, recorded, final_vintage, each series' rows together and in order of
    day; so does the result, which adds `mean` and `run` (`with_runs`). A day is never set against a month.
    """
    own = with_runs(known)
    printed = own.group_by("run", maintain_order=True).agg(pl.col("series", "observed_on").last())
    meant = means.group_by("series").agg(pl.col("observed_on").max().alias("meant"))
    reach = printed.join(meant, on="series", how="left")
    # A month's mean stands for the whole month: it wins only over prints from before that month.
    behind = (pl.col("observed_on") < pl.col("meant")).fill_null(value=False)
    ahead = reach.filter(~behind)["series"]
    return with_runs(
        pl.concat(
            [
                own.filter(~pl.col("run").is_in(reach.filter(behind)["run"].implode())).select(
                    known.columns, mean=pl.lit(value=False)
                ),
                means.filter(~pl.col("series").is_in(ahead.implode())).with_columns(mean=pl.lit(value=True)),
            ]
        )
    )


def with_runs(values: pl.DataFrame) -> pl.DataFrame:
    """Add `run`, the series as a number: each series' rows lie together, and are grouped by it without a search."""
    return values.with_columns(run=pl.col("series").rle_id().set_sorted())
