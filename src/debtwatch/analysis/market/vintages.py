"""What was known when: one value for each series and day, as it stood at a moment."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.domain.clock import NEW_YORK
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


def _dated(observations: pl.DataFrame) -> pl.DataFrame:
    """Return the vintages in order with `back_filled`: whether the publication day says when one was known.

    It does for a print first seen late, and for a later vintage that its source dates itself.
    """
    day, series = pl.col("observed_on"), pl.col("series")
    first = pl.any_horizontal(day.ne_missing(day.shift()), series.ne_missing(series.shift()))
    late = (pl.col("seen_at").dt.date() - pl.col("published_on")).dt.total_days() > PROMPT_DAYS
    return _in_order(observations).with_columns(back_filled=late & (first | ~pl.col("published_assumed")))


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
    today = moment.astimezone(NEW_YORK).date()
    known = pl.when("back_filled").then(pl.col("published_on") <= today).otherwise(pl.col("seen_at") <= moment)
    return (
        _dated(observations)
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


def lifetimes(observations: pl.DataFrame, series: Mapping[str, Series]) -> pl.DataFrame:
    """Return every vintage with the days it was the newest known: what `history` says, of every day at once.

    Columns: series, observed_on, value, final_vintage, known_on (a New York day) and until (the day a later vintage
    took its place, null where none has), sorted by series, observed_on, known_on. Weekend rows of weekday series
    stand under their Friday until Friday's own print is known. What was withdrawn, or is no number, is left out.
    """
    day = pl.col("observed_on")
    weekday = [s.id for s in series.values() if s.cadence is Cadence.DAILY and s.calendar != ALWAYS_OPEN]
    past = pl.when(pl.col("series").is_in(weekday)).then(day.dt.weekday().cast(pl.Int64) - _FRIDAY).otherwise(0)
    seen = pl.col("seen_at").dt.convert_time_zone(NEW_YORK.key).dt.date()
    vintages = _dated(observations).with_columns(
        pl.col("series").cast(pl.String), known_on=pl.when("back_filled").then("published_on").otherwise(seen)
    )
    again = (pl.col("observed_on") == pl.col("observed_on").shift()) & (pl.col("series") == pl.col("series").shift())
    again = again.fill_null(value=False)
    flagged = vintages.with_columns(_several=again | again.shift(-1, fill_value=False))
    later = pl.col("known_on").reverse().cum_min().reverse().shift(-1).over("series", "observed_on")
    lived = (
        pl.concat(
            [
                flagged.filter(~pl.col("_several")).with_columns(until=pl.lit(None, dtype=pl.Date)),
                flagged.filter("_several").with_columns(until=later),
            ]
        )
        .filter(pl.col("value").is_finite() & (pl.col("until").is_null() | (pl.col("until") > pl.col("known_on"))))
        .with_columns(_past=past.clip(0))
        .with_columns(observed_on=day - pl.duration(days=pl.col("_past")))
        .select("series", "observed_on", "value", "known_on", "until", "_past", final_vintage="back_filled")
    )
    weekends = lived.filter(pl.col("_past") > 0).select("series", "observed_on").unique()
    shared = lived.join(weekends, on=["series", "observed_on"], how="semi")
    own = lived.join(weekends, on=["series", "observed_on"], how="anti")
    return pl.concat([own, _in_turn(shared)]).drop("_past").sort("series", "observed_on", "known_on")


def _in_turn(shared: pl.DataFrame) -> pl.DataFrame:
    """Return the rows under one Friday as they stood in turn: Friday's own print, else Sunday's, else Saturday's.

    Few: month ends that fall on a weekend.
    """
    rows: list[dict[str, object]] = []
    for group in shared.partition_by("series", "observed_on"):
        prints = group.sort(pl.col("_past") == 0, "_past", descending=True).to_dicts()
        turns = sorted({day for each in prints for day in (each["known_on"], each["until"]) if day is not None})
        before = None
        for start, end in pairwise([*turns, None]):
            standing = (p for p in prints if p["known_on"] <= start and (p["until"] is None or p["until"] > start))
            now = next(standing, None)
            if now is not None and now is before:
                rows[-1]["until"] = end
            elif now is not None:
                rows.append({**now, "known_on": start, "until": end})
            before = now
    return pl.DataFrame(rows, schema=shared.schema)


def known_by(lived: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return lifetimes as they stood at the end of a day: what came after it is not there, and ends nothing."""
    until = pl.col("until")
    return lived.filter(pl.col("known_on") <= day).with_columns(until=pl.when(until <= day).then(until))


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
