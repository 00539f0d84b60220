"""The market part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.interpolation import prints_as_of
from debtwatch.analysis.market.quotes import HQM_STANDING_DAYS, STANDING_DAYS, MarketHistory
from debtwatch.analysis.market.results import Curve, IndexSpread, Market, TenorFactor
from debtwatch.analysis.market.vintages import of

if TYPE_CHECKING:
    from datetime import date

SOFR_AVERAGES = ("SOFR90DAYAVG", "SOFR30DAYAVG", "SOFR")
"""What floaters are read on, first found wins."""


def _curve(name: str, points: pl.DataFrame, as_of: date, reach_days: int) -> Curve | None:
    day = points.filter(pl.col("observed_on") == pl.col("observed_on").max()).sort("tenor_years")
    if day.is_empty() or (as_of - day["observed_on"][0]).days > reach_days:
        return None
    return Curve(
        name=name,
        tenors_years=tuple(day["tenor_years"]),
        yields_pct=tuple(day["yield_pct"]),
        series=tuple(day["series"].cast(pl.String)),
        observed_on=day["observed_on"][0],
        recorded=bool(day["recorded"].any()),
    )


def _sofr(known: pl.DataFrame, as_of: date) -> tuple[float | None, str, date | None]:
    for series in SOFR_AVERAGES:
        rows = of(known, [series]).sort("observed_on").tail(1)
        if rows.height and (as_of - rows["observed_on"][0]).days <= STANDING_DAYS:
            return float(rows["value"][0]), series, rows["observed_on"][0]
    return None, "", None


def market_today(known: pl.DataFrame, market: MarketHistory, as_of: date) -> Market:
    """Return curves, index spreads and tenor factors in reach of a day, each with its own day."""
    days = pl.DataFrame({"on": [as_of]})
    oas = prints_as_of(days, market.oas, reach_days=STANDING_DAYS).sort("notch")
    factors = prints_as_of(days, market.factors, reach_days=STANDING_DAYS).sort("tenor_years")
    sofr_pct, sofr_series, sofr_on = _sofr(known, as_of)
    return Market(
        par=_curve("treasury", market.par, as_of, STANDING_DAYS),
        hqm=_curve("hqm", market.hqm, as_of, HQM_STANDING_DAYS),
        oas=tuple(
            IndexSpread(
                row["bucket"], int(row["notch"]), row["series"], row["oas_pct"], row["observed_on"], row["recorded"]
            )
            for row in oas.iter_rows(named=True)
        ),
        factors=tuple(
            TenorFactor(row["tenor_years"], row["factor"], row["series"], row["observed_on"])
            for row in factors.iter_rows(named=True)
        ),
        sofr_pct=sofr_pct,
        sofr_series=sofr_series,
        sofr_on=sofr_on,
    )
