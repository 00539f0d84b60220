"""Changes over declared spans, and how unusual the last month's is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_REACH = "45d"
SPANS: Mapping[str, str] = {"w1": "-7d", "m1": "-1mo", "m3": "-3mo"}
Z_OBSERVATIONS = 252
_LEAST_CHANGES = 12
SPARK_POINTS = 52
_RECENT_DAYS = 5 * 366
_HUNDREDTHS = 100.0
_BP = 10_000.0


def change(now: pl.Expr, then: pl.Expr, *, relative: pl.Expr) -> pl.Expr:
    """Return the change in bp: of a rate its difference, of a price index its return."""
    return pl.when(relative).then((now / then - 1) * _BP).otherwise((now - then) * _HUNDREDTHS)


def recent(values: pl.DataFrame, slow: Collection[str]) -> pl.DataFrame:
    """Return enough of each series for every change and z: five years before its newest print, all of `slow` ones.

    252 observations of a weekly series are just under five years, of a monthly one twenty-one.
    """
    newest = pl.col("observed_on").last().over("series")
    late = pl.col("observed_on") >= pl.col("newest") - timedelta(days=_RECENT_DAYS)
    return values.with_columns(newest=newest).filter(late | pl.col("mean") | pl.col("series").is_in(list(slow)))


def by_day(values: pl.DataFrame) -> pl.DataFrame:
    """Return series, observed_on and then, sorted by observed_on: what values are looked up in."""
    return values.select("series", "observed_on", then="value").sort("observed_on")


def _value_at(asked: pl.DataFrame, values: pl.DataFrame, at: pl.Expr) -> pl.Series:
    """Return each asked series' last value on or before a day, not older than 45 days before it.

    `values` has series, observed_on and then, sorted by observed_on.
    """
    row = "_row"
    left = asked.select("series", _at=at).with_row_index(row).drop_nulls().sort("_at")
    found = left.join_asof(
        values,
        left_on="_at",
        right_on="observed_on",
        by="series",
        strategy="backward",
        tolerance=_REACH,
        check_sortedness=False,
    ).select(row, "then")
    rows = pl.DataFrame({row: pl.int_range(asked.height, dtype=pl.UInt32, eager=True)})
    return rows.join(found, on=row, how="left", maintain_order="left")["then"]


def newest_rows(values: pl.DataFrame) -> pl.DataFrame:
    """Return each series' newest row with the value before it as `previous`; `values` is sorted."""
    return values.group_by("series", maintain_order=True).agg(
        pl.all().last(), previous=pl.col("value").get(-2, null_on_oob=True)
    )


def with_changes(newest: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Add d1_bp, w1_bp, m1_bp, m3_bp and ytd_bp to the newest rows.

    `newest` has series, observed_on, value, previous, relative and pace (daily, weekly, monthly,
    quarterly): a series slower than a span has no change over it. Year to date is from the last
    observation of last year.
    """
    relative, pace = pl.col("relative"), pl.col("pace")
    past = by_day(values)
    then = {name: _value_at(newest, past, pl.col("observed_on").dt.offset_by(offset)) for name, offset in SPANS.items()}
    year_end = pl.col("observed_on").dt.truncate("1y").dt.offset_by("-1d")
    then["ytd"] = _value_at(newest, past, year_end)
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


def z_scores(values: pl.DataFrame) -> pl.DataFrame:
    """Return series and z: the last one-month change over the standard deviation of such changes.

    Overlapping one-month changes of the last 252 observations; at least twelve of them. `values` is
    sorted and has series, observed_on, value, relative.
    """
    place = pl.int_range(pl.len(), 0, -1).over("series")
    window = values.with_columns(_place=place).filter(pl.col("_place") <= Z_OBSERVATIONS)
    then = _value_at(window, by_day(values), pl.col("observed_on").dt.offset_by("-1mo"))
    moved = window.with_columns(_then=then).with_columns(
        moved=change(pl.col("value"), pl.col("_then"), relative=pl.col("relative"))
    )
    spread = pl.col("moved").std()
    return (
        moved.group_by("series", maintain_order=True)
        .agg(
            pl.when((pl.col("moved").count() >= _LEAST_CHANGES) & (spread > 0))
            .then(pl.col("moved").last() / spread)
            .alias("z"),
        )
        .with_columns(pl.col("z").fill_nan(None))
    )


def sparks(values: pl.DataFrame) -> pl.DataFrame:
    """Return series and spark: about 52 values of the year before the newest, oldest first."""
    year = values.filter(pl.col("observed_on") > pl.col("newest") - timedelta(days=366))
    place = pl.int_range(pl.len() - 1, -1, -1).over("series")
    step = (pl.len().over("series") // SPARK_POINTS).clip(1)
    thinned = year.with_columns(_place=place, _step=step).filter(pl.col("_place") % pl.col("_step") == 0)
    return thinned.group_by("series", maintain_order=True).agg(pl.col("value").tail(SPARK_POINTS).alias("spark"))
