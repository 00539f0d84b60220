"""The gauges read from one series each, as rows, and their readings on the eras' clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.declared import GAUGES, Gauge, Reading
from debtwatch.analysis.bubble.event_time import event_readings
from debtwatch.analysis.bubble.gauges import (
    IDS,
    OF_WIDENING,
    ON_SERIES,
    era_columns,
    monthly_readings,
    series_now,
    value_now,
)
from debtwatch.analysis.bubble.monthly import monthly_panel
from debtwatch.analysis.bubble.results import OnSeries
from debtwatch.analysis.windows import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from debtwatch.analysis.bubble.results import Ground
    from debtwatch.domain.series import Series

Row = dict[str, Any]


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
        return row | {"note": "not reporting: too little history, or it never moves"}
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


def on_series(
    known: pl.DataFrame,
    monthly: pl.DataFrame,
    quantiles: pl.DataFrame,
    series: Mapping[str, Series],
    *,
    ground: Ground,
    as_of: date,
) -> OnSeries:
    """Return the gauges on one series each, beside their readings of the eras; `known` and `monthly` as `ground_on` takes them."""
    readings = monthly_readings(monthly_panel(known, monthly, IDS, as_of))
    eras = {row["gauge"]: row for row in era_columns(readings, ground.by_era).to_dicts()}
    rows = (row | eras.get(row["gauge"], {}) for row in on_series_now(known, monthly, quantiles, series, as_of))
    return OnSeries(tuple(rows), event_readings(readings, ground.paths, ground.starts))


def on_series_now(
    known: pl.DataFrame,
    monthly: pl.DataFrame,
    quantiles: pl.DataFrame,
    series: Mapping[str, Series],
    as_of: date,
) -> list[Row]:
    """Return the same gauges with nothing of an era beside them but percentiles."""
    now = {row["series"]: row for row in series_now(known, monthly, quantiles, series, as_of).to_dicts()}
    return [
        _series_row(gauge, now.get(gauge.series), revised=gauge.series in series and series[gauge.series].revised)
        for gauge in ON_SERIES
    ]
