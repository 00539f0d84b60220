"""The bubble part of a snapshot: every gauge as a row, and the two lamps they light."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.bubble.declared import (
    BASKETS,
    BREAK,
    BREAKS,
    BUILD_UP,
    EXPLOSIVE_LINE,
    GAUGES,
    INDEX_PROXY,
    MARKET,
    RUN_UP,
    RUN_UP_LINE,
    Gauge,
    Reading,
)
from debtwatch.analysis.bubble.event_time import era_breaks, event_readings
from debtwatch.analysis.bubble.explosive_gauges import NoTests, explosive_rows
from debtwatch.analysis.bubble.funding import FUNDING_IDS
from debtwatch.analysis.bubble.gauges import (
    IDS,
    OF_WIDENING,
    ON_SERIES,
    era_columns,
    monthly_readings,
    series_now,
    value_now,
)
from debtwatch.analysis.bubble.issuance import issuance_rows
from debtwatch.analysis.bubble.lamps import Vote, lamp, older_rule
from debtwatch.analysis.bubble.lppls_gauges import lppls_rows
from debtwatch.analysis.bubble.members import INDEX_PROXY_SAYS, continued, index_proxies, month_ends, own_closes
from debtwatch.analysis.bubble.monthly import declared_only, monthly_panel, published_means
from debtwatch.analysis.bubble.results import GAUGE_COLUMNS, Bubble, Colour
from debtwatch.analysis.bubble.run_up import basket_paths, event_time, origins
from debtwatch.analysis.bubble.run_up_gauges import run_up_rows
from debtwatch.analysis.columns import names
from debtwatch.analysis.windows import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from polars.datatypes import DataTypeClass

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.analysis.bubble.lppls_gauges import Fits
    from debtwatch.analysis.bubble.results import Lamp
    from debtwatch.analysis.snapshot.results import Baselines
    from debtwatch.domain.baseline import Measured
    from debtwatch.domain.series import Series

Row = dict[str, Any]
_SHARED = {f"{line}_{basket.id}": line for line in (RUN_UP_LINE, EXPLOSIVE_LINE) for basket in BASKETS}
_POLARS: Mapping[str, DataTypeClass | pl.DataType] = {
    "str": pl.String,
    "f64": pl.Float64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "list[f64]": pl.List(pl.Float64),
}


def _series_row(gauge: Gauge, now: Mapping[str, Any] | None, *, revised: bool) -> Row:
    """Return the row of a gauge on one series; without a print in reach it says so and does not vote."""
    row: Row = {
        "gauge": gauge.id,
        "label": gauge.label,
        "lamp": gauge.lamp,
        "family": gauge.family,
        "votes": gauge in GAUGES,
        "series": gauge.series,
        "unit": gauge.unit,
        **gauge.levels.columns(),
        "threshold_source": gauge.threshold_source,
        **gauge.levels.shades(None),
        "revised": False,
        "basis": "",
        "note": f"not reporting: no {gauge.series}",
    }
    if now is None:
        return row
    row |= {"observed_on": now["observed_on"], "basis": now["basis"], "revised": revised and now["final_vintage"]}
    if not now["reporting"]:
        return row | {"note": f"not reporting: newest print is of {now['observed_on']}"}
    value = value_now(now, gauge.reading)
    if value is None:
        return row | {"note": "not reporting: too little history"}
    note = gauge.note
    widening = gauge.reading is Reading.WIDENING
    if widening:
        note += "; percentiles among its own widenings, each with a whole year behind it"
    if now["means"] is not None:
        gaps = f", {now['missing']} months between the eras are not" if now["missing"] else ""
        of = ", of" if widening else "; percentiles among"
        note += f"{of} the {now['means']} monthly means known since {now['since']:%Y-%m}{gaps}"
    percentiles = {name: now[OF_WIDENING[name] if widening else name] for name in PERCENTILES}
    return row | percentiles | {"value": value, **gauge.levels.shades(value), "note": note}


def line_of(row: Mapping[str, Any]) -> str:
    """Return the line of the record a gauge belongs to: the baskets' voting gauges are one line."""
    name = str(row["gauge"])
    return _SHARED.get(name, name)


def _frame(rows: list[Row], records: Mapping[str, Measured], as_of: date) -> pl.DataFrame:
    for row in rows:
        measured = records.get(line_of(row))
        row["record"] = "no record: it informs only" if not row["votes"] else ""
        if measured:
            row["record"] = f"{measured.text}; {measured.whose(as_of)}"
        row["false_per_decade"] = measured.false_per_decade if measured else None
    schema: dict[str, DataTypeClass | pl.DataType] = {column.name: _POLARS[column.kind] for column in GAUGE_COLUMNS}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def with_funding(shown: Bubble, rows: list[Row], as_of: date) -> Bubble:
    """Return the warnings of a day with the gauges read from the book in place of older ones; lamps light anew."""
    kept = [row for row in shown.gauges.to_dicts() if row["gauge"] not in FUNDING_IDS]
    whole = [*kept, *rows]
    build_up, breaking, older = _lamps(whole)
    return replace(
        shown,
        build_up=build_up,
        breaking=breaking,
        older=older,
        gauges=_frame(whole, shown.records, as_of).select(names(GAUGE_COLUMNS)),
    )


def _lamps(rows: list[Row]) -> tuple[Lamp, Lamp, Lamp]:
    votes = [
        Vote(
            row["gauge"],
            row["lamp"],
            row["family"],
            Colour(row["colour"]),
            bool(row["revised"]),
            Colour(row["published_colour"]),
        )
        for row in rows
        if row["votes"]
    ]
    proxied = any(str(row["note"]).startswith(INDEX_PROXY_SAYS) for row in rows)
    silent = {RUN_UP: INDEX_PROXY_SAYS} if proxied else {}
    return lamp(BUILD_UP, votes, silent), lamp(BREAK, votes, silent), older_rule(votes, silent)


def bubble(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    as_of: date,
    tests: Tests | None = None,
    *,
    fits: Fits | None = None,
) -> Bubble:
    """Return the lamps and every gauge as of a day, each beside its 2008 and 2017 reading.

    `known` as `vintages.history` returns it. Baskets come from their members' own month ends, where the store has
    three years of them, else from the shipped monthly means and own means after them; only months that had ended by
    the day are read. `tests` knows or measures explosiveness; without, its gauge does not report. `fits` measures LPPLS;
    without, it is off and has no gauge. `with_funding` adds the gauges read from the book.
    """
    baskets = tuple(basket.series for basket in BASKETS)
    closes = own_closes(known)
    monthly = published_means(baselines.monthly, series, as_of)
    shipped = monthly_panel(known, monthly, (*baskets, MARKET, INDEX_PROXY[1]), as_of)
    panel = declared_only(continued(shipped, closes, as_of))
    proxies = index_proxies(shipped, closes, as_of)
    ends = declared_only(month_ends(closes, as_of))
    paths = basket_paths(panel, ends)
    starts = origins(paths, as_of)
    by_era = {start.era: start for start in starts}
    readings = monthly_readings(monthly_panel(known, monthly, IDS, as_of))
    eras = {row["gauge"]: row for row in era_columns(readings, by_era).to_dicts()}
    now = {
        row["series"]: row for row in series_now(known, series, replace(baselines, monthly=monthly), as_of).to_dicts()
    }
    rows = run_up_rows(paths, by_era, as_of, proxies)
    explosive, tested = explosive_rows(panel, ends, by_era, as_of, tests=tests or NoTests(), proxies=proxies)
    rows += explosive
    rows += issuance_rows(baselines.issuance, by_era, as_of)
    rows += [
        _series_row(gauge, now.get(gauge.series), revised=gauge.series in series and series[gauge.series].revised)
        | eras.get(gauge.id, {})
        for gauge in ON_SERIES
    ]
    rows += [] if fits is None else lppls_rows(closes, as_of, fits)
    build_up, breaking, older = _lamps(rows)
    return Bubble(
        build_up=build_up,
        breaking=breaking,
        older=older,
        gauges=_frame(rows, baselines.records, as_of).select(names(GAUGE_COLUMNS)),
        origins=starts,
        run_up_paths=event_time(paths, starts),
        event_time=event_readings(readings, paths, starts),
        era_breaks=era_breaks(BREAKS, by_era, as_of),
        records=baselines.records,
        tested=tested,
        facts=tuple(fact for fact in baselines.facts if fact.last < as_of),
        lppls=fits is not None,
    )
