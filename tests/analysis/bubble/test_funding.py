from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.bubble.funding import HYPERSCALERS, capex_to_gdp, capex_to_revenue, debt_share
from debtwatch.book import read_book
from debtwatch.config.paths import shipped

QUARTERS = (date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30))
AS_OF = date(2026, 10, 1)


def fact(ticker: str, metric: str, end: date, value: float, **more: Any) -> dict[str, Any]:
    return {
        "ticker": ticker, "metric": metric, "period_type": "Q", "period_end": end, "value_usd_m": value, "basis": None,
    } | more  # fmt: skip


def facts(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {
        "ticker": pl.String, "metric": pl.String, "period_type": pl.String, "period_end": pl.Date,
        "value_usd_m": pl.Float64, "basis": pl.String,
    }  # fmt: skip
    return pl.DataFrame(list(rows), schema=schema)


def spending(each: float = 50_000) -> list[dict[str, Any]]:
    return [fact(ticker, "capex", end, each) for ticker in HYPERSCALERS for end in QUARTERS]


GDP = fact("GDP", "nominal_gdp", date(2026, 6, 30), 32_000_000)


@cache
def book_facts() -> pl.DataFrame:
    return read_book(shipped("config"), None, largest_bytes=16_000_000).frames().facts


def test_twelve_months_of_five_companies_stand_over_gdp_at_an_annual_rate() -> None:
    assert capex_to_gdp(facts(*spending(), GDP), AS_OF).value == pytest.approx(100 * 1_000_000 / 32_000_000)


def test_a_company_with_a_quarter_missing_leaves_the_gauge_silent() -> None:
    found = capex_to_gdp(facts(*spending()[1:], GDP), AS_OF)

    assert found.value is None
    assert "4 of 5" in found.note


def test_a_quarter_not_filed_yet_is_not_known() -> None:
    rows = facts(*spending(), GDP)

    assert capex_to_gdp(rows, QUARTERS[-1] + timedelta(days=74)).value is None
    assert capex_to_gdp(rows, QUARTERS[-1] + timedelta(days=75)).value is not None


def test_only_who_publishes_an_ai_run_rate_is_set_against_it() -> None:
    run_rate = fact("MSFT", "ai_revenue", date(2026, 3, 31), 40_000, period_type="TTM", basis="run_rate")
    proxy = fact("AMZN", "ai_revenue", date(2026, 3, 31), 150_000, basis="proxy")

    assert capex_to_revenue(facts(*spending(), run_rate, proxy), AS_OF).value == pytest.approx(5.0)
    assert capex_to_revenue(facts(*spending(), proxy), AS_OF).value is None


def test_the_debt_share_is_the_growth_of_debt_over_the_years_spending() -> None:
    rows = []
    for ticker in HYPERSCALERS:
        rows += [
            fact(ticker, "total_debt", date(2024, 12, 31), 10_000, period_type="FY"),
            fact(ticker, "total_debt", date(2025, 12, 31), 40_000, period_type="FY"),
            fact(ticker, "capex", date(2025, 12, 31), 100_000, period_type="FY"),
            fact(ticker, "capex", date(2025, 12, 31), 1, period_type="FY", basis="alternative"),
        ]

    assert debt_share(facts(*rows), AS_OF).value == pytest.approx(30.0)
    assert debt_share(facts(*rows[:8]), AS_OF).value is None


def test_the_shipped_figures_read_as_published() -> None:
    share, ratio = capex_to_gdp(book_facts(), date(2026, 11, 23)), capex_to_revenue(book_facts(), date(2026, 11, 23))

    assert share.value == pytest.approx(1.8, abs=0.05)
    assert ratio.value == pytest.approx(4.7, abs=0.1)
    assert debt_share(book_facts(), date(2026, 11, 23)).value == pytest.approx(18.2, abs=0.1)


def test_no_facts_say_nothing() -> None:
    for gauge in (debt_share, capex_to_gdp, capex_to_revenue):
        assert gauge(facts(), AS_OF).value is None
