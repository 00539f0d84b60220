"""The baskets month by month: as they stand, and each month as it was first known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, MARKET, MARKET_MEMBER, MEAN_LAG, Basket
from debtwatch.analysis.bubble.explosive.subject import LEAST_MONTHS
from debtwatch.analysis.bubble.members import continued, month_ends, own_closes
from debtwatch.analysis.bubble.monthly import declared_only

if TYPE_CHECKING:
    from datetime import date

_MONTH = pl.col("observed_on").dt.truncate("1mo").alias("month")


class Panel(NamedTuple):
    """Baskets and the market by month: series, month, value, sorted.

    The last close of a month may be published days after it. Judged on the first day after it, a month is
    `first`, the months before it `final`.
    """

    final: pl.DataFrame
    first: pl.DataFrame

    def of(self, *ids: str) -> Panel:
        """Return some series of it."""
        wanted = pl.col("series").is_in(ids)
        return Panel(self.final.filter(wanted), self.first.filter(wanted))


class Grounds(NamedTuple):
    """What a basket is read on: its monthly means, or own month ends once there are three years of them."""

    means: Panel
    ends: Panel

    def lag_at(self, basket: Basket, month: date) -> int:
        """Return the lag a basket is tested with in a month, 0 on month ends: the rule of `members.ground_of`."""
        for id_ in (basket.series, MARKET):
            own = self.ends.final.filter(
                (pl.col("series") == id_) & pl.col("month").is_between(basket.first, min(basket.last, month))
            )
            if own.height < LEAST_MONTHS:
                return MEAN_LAG
        return 0

    def by_lag(self) -> dict[int, Panel]:
        """Return both panels by the lag they are tested with."""
        return {MEAN_LAG: self.means, 0: self.ends}


def grounds(prints: pl.DataFrame, shipped: pl.DataFrame, as_of: date) -> Grounds:
    """Return both panels of every basket from its members' prints and the shipped means.

    `prints` as `vintages.lifetimes` returns it, each in its last vintage: prices are rewritten with every dividend, in
    proportion, which moves no return. `shipped` has series, month and value.
    """
    closes = _with_known(own_closes(prints), prints)
    early = closes.filter(pl.col("known_on") <= _MONTH.dt.offset_by("1mo"))
    columns = ("series", "observed_on", "value")
    means = declared_only(continued(shipped, closes.select(columns), as_of))
    ends = declared_only(month_ends(closes.select(columns), as_of))
    months = ["series", "month"]
    fresh = means.join(shipped, on=months, how="anti").select(months)
    return Grounds(
        Panel(means, _first(means, fresh, _ratio(closes, early, pl.col("value").mean()))),
        Panel(ends, _first(ends, ends.select(months), _ratio(closes, early, pl.col("value").last()))),
    )


def _with_known(closes: pl.DataFrame, prints: pl.DataFrame) -> pl.DataFrame:
    """Return the closes with the day all members of each were known."""
    wanted = {MARKET: (MARKET_MEMBER,), **{basket.series: basket.members for basket in BASKETS}}
    parts = [
        prints.filter(pl.col("series").is_in(members))
        .group_by("observed_on")
        .agg(pl.col("known_on").max())
        .with_columns(series=pl.lit(id_))
        for id_, members in wanted.items()
    ]
    return closes.join(pl.concat(parts), on=["series", "observed_on"], maintain_order="left")


def _ratio(closes: pl.DataFrame, early: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """Return what of each month's value was known when it was judged, as a ratio."""
    whole = closes.group_by("series", _MONTH, maintain_order=True).agg(whole=value)
    then = early.group_by("series", _MONTH, maintain_order=True).agg(then=value)
    return then.join(whole, on=["series", "month"]).select("series", "month", ratio=pl.col("then") / pl.col("whole"))


def _first(panel: pl.DataFrame, own: pl.DataFrame, ratios: pl.DataFrame) -> pl.DataFrame:
    """Return a panel as first known: months of own prints scaled, those nothing was known of left out."""
    months = ["series", "month"]
    scaled = (
        panel.join(own, on=months, how="semi")
        .join(ratios, on=months)
        .with_columns(value=pl.col("value") * pl.col("ratio"))
    )
    rest = panel.join(own, on=months, how="anti")
    return pl.concat([rest, scaled.select(rest.columns)]).sort("series", "month")
