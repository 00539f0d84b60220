"""Changes over declared spans, and how unusual the last month's is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

_REACH = timedelta(days=45)
_MOST_DAYS = 1 << 32
"""No day's own number reaches it, before 1970 or after."""
SPANS: Mapping[str, str] = {"w1": "-7d", "m1": "-1mo", "m3": "-3mo"}
Z_OBSERVATIONS = 252
_LEAST_CHANGES = 12
SPARK_POINTS = 52
_HUNDREDTHS = 100.0
_BP = 10_000.0


def change(now: pl.Expr, then: pl.Expr, *, relative: pl.Expr) -> pl.Expr:
    """Return the change in bp: of a rate its difference, of a price index its return."""
    return pl.when(relative).then((now / then - 1) * _BP).otherwise((now - then) * _HUNDREDTHS)


def _place(day: pl.Expr) -> pl.Expr:
    """Return one number that orders series first, then days: the order values lie in."""
    return pl.col("run").cast(pl.Int64) * _MOST_DAYS + day.to_physical()


def by_day(values: pl.DataFrame) -> pl.DataFrame:
    """Return what past values are looked up in, one row a value; `values` as `on_one_basis` returns it."""
    day = pl.col("observed_on")
    return values.select(place=_place(day), of="run", day=day, then="value")


def _value_at(asked: pl.DataFrame, past: pl.DataFrame, at: pl.Expr) -> pl.Series:
    """Return each asked series' last value on or before a day, not older than 45 days before it.

    `asked` has `run`, `past` as `by_day` returns it.
    """
    days = asked.select("run", at=at)
    following = past["place"].search_sorted(days.select(_place(pl.col("at"))).to_series(), "right")
    found = pl.concat([days, past[(following.cast(pl.Int64) - 1).clip(0)]], how="horizontal")
    in_reach = (pl.col("of") == pl.col("run")) & pl.col("day").is_between(pl.col("at") - _REACH, pl.col("at"))
    return found.select(pl.when(in_reach).then("then")).to_series()


def newest_rows(values: pl.DataFrame) -> pl.DataFrame:
    """Return each series' newest row with the value before it as `previous`; `values` as `on_one_basis` returns it."""
    return values.group_by("run", maintain_order=True).agg(
        pl.all().last(), previous=pl.col("value").get(-2, null_on_oob=True)
    )


def with_changes(newest: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Add d1_bp, w1_bp, m1_bp, m3_bp and ytd_bp to the newest rows.

    `newest` as `newest_rows` returns it, with relative and pace (daily, weekly, monthly, quarterly): a
    series slower than a span has no change over it. Year to date is from the last observation of last year.
    `past` as `by_day` returns it.
    """
    relative, pace, day = pl.col("relative"), pl.col("pace"), pl.col("observed_on")
    then = {name: _value_at(newest, past, day.dt.offset_by(offset)) for name, offset in SPANS.items()}
    then["ytd"] = _value_at(newest, past, day.dt.truncate("1y").dt.offset_by("-1d"))
    fast_enough = {
        "d1": pace == "daily",
        "w1": pace.is_in(["daily", "weekly"]),
        "m1": pace != "quarterly",
        "m3": pl.lit(value=True),
        "ytd": pl.lit(value=True),
    }
    known = newest.with_columns(pl.col("previous").alias("_d1"), *(s.alias(f"_{name}") for name, s in then.items()))
    return known.with_columns(
        pl.when(allowed).then(change(pl.col("value"), pl.col(f"_{name}"), relative=relative)).alias(f"{name}_bp")
        for name, allowed in fast_enough.items()
    ).drop(f"_{name}" for name in fast_enough)


def z_scores(newest: pl.DataFrame, values: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Return series and z: the last one-month change over the standard deviation of such changes.

    Overlapping one-month changes of the last 252 observations; at least twelve of them. `newest` as
    `newest_rows` returns it, with relative; `values` as `on_one_basis`, `past` as `by_day` returns it.
    """
    place = pl.int_range(pl.len(), 0, -1).over("run")
    window = values.filter(place <= Z_OBSERVATIONS).join(
        newest.select("run", "relative"), on="run", maintain_order="left"
    )
    then = _value_at(window, past, pl.col("observed_on").dt.offset_by("-1mo"))
    moved = window.with_columns(then=then).with_columns(
        moved=change(pl.col("value"), pl.col("then"), relative=pl.col("relative"))
    )
    spread = pl.col("moved").std()
    return (
        moved.group_by("run", maintain_order=True)
        .agg(
            pl.col("series").first(),
            z=pl.when((pl.col("moved").count() >= _LEAST_CHANGES) & (spread > 0)).then(pl.col("moved").last() / spread),
        )
        .select("series", pl.col("z").fill_nan(None))
    )


def sparks(values: pl.DataFrame) -> pl.DataFrame:
    """Return series and spark: about 52 values of the year before the newest, oldest first."""
    newest = pl.col("observed_on").last().over("run")
    year = values.filter(pl.col("observed_on") > newest - timedelta(days=366))
    place = pl.int_range(pl.len() - 1, -1, -1).over("run")
    step = (pl.len().over("run") // SPARK_POINTS).clip(1)
    return (
        year.filter(place % step == 0)
        .group_by("run", maintain_order=True)
        .agg(pl.col("series").first(), pl.col("value").tail(SPARK_POINTS).alias("spark"))
        .drop("run")
    )
