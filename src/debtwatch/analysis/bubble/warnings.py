"""The bubble part of a snapshot: every gauge as a row, and the two lamps they light."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, BREAK, BREAKS, BUILD_UP, EXPLOSIVE_LINE, RUN_UP, RUN_UP_LINE
from debtwatch.analysis.bubble.event_time import era_breaks, event_lines
from debtwatch.analysis.bubble.explosive_gauges import NoTests, explosive_rows
from debtwatch.analysis.bubble.funding import FUNDING_IDS
from debtwatch.analysis.bubble.gauges import IDS
from debtwatch.analysis.bubble.ground import BASKET_IDS, ground_on
from debtwatch.analysis.bubble.issuance import issuance_months, issuance_rows
from debtwatch.analysis.bubble.lamps import Vote, lamp, older_rule
from debtwatch.analysis.bubble.lppls_gauges import lppls_rows
from debtwatch.analysis.bubble.members import INDEX_PROXY_SAYS
from debtwatch.analysis.bubble.monthly import published_means
from debtwatch.analysis.bubble.on_series import on_series, on_series_now
from debtwatch.analysis.bubble.results import GAUGE_COLUMNS, Bubble, Colour
from debtwatch.analysis.market.news import ALL_NEW, News

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from polars.datatypes import DataTypeClass

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.analysis.bubble.lppls_gauges import Fits
    from debtwatch.analysis.bubble.results import Lamp
    from debtwatch.analysis.given import Baselines
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


def line_of(row: Mapping[str, Any]) -> str:
    """Return the line of the record a gauge belongs to: the baskets' voting gauges are one line."""
    name = str(row["gauge"])
    return _SHARED.get(name, name)


def _frame(rows: Sequence[Row], records: Mapping[str, Measured], as_of: date) -> pl.DataFrame:
    schema: dict[str, DataTypeClass | pl.DataType] = {column.name: _POLARS[column.kind] for column in GAUGE_COLUMNS}
    told = [row | _record(row, records.get(line_of(row)), as_of) for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in told], schema=schema, orient="row")


def _record(row: Row, measured: Measured | None, as_of: date) -> Row:
    if measured is None:
        return {"record": "" if row["votes"] else "no record: it informs only", "false_per_decade": None}
    return {"record": f"{measured.text}; {measured.whose(as_of)}", "false_per_decade": measured.false_per_decade}


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
        gauges=_frame(whole, shown.records, as_of),
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


def warned_now(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    as_of: date,
    tests: Tests | None = None,
    *,
    fits: Fits | None = None,
    funding: Sequence[Row] = (),
) -> tuple[pl.DataFrame, tuple[Lamp, Lamp]]:
    """Return the gauges and lamps of `bubble` with those of `funding` among them, and no reading of an era beside any.

    Percentiles and sparks stand where they cost nothing.
    """
    monthly = published_means(baselines.monthly, series, as_of)
    ground = ground_on(known, monthly, as_of, beside=False)
    explosive = explosive_rows(
        ground.panel, ground.ends, ground.by_era, as_of, tests=tests or NoTests(), proxies=ground.proxies, beside=False
    )
    rows = [
        *ground.rows,
        *explosive.rows,
        *issuance_rows(baselines.issuance, ground.by_era, as_of),
        *on_series_now(known, monthly, baselines.quantiles, series, as_of),
        *([] if fits is None else lppls_rows(ground.closes, as_of, fits)),
        *funding,
    ]
    build_up, breaking, _ = _lamps(rows)
    return _frame(rows, baselines.records, as_of), (build_up, breaking)


def bubble(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    as_of: date,
    tests: Tests | None = None,
    *,
    fits: Fits | None = None,
    before: Bubble | None = None,
    news: News = ALL_NEW,
) -> Bubble:
    """Return the lamps and every gauge as of a day, each beside its 2008 and 2017 reading.

    `known` as `vintages.history` returns it. `tests` knows or measures explosiveness; without, its gauge does not report.
    `fits` measures LPPLS; without, it is off and has no gauge. `with_funding` adds the gauges read from the book. What
    none of the news touches is that of `before`.
    """
    monthly = published_means(baselines.monthly, series, as_of)
    kept = None if before is None or news.touches(BASKET_IDS) else before
    ground = ground_on(known, monthly, as_of) if kept is None else kept.ground
    own = (
        on_series(known, monthly, baselines.quantiles, series, ground=ground, as_of=as_of)
        if kept is None or news.touches(IDS)
        else kept.own
    )
    explosive = explosive_rows(
        ground.panel, ground.ends, ground.by_era, as_of, tests=tests or NoTests(), proxies=ground.proxies
    )
    rows = [
        *ground.rows,
        *explosive.rows,
        *issuance_rows(baselines.issuance, ground.by_era, as_of),
        *own.rows,
        *([] if fits is None else lppls_rows(ground.closes, as_of, fits)),
    ]
    build_up, breaking, older = _lamps(rows)
    lines = {EXPLOSIVE_LINE: explosive.months, **issuance_months(baselines.issuance, ground.by_era, as_of)}
    return Bubble(
        build_up=build_up,
        breaking=breaking,
        older=older,
        gauges=_frame(rows, baselines.records, as_of),
        origins=ground.starts,
        event_time=pl.concat([own.event_time, event_lines(lines, ground.starts)]).sort("gauge", "era", "month"),
        era_breaks=era_breaks(BREAKS, ground.by_era, as_of),
        records=baselines.records,
        tested=explosive.tested,
        facts=tuple(fact for fact in baselines.facts if fact.last < as_of),
        ground=ground,
        own=own,
        lppls=fits is not None,
    )
