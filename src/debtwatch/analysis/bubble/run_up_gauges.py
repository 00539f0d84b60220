"""The run-up gauges: one vote a basket declared for the day, its two legs and an index proxy beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BUILD_UP,
    ERAS,
    INDEX_PROXY,
    LEGS,
    MONTH_END,
    OWN_MEAN,
    RUN_UP,
    RUN_UP_LEVELS,
    RUN_UP_LINE,
    RUN_UP_MONTHS,
    RUN_UP_SOURCE,
    Basket,
)
from debtwatch.analysis.bubble.gauges import OLDEST_DAYS, SPARK_MONTHS, era_columns
from debtwatch.analysis.bubble.run_up import add_months, declared_on
from debtwatch.analysis.spreads.series import MONTHLY_MEAN
from debtwatch.analysis.windows import ERAS as WINDOWS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from debtwatch.analysis.bubble.results import Origin

Row = dict[str, Any]
_LABELS = {"": "{}, 24 months, raw and net", "_raw": "{}, 24 months, raw", "_net": "{}, 24 months, net of market"}
_SURVIVORS = "basket chosen with hindsight, of survivors"


def _own(paths: pl.DataFrame, series: str) -> pl.DataFrame:
    return paths.filter(pl.col("series") == series)


def leg_eras(paths: pl.DataFrame, starts: Mapping[str, Origin], leg: str) -> Row:
    """Return a leg's comparable reading and range in both eras, each era's from its own basket."""
    row: Row = {}
    for era in ERAS:
        basket = next(each for each in BASKETS if each.era == era.name)
        readings = _own(paths, basket.series).select(gauge=pl.lit(leg), month="month", reading=leg)
        columns = era_columns(readings, starts).drop("spark", "gauge").to_dicts()
        row |= {name: value for found in columns for name, value in found.items() if name.split("_")[1] == era.column}
    return row


def _text(value: float | None) -> str:
    return "—" if value is None else f"{value:+.0f} %"


def _row(gauge: str, label: str, basis: str, *, votes: bool) -> Row:
    return {
        "gauge": gauge,
        "label": label,
        "lamp": BUILD_UP,
        "family": RUN_UP,
        "votes": votes,
        "unit": "percent",
        **RUN_UP_LEVELS.columns(),
        "threshold_source": RUN_UP_SOURCE,
        **RUN_UP_LEVELS.shades(None),
        "revised": False,
        "basis": basis,
    }


def _newest(paths: pl.DataFrame, series: str, leg: str, as_of: date) -> tuple[Row | None, str]:
    """Return the newest month a basket's leg is known in, or why it does not report."""
    own = paths.filter((pl.col("series") == series) & pl.col(leg).is_not_null()).tail(1).to_dicts()
    if not own:
        return None, f"not reporting: no {series} over 24 months"
    if (as_of - own[0]["month"]).days > OLDEST_DAYS[MONTHLY_MEAN]:
        return None, f"not reporting: newest month is {own[0]['month']:%Y-%m}"
    return own[0], ""


def _standing(paths: pl.DataFrame, series: str, as_of: date) -> float | None:
    """Return the highest level both legs reached in the last ended month or the 24 before: how long a signal stands."""
    since = add_months(as_of, -1 - RUN_UP_MONTHS)
    peak = paths.filter((pl.col("series") == series) & (pl.col("month") >= since))["both_pct"].max()
    return None if peak is None else float(peak)  # type: ignore[arg-type]


def _basket_rows(
    paths: pl.DataFrame,
    basket: Basket,
    starts: Mapping[str, Origin],
    as_of: date,
    *,
    basis: str,
    proxy: str,
    beside: bool,
) -> list[Row]:
    peak = _standing(paths, basket.series, as_of)
    rows = []
    for suffix, leg in LEGS.items():
        newest, why = _newest(paths, basket.series, leg, as_of)
        label = _LABELS[suffix].format(basket.label)
        row = _row(f"{RUN_UP_LINE}_{basket.id}{suffix}", label, basis, votes=not suffix and not proxy)
        if beside:
            row |= leg_eras(paths, starts, leg)
            row["spark"] = _own(paths, basket.series)[leg].drop_nulls().tail(SPARK_MONTHS).to_list()
        if newest is None:
            rows.append(row | {"note": proxy or why})
            continue
        row |= {"value": newest[leg], "observed_on": newest["month"]}
        row |= _ranks(paths, basket, leg, newest[leg]) if beside else {}
        if proxy:
            rows.append(row | {"note": f"{proxy}; what ships says of then: {_legs(newest, peak)}"})
            continue
        rows.append(
            row
            | RUN_UP_LEVELS.shades(newest[leg] if suffix else peak)
            | {"note": _SURVIVORS if suffix else _legs(newest, peak)}
        )
    return rows


def _ranks(paths: pl.DataFrame, basket: Basket, leg: str, value: float | None) -> Row:
    """Return where a run-up stands among its own basket's months, and among those of each era's basket in its window."""
    own = {"pct_full": _own(paths, basket.series)[leg]}
    for window, era in zip(WINDOWS, ERAS, strict=True):
        past = next(each for each in BASKETS if each.era == era.name)
        inside = pl.col("month").is_between(window.first, window.last)
        own[window.column] = _own(paths, past.series).filter(inside)[leg]
    return {name: _share(value, among.drop_nulls().to_list()) for name, among in own.items()}


def _share(value: float | None, among: list[float]) -> float | None:
    if value is None or not among:
        return None
    return 100 * sum((each < value) + (each == value) / 2 for each in among) / len(among)


def _legs(newest: Row, peak: float | None) -> str:
    return (
        f"raw {_text(newest['raw_pct'])}, net {_text(newest['net_pct'])}, five years {_text(newest['five_year_pct'])}; "
        f"a signal stands 24 months: highest since {_text(peak)}; {_SURVIVORS}"
    )


def _proxy_row(paths: pl.DataFrame, starts: Mapping[str, Origin], as_of: date, *, beside: bool) -> Row:
    gauge, series, label = INDEX_PROXY
    row = _row(gauge, label, OWN_MEAN, votes=False)
    if beside:
        readings = _own(paths, series).select(gauge=pl.lit(gauge), month="month", reading="raw_pct")
        eras = era_columns(readings, starts).to_dicts()
        row |= eras[0] if eras else {}
    newest, why = _newest(paths, series, "raw_pct", as_of)
    if newest is None:
        return row | {"note": why}
    return row | {
        **RUN_UP_LEVELS.shades(newest["raw_pct"]),
        "value": newest["raw_pct"],
        "observed_on": newest["month"],
        "note": "a whole market, not a boom sector: informs only",
    }


def run_up_rows(
    paths: pl.DataFrame,
    starts: Mapping[str, Origin],
    as_of: date,
    proxies: Mapping[str, str],
    *,
    on_ends: Collection[str],
    beside: bool = True,
) -> list[Row]:
    """Return the rows of the baskets declared for the day, and of the index proxy, which only informs.

    The voting row's value is the lesser of raw and net; its colour is that of the highest level both
    reached within 24 months. `paths` as `run_ups` returns it, `starts` the origins by era, `proxies` as
    `members.index_proxies`: a basket in it does not vote, and its rows say why. `on_ends` are the baskets read on own
    month ends. Without `beside` the rows hold no reading of an era, no percentile and no spark.
    """
    rows = [
        row
        for basket in declared_on(as_of)
        for row in _basket_rows(
            paths,
            basket,
            starts,
            as_of,
            basis=MONTH_END if basket.series in on_ends else MONTHLY_MEAN,
            proxy=proxies.get(basket.series, ""),
            beside=beside,
        )
    ]
    return [*rows, _proxy_row(paths, starts, as_of, beside=beside)]
