"""How far each era's basket rose in 24 months, raw and net of the market, and when its clock starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, MARKET, RUN_UP_AMBER, RUN_UP_MONTHS
from debtwatch.analysis.bubble.members import ground_of
from debtwatch.analysis.bubble.results import Origin

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.bubble.declared import Basket

_FIVE_YEARS = 60
_MONTHS = 12


def _return_over(now: pl.DataFrame, before: pl.DataFrame, months: int, into: str) -> pl.DataFrame:
    """Return series, month and the percentage change over so many months, matched by calendar."""
    then = before.select("series", month=pl.col("month").dt.offset_by(f"{months}mo"), then="value")
    return now.join(then, on=["series", "month"]).select(
        "series", "month", ((pl.col("value") / pl.col("then") - 1) * 100).alias(into)
    )


def run_ups(panel: pl.DataFrame, first: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return series, month, raw_pct, net_pct, five_year_pct and both_pct, sorted, of every basket.

    Net is raw less the market's own change over the same 24 months; both_pct is the lesser of the
    two, the level at which both legs stand (Greenwood, Shleifer and You). `panel` has series, month,
    value with the market proxy among them; `first` the same of months as they were first known, where what a month
    said at its end is asked for.
    """
    now = panel if first is None else first
    raw = _return_over(now, panel, RUN_UP_MONTHS, "raw_pct")
    market = raw.filter(pl.col("series") == MARKET).select("month", market="raw_pct")
    five = _return_over(now, panel, _FIVE_YEARS, "five_year_pct")
    return (
        raw.filter(pl.col("series") != MARKET)
        .join(market, on="month", how="left")
        .join(five, on=["series", "month"], how="left")
        .with_columns(net_pct=pl.col("raw_pct") - pl.col("market"))
        .with_columns(both_pct=pl.when(pl.col("net_pct").is_not_null()).then(pl.min_horizontal("raw_pct", "net_pct")))
        .select("series", "month", "raw_pct", "net_pct", "five_year_pct", "both_pct")
        .sort("series", "month")
    )


def basket_paths(panel: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Return `run_ups` of every series, each basket on the same ground as its test for explosiveness (`ground_of`)."""
    on_ends = [basket.series for basket in BASKETS if ground_of(basket, panel, ends)[0] is ends]
    own = pl.col("series").is_in(on_ends)
    parts = [run_ups(panel).filter(~own)]
    if on_ends:
        parts.append(run_ups(ends).filter(own))
    return pl.concat(parts).sort("series", "month")


def months_between(first: date, last: date) -> int:
    """Return calendar months from one month to another."""
    return (last.year - first.year) * _MONTHS + last.month - first.month


def add_months(month: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    place = month.year * _MONTHS + month.month - 1 + months
    return month.replace(year=place // _MONTHS, month=place % _MONTHS + 1, day=1)


def declared_on(day: date) -> tuple[Basket, ...]:
    """Return the baskets declared for the last month that had ended by a day: what its gauges read."""
    month = add_months(day, -1)
    return tuple(basket for basket in BASKETS if basket.first <= month <= basket.last)


def origins(paths: pl.DataFrame, as_of: date) -> tuple[Origin, ...]:
    """Return where each era's clock starts: the first month its basket was up 100 % raw and net.

    Looked for within the era only: the same basket may have boomed before.

    `months_since` is counted to the day asked about for the AI era; a past era is read at the same
    number of months after its own origin. Both are None where ours has none.
    """
    first: dict[str, date | None] = {}
    for basket in BASKETS:
        lit = paths.filter(
            (pl.col("series") == basket.series)
            & pl.col("month").is_between(basket.origin_from, basket.last)
            & (pl.col("both_pct") >= RUN_UP_AMBER)
        )
        first[basket.era] = lit["month"].min() if lit.height else None  # type: ignore[assignment]
    ours = first["AI"]
    since = None if ours is None else months_between(ours, as_of)
    return tuple(Origin(basket.era, basket.series, first[basket.era], since) for basket in BASKETS)
