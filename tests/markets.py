"""A made-up market and small books for tests of the analysis; no figure in it is anyone's data."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.snapshot import Baselines, Inputs, baselines_of
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from debtwatch.domain.series import Series

SERIES: Mapping[str, Series] = read_series(shipped("config", "series.toml"))
LEVELS = {"AAA": 0.5, "AA": 0.6, "A": 0.8, "BBB": 1.1, "BB": 1.9, "B": 3.1, "CCC": 9.0, "IG": 0.9, "HY": 3.2}
"""Index spread of each bucket on the first day, percent."""
FACTORS = {2.0: 0.6, 4.0: 0.8, 6.0: 0.95, 8.5: 1.1, 12.5: 1.2, 22.0: 1.25}
"""Tenor factor of each maturity bucket."""
FIRST = date(2025, 1, 1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def weekdays(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return [day for day in days if day.isoweekday() < 6]


def par(tenor: float, day: date) -> float:
    """Return the made-up Treasury par yield: rising with tenor, drifting with time."""
    return 3.5 + 0.5 * math.log1p(tenor) * 0.6 + 0.0004 * (day - FIRST).days


def oas(bucket: str, day: date) -> float:
    """Return the made-up index spread: widening slowly, the weaker the faster."""
    return LEVELS[bucket] * (1 + 0.0003 * (day - FIRST).days)


def vintages(rows: Iterable[tuple[str, date, float | None]], **same: Any) -> pl.DataFrame:
    """Return observations seen the morning after they were observed, as the store keeps them."""
    frame = pl.DataFrame(
        list(rows), schema={"series": pl.String, "observed_on": pl.Date, "value": pl.Float64}, orient="row"
    )
    seen = pl.col("observed_on").cast(pl.Datetime("ms")).dt.replace_time_zone("UTC") + pl.duration(days=1, hours=8)
    return (
        frame.with_columns(
            published_on=pl.col("observed_on") + pl.duration(days=1),
            published_assumed=pl.lit(value=True),
            seen_at=seen,
            origin=pl.lit("feed"),
        )
        .with_columns(**{name: pl.lit(value) for name, value in same.items()})
        .sort("series", "observed_on", "seen_at")
    )


def market_rows(
    first: date, last: date, *, index: bool = True, hqm: bool = True
) -> list[tuple[str, date, float | None]]:
    rows: list[tuple[str, date, float | None]] = []
    for day in weekdays(first, last):
        for series in SERIES.values():
            tenor = series.tenor_years
            if series.group == "treasury" and tenor is not None:
                rows.append((series.id, day, par(tenor, day)))
            elif index and series.group == "rating":
                rows.append((series.id, day, oas(series.rating, day)))
            elif index and series.group == "maturity" and tenor is not None:
                rows.append((series.id, day, oas("IG", day) * FACTORS[tenor]))
        rows.append(("SOFR90DAYAVG", day, 4.0))
    months = sorted({day.replace(day=1) for day in weekdays(first, last)})
    for month in months if hqm else []:
        mean = [day for day in weekdays(first, last) if day.replace(day=1) == month]
        rows += [
            (f"HQMCB{tenor}YRP", month, sum(par(tenor, day) for day in mean) / len(mean) + 0.7 + 0.01 * tenor)
            for tenor in (2, 5, 10, 30)
        ]
    return rows


@cache
def made_up(
    first: date = FIRST, last: date = date(2026, 6, 30), *, index: bool = True, hqm: bool = True
) -> pl.DataFrame:
    return vintages(market_rows(first, last, index=index, hqm=hqm))


TRANCHE: dict[str, Any] = {
    "tranche_id": "alpha/notes",
    "deal_id": "alpha",
    "deal": "Alpha notes",
    "sponsor": "Alpha",
    "obligor": "Alpha Inc.",
    "tranche": "5 % notes 2035",
    "instrument": "senior_unsecured",
    "currency": "USD",
    "committed_usd_m": 1_000.0,
    "outstanding_usd_m": 1_000.0,
    "commitment_basis": False,
    "coupon_type": "fixed",
    "coupon_pct": 5.0,
    "margin_bp": None,
    "spread_at_issue_bp": None,
    "yield_at_issue_pct": None,
    "issue_price": None,
    "issued_on": date(2025, 6, 16),
    "matures_on": date(2035, 6, 15),
    "amortization": "bullet",
    "amort_kind": None,
    "amort_first": None,
    "amort_last": None,
    "amort_final_pct": None,
    "extension_options": None,
    "expected_on": None,
    "put_on": None,
    "takeout_tenor_years": None,
    "balance_sheet": "on",
    "seniority": "unsecured",
    "status": "closed",
    "counted": True,
    "excluded_because": None,
    "repaid_on": None,
    "sp_at_issue": "A",
    "moodys_at_issue": None,
    "fitch_at_issue": None,
    "source_date": date(2025, 6, 16),
}
_KINDS = {"issue_price": pl.Float64, "margin_bp": pl.Float64, "coupon_pct": pl.Float64}
RATING: dict[str, Any] = {
    "deal_id": None,
    "obligor": None,
    "class": None,
    "level": "issue",
    "agency": "S&P",
    "rating": "A",
    "rated_on": date(2025, 6, 16),
    "notch": 6,
    "preliminary": False,
}
RATING_TYPES = {
    "deal_id": pl.String,
    "obligor": pl.String,
    "class": pl.String,
    "level": pl.String,
    "agency": pl.String,
    "rating": pl.String,
    "rated_on": pl.Date,
    "notch": pl.Int64,
    "preliminary": pl.Boolean,
}


@dataclass(frozen=True)
class Shelf:
    """A small book."""

    tranches: pl.DataFrame
    ratings: pl.DataFrame
    commitments: pl.DataFrame = field(default_factory=pl.DataFrame)
    guarantees: pl.DataFrame = field(default_factory=pl.DataFrame)
    marks: pl.DataFrame = field(default_factory=pl.DataFrame)
    repayments: pl.DataFrame = field(default_factory=pl.DataFrame)


def book(*rows: Mapping[str, Any], ratings: Sequence[Mapping[str, Any]] = (), **more: pl.DataFrame) -> Shelf:
    """Return a book of tranches that differ from `TRANCHE` where said; each is its own deal unless it says."""
    filled = []
    for place, row in enumerate(rows):
        own = {"tranche_id": f"deal-{place}/notes", "deal_id": f"deal-{place}"} if len(rows) > 1 else {}
        filled.append({**TRANCHE, **own, **row})
    rated = [{**RATING, **row} for row in ratings]
    return Shelf(
        tranches=pl.DataFrame(filled, infer_schema_length=None),
        ratings=pl.DataFrame(rated, schema=RATING_TYPES),
        **more,
    )


@cache
def baselines() -> Baselines:
    return baselines_of(read_baselines(shipped("fixtures", "baselines")))


def inputs(shelf: Any, observations: pl.DataFrame | None = None, **more: Any) -> Inputs:
    rows = made_up() if observations is None else observations
    return Inputs(book=shelf, observations=rows, series=SERIES, baselines=baselines(), **more)
