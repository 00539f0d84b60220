from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.snapshot import build_snapshot
from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from markets import SERIES, book, inputs, made_up, noon, par, vintages, weekdays

TODAY = date(2026, 6, 30)
EURO = read_series(shipped("config", OPT_IN["ecb"]))
LOWER = 1.5
"""The made-up euro curve lies so far below the made-up dollar curve, percent."""


def priced(**tranche: Any) -> dict[str, Any]:
    rows = [
        (each.id, day, par(each.tenor_years or 0.0, day) - LOWER)
        for day in weekdays(date(2025, 6, 1), TODAY)
        for each in EURO.values()
    ]
    seen = pl.concat([made_up(), vintages(rows)]).sort("series", "observed_on", "seen_at")
    given = inputs(book({"currency": "EUR", "coupon_pct": 3.5, **tranche}), seen)
    switched_on = type(given)(book=given.book, observations=seen, series={**SERIES, **EURO}, baselines=given.baselines)
    built = build_snapshot(switched_on, as_of=TODAY, moment=noon(TODAY))
    return built.refinancing.tranches.row(0, named=True)


def test_once_its_curve_is_on_a_euro_tranche_is_priced_over_it() -> None:
    row = priced()
    assert (row["priced"], row["base"], row["unpriced_because"]) == (True, "euro AAA par", None)
    assert row["par_pct"] == pytest.approx(par(row["wal_years"], TODAY) - LOWER, abs=0.02)
    assert row["market_pct"] == pytest.approx(row["par_pct"] + row["spread_pct"] + row["premium_pct"])


def test_on_its_issue_date_a_euro_tranche_is_worth_what_it_was_sold_at() -> None:
    row = priced(issued_on=TODAY)
    assert row["market_pct"] == pytest.approx(3.5, abs=1e-9)


def test_a_currency_without_a_curve_stays_unpriced_beside_it() -> None:
    row = priced(currency="GBP")
    assert (row["priced"], row["par_pct"], row["unpriced_because"]) == (False, None, "GBP curve is off")


def test_no_corporate_curve_of_dollars_stands_in_for_a_euro_spread() -> None:
    assert priced()["spread_basis"] == "index"
