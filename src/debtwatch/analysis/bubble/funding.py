"""The gauges read from the book: who pays for the capital spending, and how much of it there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from debtwatch.analysis.bubble.declared import BUILD_UP, FINANCING_MIX, ISSUANCE
from debtwatch.analysis.bubble.figure import Figure
from debtwatch.analysis.bubble.financing import circular_deals, ponzi_share
from debtwatch.analysis.bubble.levels import Levels

if TYPE_CHECKING:
    from debtwatch.analysis.issuers.results import Issuers
    from debtwatch.analysis.snapshot.results import Standing

Row = dict[str, Any]
HYPERSCALERS = ("AMZN", "GOOGL", "META", "MSFT", "ORCL")
FILED_AFTER = timedelta(days=75)
"""A period's figures count as known so long after its end."""
OLDEST = timedelta(days=460)
_QUARTERS = 4
_TWELVE_MONTHS_DAYS = 300
_NO_MINSKY = "none set: a share of dollars has no published level; the class is (cash flow below interest)"
_OPEN_GAUGE = "an open-source gauge, never back-tested by it"


class _Gauge(NamedTuple):
    id: str
    label: str
    family: str
    unit: str
    levels: Levels
    source: str
    basis: str
    votes: bool = True


DEBT_SHARE = _Gauge(
    "debt_share",
    "Debt share of capital spending",
    FINANCING_MIX,
    "percent",
    Levels(25.0, 50.0, "red"),
    f"red {_OPEN_GAUGE}; amber debtwatch",
    "filings",
)
LOOPS = _Gauge(
    "circular_deals",
    "Circular deals",
    FINANCING_MIX,
    "count",
    Levels(1.0, 3.0),
    "three are red in an open-source gauge that does not say how it counts: with our count the level is our own",
    "book",
)
OFF_SHARE = _Gauge(
    "off_balance_share",
    "Off balance sheet in the book",
    FINANCING_MIX,
    "percent",
    Levels(),
    "none set",
    "book",
    votes=False,
)
CAPEX_GDP = _Gauge(
    "capex_gdp", "Capital spending / US GDP", ISSUANCE, "percent", Levels(1.2, 2.0, "both"), _OPEN_GAUGE, "filings"
)
CAPEX_REVENUE = _Gauge(
    "capex_ai_revenue",
    "Capital spending / AI revenue",
    ISSUANCE,
    "times",
    Levels(3.0, 5.0, "both"),
    _OPEN_GAUGE,
    "filings",
)


PONZI = {
    column: _Gauge(
        f"ponzi_{name}",
        f"Debt of Ponzi issuers, on {words}",
        FINANCING_MIX,
        "percent",
        Levels(),
        _NO_MINSKY,
        "filings",
        votes=False,
    )
    for column, name, words in (
        ("minsky_ebit", "ebit", "EBIT"),
        ("minsky_ocf", "ocf", "operating cash flow"),
        ("minsky_fcf", "fcf", "free cash flow"),
    )
}
"""By the column of `Issuers.table` that holds the class: three cash flows, three answers."""
INFORMING_IDS = frozenset(gauge.id for gauge in (OFF_SHARE, *PONZI.values()))
FUNDING_IDS = frozenset(gauge.id for gauge in (DEBT_SHARE, LOOPS, OFF_SHARE, *PONZI.values(), CAPEX_GDP, CAPEX_REVENUE))


def _reported(facts: pl.DataFrame, metric: str, as_of: date) -> pl.DataFrame:
    """Return a metric's figures filed by a day: ticker, period_type, period_end, value_usd_m."""
    plain = pl.col("basis").is_null() | pl.col("basis").is_in(["reported", "derived"])
    known = pl.col("period_end") + FILED_AFTER <= as_of
    return (
        facts.filter((pl.col("metric") == metric) & plain & known)
        .select("ticker", "period_type", "period_end", "value_usd_m")
        .unique(["ticker", "period_type", "period_end"], keep="first", maintain_order=True)
        .sort("ticker", "period_end")
    )


def twelve_months(facts: pl.DataFrame, metric: str, as_of: date) -> pl.DataFrame:
    """Return ticker, value and period_end of the newest four consecutive quarters of each hyperscaler."""
    quarters = _reported(facts, metric, as_of).filter(
        (pl.col("period_type") == "Q") & pl.col("ticker").is_in(HYPERSCALERS)
    )
    last = quarters.group_by("ticker", maintain_order=True).tail(_QUARTERS)
    span = (pl.col("period_end").max() - pl.col("period_end").min()).dt.total_days()
    return (
        last.group_by("ticker", maintain_order=True)
        .agg(
            pl.col("value_usd_m").sum().alias("value"),
            pl.col("period_end").max().alias("end"),
            pl.len(),
            span.alias("span"),
        )
        .filter(
            (pl.col("len") == _QUARTERS) & (pl.col("span") < _TWELVE_MONTHS_DAYS) & (pl.col("end") >= as_of - OLDEST)
        )
        .select("ticker", "value", period_end="end")
    )


def debt_share(facts: pl.DataFrame, as_of: date) -> Figure:
    """Return how much of the hyperscalers' last fiscal year of capital spending their own debt grew by, percent.

    What vehicles borrow for them is outside it: a floor.
    """
    years = _reported(facts, "total_debt", as_of).filter(
        (pl.col("period_type") == "FY") & pl.col("ticker").is_in(HYPERSCALERS)
    )
    grown = years.with_columns(
        grown=pl.col("value_usd_m").diff().over("ticker"),
        apart=pl.col("period_end").diff().over("ticker").dt.total_days(),
    ).filter(pl.col("apart").is_between(360, 370))
    spent = _reported(facts, "capex", as_of).filter(pl.col("period_type") == "FY")
    both = (
        grown.join(spent.select("ticker", "period_end", spent="value_usd_m"), on=["ticker", "period_end"])
        .group_by("ticker", maintain_order=True)
        .last()
        .filter(pl.col("period_end") >= as_of - OLDEST)
    )
    if both.height < len(HYPERSCALERS) - 1:
        return Figure(
            None, None, f"not reporting: {both.height} of {len(HYPERSCALERS)} with debt and spending of a year"
        )
    share = float(both["grown"].sum()) / float(both["spent"].sum()) * 100
    return Figure(
        share,
        both["period_end"].max(),  # type: ignore[arg-type]
        f"debt grown by ${both['grown'].sum() / 1000:,.0f}bn on ${both['spent'].sum() / 1000:,.0f}bn spent in the last "
        f"filed year of {', '.join(both['ticker'])}; a floor: what vehicles borrow for them is outside it",
    )


def capex_to_gdp(facts: pl.DataFrame, as_of: date) -> Figure:
    """Return twelve months of the hyperscalers' capital spending over US GDP at an annual rate, percent."""
    spent = twelve_months(facts, "capex", as_of)
    gdp = _reported(facts, "nominal_gdp", as_of).filter(pl.col("period_type") == "Q").tail(1)
    if spent.height < len(HYPERSCALERS) or gdp.is_empty():
        return Figure(None, None, f"not reporting: four quarters of {spent.height} of {len(HYPERSCALERS)}")
    share = float(spent["value"].sum()) / float(gdp["value_usd_m"][0]) * 100
    return Figure(
        share,
        spent["period_end"].min(),  # type: ignore[arg-type]
        f"${spent['value'].sum() / 1000:,.0f}bn of five companies, spent worldwide, over GDP of {gdp['period_end'][0]}; "
        "telecom in 2000 was about 1 %, railways far more",
    )


def capex_to_revenue(facts: pl.DataFrame, as_of: date) -> Figure:
    """Return capital spending over AI revenue of the hyperscalers that publish a run rate of it."""
    earned = (
        facts.filter(
            (pl.col("metric") == "ai_revenue")
            & (pl.col("basis") == "run_rate")
            & (pl.col("period_type") == "TTM")
            & (pl.col("period_end") + FILED_AFTER <= as_of)
            & (pl.col("period_end") >= as_of - OLDEST)
        )
        .sort("period_end")
        .group_by("ticker", maintain_order=True)
        .last()
        .select("ticker", earned="value_usd_m", earned_on="period_end")
    )
    both = twelve_months(facts, "capex", as_of).join(earned, on="ticker")
    if both.is_empty():
        return Figure(None, None, "not reporting: no company publishes an AI run rate yet")
    ratio = float(both["value"].sum()) / float(both["earned"].sum())
    return Figure(
        ratio,
        both["earned_on"].min(),  # type: ignore[arg-type]
        f"of {', '.join(both['ticker'])}, which publish a run rate: ${both['value'].sum() / 1000:,.0f}bn spent on "
        f"${both['earned'].sum() / 1000:,.0f}bn a year; all capital spending against AI revenue alone",
    )


def _off_share(share: float | None, as_of: date) -> Figure:
    note = "of counted debt in the book: a sample, not a market share"
    return Figure(None if share is None else share * 100, as_of, note)


def _row(gauge: _Gauge, figure: Figure) -> Row:
    return {
        "gauge": gauge.id,
        "label": gauge.label,
        "lamp": BUILD_UP,
        "family": gauge.family,
        "votes": gauge.votes,
        "unit": gauge.unit,
        **gauge.levels.columns(),
        **gauge.levels.shades(figure.value),
        "threshold_source": gauge.source,
        "revised": False,
        "basis": gauge.basis,
        "value": figure.value,
        "observed_on": figure.observed_on,
        "note": figure.note,
    }


def funding_rows(standing: Standing, off_share: float | None, as_of: date) -> list[Row]:
    """Return the gauges of the financing mix and of capital spending; eras have no such readings."""
    mix, spending = standing.voting
    return [*mix, *informing_rows(standing.issuers, off_share, as_of), *spending]


def voting_rows(facts: pl.DataFrame, edges: pl.DataFrame, as_of: date) -> tuple[list[Row], list[Row]]:
    """Return those that vote, of the financing mix and of capital spending; `edges` as `circular_deals` takes them."""
    mix = [_row(DEBT_SHARE, debt_share(facts, as_of)), _row(LOOPS, circular_deals(edges, as_of))]
    return mix, [_row(CAPEX_GDP, capex_to_gdp(facts, as_of)), _row(CAPEX_REVENUE, capex_to_revenue(facts, as_of))]


def informing_rows(issuers: Issuers, off_share: float | None, as_of: date) -> list[Row]:
    """Return those that only inform."""
    ponzi = [_row(gauge, ponzi_share(issuers.table, column)) for column, gauge in PONZI.items()]
    return [_row(OFF_SHARE, _off_share(off_share, as_of)), *ponzi]
