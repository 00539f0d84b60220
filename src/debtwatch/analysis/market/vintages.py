"""What was known when: one value for each series and day, as it stood at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.domain.series import Cadence, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from debtwatch.domain.series import Series

PROMPT_DAYS = 5
"""A print first seen within so many days of its publication was seen live."""
_FRIDAY = 5
ALWAYS_OPEN = "always"
"""The calendar of series that print at weekends in their own right."""


def _in_order(observations: pl.DataFrame) -> pl.DataFrame:
    """Return the vintages by series, day and first sight: as the store keeps them, sorted only where it did not."""
    series, day, seen = pl.col("series"), pl.col("observed_on"), pl.col("seen_at")
    later = (day > day.shift()) | ((day == day.shift()) & (seen >= seen.shift()))
    follows = (series > series.shift()) | ((series == series.shift()) & later)
    if observations.select(follows.fill_null(value=True).all()).item():
        return observations
    return observations.sort("series", "observed_on", "seen_at")


def known_at(observations: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    """Return the newest vintage of every observation known at a moment (UTC).

    A print counts from when we first saw it, where that was within five days of its publication;
    a back-filled one from its publication day. A later vintage of a print we already had counts
    from when we saw it, unless its source dates the revision itself.

    `observations` has one row a vintage: series, observed_on, published_on, published_assumed,
    seen_at, value, origin. The result has one row a series and day, sorted, without nulls or NaN:
    series, observed_on, value, recorded (shipped with the program), final_vintage (back-filled).
    """
    day = ["series", "observed_on"]
    late = (pl.col("seen_at").dt.date() - pl.col("published_on")).dt.total_days() > PROMPT_DAYS
    dated = late & (pl.col("first") | ~pl.col("published_assumed"))
    known = pl.when("back_filled").then(pl.col("published_on") <= moment.date()).otherwise(pl.col("seen_at") <= moment)
    return (
        _in_order(observations)
        .with_columns(
            first=pl.any_horizontal(
                pl.col("observed_on").ne_missing(pl.col("observed_on").shift()),
                pl.col("series").ne_missing(pl.col("series").shift()),
            ),
        )
        .with_columns(back_filled=dated)
        .filter(known)
        .filter(
            pl.any_horizontal(
                pl.col("observed_on").ne_missing(pl.col("observed_on").shift(-1)),
                pl.col("series").ne_missing(pl.col("series").shift(-1)),
            )
        )
        .select(
            *day,
            pl.col("value").fill_nan(None),
            recorded=pl.col("origin") == Origin.RECORDED.value,
            final_vintage=pl.col("back_filled"),
        )
        .filter(pl.col("value").is_finite())
    )


def weekends_to_friday(known: pl.DataFrame, series: Mapping[str, Series]) -> pl.DataFrame:
    """Move the weekend rows of weekday series under their Friday, unless Friday printed itself.

    ICE publishes month-end rows at weekends; against Monday they would pass for a day's change.
    Takes and returns the columns of `known_at`, sorted.
    """
    weekday = [s.id for s in series.values() if s.cadence is Cadence.DAILY and s.calendar != ALWAYS_OPEN]
    astray = (pl.col("observed_on").dt.weekday() > _FRIDAY) & pl.col("series").is_in(weekday)
    weekend = known.filter(astray)
    if weekend.is_empty():
        return known
    moved = (
        weekend.with_columns(
            pl.col("observed_on") - pl.duration(days=pl.col("observed_on").dt.weekday().cast(pl.Int64) - _FRIDAY)
        )
        .unique(subset=["series", "observed_on"], keep="last", maintain_order=True)
        .join(known.filter(pl.col("observed_on").dt.weekday() == _FRIDAY), on=["series", "observed_on"], how="anti")
    )
    return pl.concat([known.filter(~astray), moved]).sort("series", "observed_on")


def history(observations: pl.DataFrame, series: Mapping[str, Series], *, as_of: date, moment: datetime) -> pl.DataFrame:
    """Return what a calculation for a day may use: known at the moment, observed by the day.

    Columns as of `known_at`; errors: none, an empty store gives an empty frame.
    """
    known = known_at(observations, moment).filter(pl.col("observed_on") <= as_of)
    return weekends_to_friday(known, series)


def of(known: pl.DataFrame, ids: Iterable[str]) -> pl.DataFrame:
    """Return the rows of some series; `known` is sorted by series, as `history` returns it."""
    name = known["series"]
    wanted = pl.Series(sorted(set(ids)), dtype=pl.String)
    starts, ends = (name.search_sorted(wanted, side=side) for side in ("left", "right"))
    slices = [known.slice(start, end - start) for start, end in zip(starts, ends, strict=True) if end > start]
    return pl.concat(slices) if slices else known.clear()
