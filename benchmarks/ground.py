"""A large made-up market and book: what the promised speeds are measured on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from debtwatch.analysis.snapshot import Inputs, baselines_of
from debtwatch.book import read_book
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series

LAST = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOOKED = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The reader has not seen the last day's prints: what moved since is computed too."""
TRANCHES, YEARS = 5_000, 20
LEVELS = {"AAA": 0.5, "AA": 0.6, "A": 0.8, "BBB": 1.1, "BB": 1.9, "B": 3.1, "CCC": 9.0, "IG": 0.9, "HY": 3.2}


class Shelf:
    """The shipped book repeated until it is large."""

    def __init__(self) -> None:
        frames = read_book(shipped("config"), None, largest_bytes=16_000_000).frames()
        copies = -(-TRANCHES // frames.tranches.height)
        each = pl.DataFrame({"_copy": range(copies)})
        named = [pl.format("{}~{}", name, "_copy").alias(name) for name in ("tranche_id", "deal_id")]
        self.tranches = frames.tranches.join(each, how="cross").with_columns(named).drop("_copy").head(TRANCHES)
        self.ratings = frames.ratings
        self.commitments = frames.commitments
        self.guarantees = frames.guarantees
        self.marks = frames.marks
        self.edges = frames.edges
        self.facts = frames.facts


def observations() -> pl.DataFrame:
    """Return twenty years of every declared series: a slow wave around a level, seen the morning after."""
    days = pl.DataFrame({"observed_on": pl.date_range(LAST.replace(year=LAST.year - YEARS), LAST, "1d", eager=True)})
    parts = []
    for place, series in enumerate(read_series(shipped("config", "series.toml")).values()):
        level = LEVELS.get(series.rating, 3.5 + (series.tenor_years or 0) ** 0.5 * 0.3)
        own = days.filter(pl.col("observed_on").dt.weekday() < 6)
        if series.cadence != "daily":
            own = (
                own.filter(pl.col("observed_on").dt.day() <= 7).group_by(pl.col("observed_on").dt.truncate("1mo")).agg()
            )
        wave = 1 + 0.05 * (pl.int_range(pl.len()) / 90 + place).sin()
        parts.append(
            own.sort("observed_on").select(pl.lit(series.id).alias("series"), "observed_on", value=level * wave)
        )
    seen = pl.col("observed_on").cast(pl.Datetime("ms")).dt.replace_time_zone("UTC") + pl.duration(days=1, hours=8)
    return (
        pl.concat(parts)
        .with_columns(
            published_on=pl.col("observed_on") + pl.duration(days=1),
            published_assumed=pl.lit(value=True),
            seen_at=seen,
            origin=pl.lit("feed"),
        )
        .sort("series", "observed_on", "seen_at")
    )


def large_inputs() -> Inputs:
    """Return the inputs of the promised build: 5,000 tranches, every series, twenty years."""
    series = read_series(shipped("config", "series.toml"))
    baselines = baselines_of(read_baselines(shipped("fixtures", "baselines")))
    shelf: Any = Shelf()
    return Inputs(book=shelf, observations=observations(), series=series, baselines=baselines, last_looked=LOOKED)


def with_new_print(given: Inputs) -> Inputs:
    """Return the inputs after the ten-year print of the newest day was revised."""
    return _revised(given, given.observations.filter(pl.col("series") == "UST_10Y").tail(1))


def with_new_prints(given: Inputs) -> Inputs:
    """Return the inputs after the newest print of every series was revised: more than any poll brings."""
    return _revised(given, given.observations.group_by("series", maintain_order=True).tail(1))


def _revised(given: Inputs, prints: pl.DataFrame) -> Inputs:
    again = prints.with_columns(value=pl.col("value") + 0.05, seen_at=pl.col("seen_at") + pl.duration(hours=1))
    rows = pl.concat([given.observations, again]).sort("series", "observed_on", "seen_at")
    return replace(given, observations=rows, version=given.version + 1)


def bonds(count: int) -> pl.DataFrame:
    """Return random-looking semi-annual bullets: settle, maturity, coupon_pct, clean."""
    place = pl.int_range(count, eager=True)
    months = pl.format("{}mo", 7 + (pl.col("place") * 37) % 350)
    return pl.DataFrame({"place": place}).select(
        settle=pl.lit(date(2026, 11, 20)),
        maturity=pl.date(2026, 11, 1 + pl.col("place") % 27).dt.offset_by(months),
        coupon_pct=2.0 + (pl.col("place") * 31 % 700) / 100,
        clean=85.0 + (pl.col("place") * 17 % 3_000) / 100,
    )
