"""The market on any day asked about: par yield and index spread at a rating and a tenor."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.interpolation import in_reach, interpolate, prints_as_of
from debtwatch.analysis.market.news import ALL_NEW, News
from debtwatch.analysis.market.vintages import of
from debtwatch.domain.rating import BUCKET_CENTRES, INVESTMENT_GRADE_FLOOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from debtwatch.domain.series import Series

REACH_DAYS = 10
"""How old a daily print may be on a past day asked about, an issue date."""
STANDING_DAYS = 180
"""How old the newest daily print may be today: it stands, with its age beside it."""
HQM_REACH_DAYS = 100
"""A monthly curve's first of the month may lie so far back before the next is published."""
HQM_STANDING_DAYS = 10 * 366
"""Today the newest corporate curve stands whatever its age, its month beside it: a first run has no other."""
_WIDEST_NOTCHES = 3
_CURVE_TENORS = 6
_LONG_END_YEARS = 20.0
MASTER = "BAMLC0A0CM"
"""The investment-grade index the tenor factors divide by."""
DOLLAR, EURO = "USD", "EUR"
EURO_GROUP = "ecb"
"""Where the series of the euro curve are listed."""
SWAP_GROUP = "swap"
"""Where a user lists the points of a swap curve of his own."""
CURRENCY = "currency"
DEFAULT_NOTCH = 22
"""At default an index spread says nothing."""
HQM_PAR_SUFFIX = "YRP"
"""FRED names Treasury's corporate par yields so; the spot rates beside them are another curve."""


@dataclass(frozen=True, slots=True, eq=False)
class MarketHistory:
    """Points of every day in store, ready to be read off.

    par: observed_on, tenor_years, yield_pct, series, recorded
    oas: observed_on, series, bucket, notch, oas_pct, ln_oas, recorded
    factors: observed_on, series, tenor_years, factor
    hqm: observed_on (first of the month), tenor_years, yield_pct, series, recorded
    corporate: observed_on (first of the month), tenor_years, spread_pct: HQM less Treasury par
    euro: as par, of AAA euro area governments; empty until that feed is switched on
    swap: as par, of series the user declares in the group `swap`; empty until some are imported
    """

    par: pl.DataFrame
    oas: pl.DataFrame
    factors: pl.DataFrame
    hqm: pl.DataFrame
    corporate: pl.DataFrame
    euro: pl.DataFrame
    swap: pl.DataFrame


def _tenors(series: Mapping[str, Series], group: str) -> dict[str, float]:
    """Return the tenor of each series of a group that has one."""
    return {
        s.id: s.tenor_years
        for s in series.values()
        if s.group == group and s.tenor_years is not None and (group != "hqm" or s.id.endswith(HQM_PAR_SUFFIX))
    }


def _points(known: pl.DataFrame, tenors: Mapping[str, float], name: str) -> pl.DataFrame:
    return of(known, tenors).select(
        "observed_on",
        pl.col("series").replace_strict(tenors, return_dtype=pl.Float64, default=None).alias("tenor_years"),
        pl.col("value").alias(name),
        "series",
        "recorded",
    )


def _par(known: pl.DataFrame, tenors: Mapping[str, float]) -> pl.DataFrame:
    """Government points, of days with at least six tenors of which one is long: a curve, not a print."""
    count, longest = pl.len().over("observed_on"), pl.col("tenor_years").max().over("observed_on")
    return _points(known, tenors, "yield_pct").filter((count >= _CURVE_TENORS) & (longest >= _LONG_END_YEARS))


def _oas(known: pl.DataFrame, buckets: Mapping[str, str]) -> pl.DataFrame:
    bucket = pl.col("series").replace_strict(buckets, return_dtype=pl.String, default=None)
    return (
        of(known, buckets)
        .filter(pl.col("value") > 0)
        .select(
            "observed_on",
            "series",
            bucket.alias("bucket"),
            bucket.replace_strict(BUCKET_CENTRES, return_dtype=pl.Float64, default=None).alias("notch"),
            pl.col("value").alias("oas_pct"),
            pl.col("value").log().alias("ln_oas"),
            "recorded",
        )
        .sort("observed_on", maintain_order=True)
    )


def _factors(known: pl.DataFrame, tenors: Mapping[str, float]) -> pl.DataFrame:
    """Maturity bucket over master, of days with both (analytics F12)."""
    master = of(known, [MASTER]).filter(pl.col("value") > 0).select("observed_on", master=pl.col("value"))
    return (
        _points(known, tenors, "oas")
        .join(master, on="observed_on")
        .select("observed_on", "series", "tenor_years", factor=pl.col("oas") / pl.col("master"))
        .sort("observed_on", maintain_order=True)
    )


def corporate_spreads(par: pl.DataFrame, hqm: pl.DataFrame) -> pl.DataFrame:
    """Return corporate less Treasury par, by month and tenor: both means of the same month.

    Columns: observed_on, tenor_years, spread_pct. The stand-in for an index spread of A and better
    where no index print is in reach.
    """
    month = pl.col("observed_on").dt.truncate("1mo")
    treasury = par.join(hqm.select("tenor_years").unique(), on="tenor_years", how="semi")
    means = treasury.group_by(month, "tenor_years").agg(pl.col("yield_pct").mean().alias("treasury"))
    return hqm.join(means, on=["observed_on", "tenor_years"], maintain_order="left").select(
        "observed_on", "tenor_years", spread_pct=pl.col("yield_pct") - pl.col("treasury")
    )


def market_history(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    *,
    before: MarketHistory | None = None,
    news: News = ALL_NEW,
) -> MarketHistory:
    """Lay out what is known as points of curves; `known` as `vintages.history` returns it.

    What none of the news touches is that of `before`.
    """

    def points(name: str, ids: Iterable[str], lay_out: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        return lay_out() if before is None or news.touches(ids) else getattr(before, name)

    buckets = {s.id: s.rating for s in series.values() if s.rating in BUCKET_CENTRES}
    treasury, hqm, maturity, euro, swap = (
        _tenors(series, group) for group in ("treasury", "hqm", "maturity", EURO_GROUP, SWAP_GROUP)
    )
    par = points("par", treasury, lambda: _par(known, treasury))
    corporate = points("hqm", hqm, lambda: _points(known, hqm, "yield_pct"))
    return MarketHistory(
        par=par,
        oas=points("oas", buckets, lambda: _oas(known, buckets)),
        factors=points("factors", [*maturity, MASTER], lambda: _factors(known, maturity)),
        hqm=corporate,
        corporate=points("corporate", [*treasury, *hqm], lambda: corporate_spreads(par, corporate)),
        euro=points("euro", euro, lambda: _par(known, euro)),
        swap=points("swap", swap, lambda: _points(known, swap, "yield_pct")),
    )


def _nearest_curves(days: pl.DataFrame, points: pl.DataFrame, reach_days: int) -> pl.DataFrame:
    """Return `on` and `curve_on`, the last curve day in reach, of each day that has one."""
    curve_days = points.select("observed_on").unique().sort("observed_on").with_columns(curve_on=pl.col("observed_on"))
    chosen = days.join_asof(
        curve_days, left_on="on", right_on="observed_on", strategy="backward", tolerance=f"{reach_days}d"
    )
    return chosen.select("on", "curve_on").drop_nulls("curve_on")


def _curves_for(days: pl.DataFrame, points: pl.DataFrame, reach_days: int) -> pl.DataFrame:
    """Return the points of the last curve day in reach of each day asked about, under `on`."""
    near = in_reach(points, days, reach_days)
    return _nearest_curves(days, near, reach_days).join(near, left_on="curve_on", right_on="observed_on")


def market_on(market: MarketHistory, days: pl.Series) -> MarketHistory:
    """Return the part of the market a quote on any of `days` reads: for each day its newest print in reach.

    Quotes on those days are the same on both. Small, so that two of them can be compared.
    """
    asked = pl.DataFrame({"on": days}).drop_nulls().unique().sort("on")

    def curves(points: pl.DataFrame, reach_days: int) -> pl.DataFrame:
        nearest = _nearest_curves(asked, points, reach_days).select(observed_on="curve_on").unique()
        return points.join(nearest, on="observed_on", how="semi", maintain_order="left")

    def prints(points: pl.DataFrame) -> pl.DataFrame:
        found = prints_as_of(asked, points, reach_days=REACH_DAYS)
        return found.unique(["series", "observed_on"]).select(points.columns).sort("observed_on", "series")

    return MarketHistory(
        par=curves(market.par, REACH_DAYS),
        oas=prints(market.oas),
        factors=prints(market.factors),
        hqm=curves(market.hqm, HQM_REACH_DAYS),
        corporate=curves(market.corporate, HQM_REACH_DAYS).sort("observed_on", "tenor_years"),
        euro=curves(market.euro, REACH_DAYS),
        swap=curves(market.swap, REACH_DAYS),
    )


def same_market(one: MarketHistory, other: MarketHistory) -> bool:
    """Return whether two small markets hold the same prints."""
    return all(getattr(one, part.name).equals(getattr(other, part.name)) for part in fields(MarketHistory))


def distinct_days(queries: pl.DataFrame) -> pl.DataFrame:
    """Return the days asked about, once each, as `on`."""
    return queries.select("on").drop_nulls().unique().sort("on")


def _read_off(queries: pl.DataFrame, curve: pl.DataFrame, reach_days: int) -> pl.Series:
    points = _curves_for(distinct_days(queries), curve, reach_days)
    return interpolate(queries, points, at="tenor_years", value="yield_pct", flat_from=_LONG_END_YEARS)


def par_yields(queries: pl.DataFrame, market: MarketHistory, reach_days: int = REACH_DAYS) -> pl.Series:
    """Read government par yields (percent) at on, tenor_years: linear in par yield, the 30-year beyond it.

    A query in euros (its `currency`) is read off the euro curve, one in another currency has none: no
    debt is ever read off another currency's curve. Without the column every query is in dollars.
    """
    dollars = _read_off(queries, market.par, reach_days)
    if CURRENCY not in queries.columns:
        return dollars
    euros = dollars.clear(dollars.len()) if market.euro.is_empty() else _read_off(queries, market.euro, reach_days)
    chosen = pl.when(pl.col("in") == DOLLAR).then("usd").when(pl.col("in") == EURO).then("eur")
    return pl.DataFrame({"in": queries[CURRENCY], "usd": dollars, "eur": euros}).select(yield_pct=chosen).to_series()


def swap_rates(queries: pl.DataFrame, market: MarketHistory, reach_days: int = REACH_DAYS) -> pl.Series:
    """Read swap rates (percent) at on, tenor_years off the curve the user imports; null without one."""
    if market.swap.is_empty():
        return pl.Series("yield_pct", [None] * queries.height, dtype=pl.Float64)
    return _read_off(queries, market.swap, reach_days)


def log_index_spreads(queries: pl.DataFrame, market: MarketHistory, reach_days: int = REACH_DAYS) -> pl.Series:
    """Read ln(index OAS in percent) at on, notch: linear between bucket centres (analytics F12)."""
    points = prints_as_of(distinct_days(queries), market.oas, reach_days=reach_days)
    return interpolate(queries, points, at="notch", value="ln_oas", widest=_WIDEST_NOTCHES)


def tenor_factors(queries: pl.DataFrame, market: MarketHistory, reach_days: int = REACH_DAYS) -> pl.Series:
    """Read tenor factors at on, tenor_years: linear between bucket mid-points, flat outside."""
    points = prints_as_of(distinct_days(queries), market.factors, reach_days=reach_days)
    return interpolate(queries, points, at="tenor_years", value="factor")


def hqm_spread_at(queries: pl.DataFrame, market: MarketHistory, reach_days: int = HQM_REACH_DAYS) -> pl.Series:
    """Read corporate less Treasury par (percent) at on, tenor_years, of the last published month."""
    points = _curves_for(distinct_days(queries), market.corporate, reach_days)
    return interpolate(queries, points, at="tenor_years", value="spread_pct")


def index_spread(ln_oas: pl.Expr, factor: pl.Expr, notch: pl.Expr) -> pl.Expr:
    """Return s(r, tenor) in percent: index OAS times the tenor factor where investment grade, 1 below."""
    high_grade = notch <= INVESTMENT_GRADE_FLOOR
    return pl.when(notch < DEFAULT_NOTCH).then(ln_oas.exp() * pl.when(high_grade).then(factor).otherwise(1.0))


def quote(
    queries: pl.DataFrame,
    market: MarketHistory,
    reach_days: int = REACH_DAYS,
    hqm_reach_days: int = HQM_REACH_DAYS,
) -> pl.DataFrame:
    """Read par yield and spread for every query: on (date), tenor_years, notch (1 for AAA, may be null).

    Adds par_pct, index_pct and hqm_pct, percent a year. Each is null where no print is in reach:
    `reach_days`, of HQM `hqm_reach_days`. With a `currency`, par is of that currency's curve; the
    corporate curve is the dollar's, and the index is the dollar's for every currency.
    """
    corporate = hqm_spread_at(queries, market, hqm_reach_days)
    if CURRENCY in queries.columns:
        held = pl.when(pl.col("in") == DOLLAR).then("hqm")
        corporate = pl.DataFrame({"in": queries[CURRENCY], "hqm": corporate}).select(held).to_series()
    return (
        queries.with_columns(
            par_pct=par_yields(queries, market, reach_days),
            _ln=log_index_spreads(queries, market, reach_days),
            _factor=tenor_factors(queries, market, reach_days),
            hqm_pct=corporate,
        )
        .with_columns(index_pct=index_spread(pl.col("_ln"), pl.col("_factor"), pl.col("notch")))
        .drop("_ln", "_factor")
    )
