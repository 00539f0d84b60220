"""Baskets made of their members' own prints, where the store has them: equal weight, rebalanced daily."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, MARKET, MARKET_MEMBER, MEAN_LAG, Basket
from debtwatch.analysis.bubble.explosive.subject import LEAST_MONTHS
from debtwatch.analysis.market.vintages import of

CLOSES = {"series": pl.String, "observed_on": pl.Date, "value": pl.Float64}
INDEX_PROXY_SAYS = "index proxy"
_MONTH = pl.col("observed_on").dt.truncate("1mo").alias("month")
_LAST_DAYS = 6
"""A month of closes has ended once one of its last six days is among them: no market is shut for longer."""


def own_closes(known: pl.DataFrame) -> pl.DataFrame:
    """Return series, observed_on, value of each basket whose members all print, and of the market; sorted.

    A basket's day is the mean of its members' returns that day; days one member lacks are left out. The level
    starts at 1 and means nothing. `known` as `vintages.history` returns it.
    """
    wanted = {MARKET: (MARKET_MEMBER,), **{basket.series: basket.members for basket in BASKETS}}
    prints = of(known, (id_ for members in wanted.values() for id_ in members)).select("series", "observed_on", "value")
    present = set(prints["series"].unique())
    parts = [
        _equal_weight(prints, members).select(pl.lit(id_).alias("series"), "observed_on", "value")
        for id_, members in wanted.items()
        if members and present.issuperset(members)
    ]
    return pl.concat([pl.DataFrame(schema=CLOSES), *parts])


def _equal_weight(prints: pl.DataFrame, members: tuple[str, ...]) -> pl.DataFrame:
    returns = (
        prints.filter(pl.col("series").is_in(members))
        .sort("series", "observed_on")
        .with_columns(moved=(pl.col("value") / pl.col("value").shift()).over("series"))
    )
    return (
        returns.group_by("observed_on")
        .agg(pl.col("moved").mean(), pl.col("moved").is_not_null().sum().alias("heard"))
        .filter(pl.col("heard") == len(members))
        .sort("observed_on")
        .select("observed_on", value=pl.col("moved").cum_prod())
    )


def month_ends(closes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return series, month, value: the last close of every month that had ended by a day, and is there to its end."""
    return _months(closes, pl.col("value").last(), as_of)


def _months(closes: pl.DataFrame, value: pl.Expr, as_of: date) -> pl.DataFrame:
    ended = pl.col("month").dt.offset_by("1mo") <= as_of
    whole = pl.col("_last") >= pl.col("month").dt.month_end().dt.offset_by(f"-{_LAST_DAYS}d")
    return (
        closes.group_by("series", _MONTH, maintain_order=True)
        .agg(value, _last=pl.col("observed_on").max())
        .filter(ended & whole)
        .drop("_last")
        .sort("series", "month")
    )


def index_proxies(shipped: pl.DataFrame, closes: pl.DataFrame, as_of: date) -> dict[str, str]:
    """Return why a basket does not vote on a day, for those that do not: nobody has its members' prices.

    The months that ship speak for the days they reach, and for no later one. `shipped` has series and month,
    `closes` as `own_closes` returns it. The market a basket is net of is one of them: without it no basket votes.
    """
    own = set(closes["series"].unique())
    last = dict(shipped.group_by("series").agg(pl.col("month").max()).iter_rows())
    ended = (as_of.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = {}
    for basket in BASKETS:
        missing = [id_ for id_ in (basket.series, MARKET) if id_ not in own and last.get(id_, date.min) < ended]
        if missing:
            behind = {basket.series: basket.members, MARKET: (MARKET_MEMBER,)}
            names = ", ".join(name for id_ in missing for name in behind[id_])
            known = min(last.get(id_, date.min) for id_ in missing)
            until = "at all" if known == date.min else f"since {known:%Y-%m}"
            found[basket.series] = f"{INDEX_PROXY_SAYS}: no prices of {names} {until}"
    return found


def continued(panel: pl.DataFrame, closes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the monthly panel with own monthly means after its last month, joined on at that month.

    `panel` has series, month and value, sorted; a series without a shipped month is its own.
    """
    own = _months(closes, pl.col("value").mean(), as_of)
    last = panel.sort("series", "month").group_by("series").last().select("series", last="month", then="value")
    joint = last.join(own, left_on=["series", "last"], right_on=["series", "month"]).select(
        "series", "last", scale=pl.col("then") / pl.col("value")
    )
    fresh = own.join(last.select("series", "last"), on="series", how="left").join(
        joint.select("series", "scale"), on="series", how="left"
    )
    after = fresh.filter(
        pl.col("last").is_null() | (pl.col("scale").is_not_null() & (pl.col("month") > pl.col("last")))
    ).select("series", "month", value=pl.col("value") * pl.col("scale").fill_null(1.0))
    return pl.concat([panel, after]).sort("series", "month")


def ground_of(basket: Basket, panel: pl.DataFrame, ends: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return what a basket is tested on and with which lag: own month ends, else the monthly means.

    `ends` as `month_ends` returns it; both the basket and the market must have it for three years. A month's
    end is a price, a month's mean is not: its changes follow one another, which one lag takes out.
    """
    for id_ in (basket.series, MARKET):
        if (
            ends.filter((pl.col("series") == id_) & pl.col("month").is_between(basket.first, basket.last)).height
            < LEAST_MONTHS
        ):
            return panel, MEAN_LAG
    return ends, 0
