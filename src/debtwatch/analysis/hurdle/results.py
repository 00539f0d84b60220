"""What the hurdle pane shows; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    import polars as pl

BOOK = "debt in the book"
CAPEX_TRAILING = "capex, last 12 months"
CAPEX_SINCE = "capex since 2023"
PUBLISHED = "JPMorgan's $5tn to 2030"
"""What may be counted as invested; never added to each other."""

INVESTED_COLUMNS = (
    Column("base", "str", "Which money is counted as invested."),
    Column("company", "str", "Company, where the line is one company's."),
    Column("invested_usd_m", "f64", "Invested capital, $m."),
    Column("period", "str", "Years or day it covers."),
    Column("definition", "str", "What was measured, in the source's words."),
    Column("missing", "str", "What the line lacks."),
    Column("confidence", "str", "High, medium or low; of several figures the lowest."),
    Column("second_hand", "bool", "One of the sources' pages has not been opened."),
    Column("source_date", "date", "Day of the newest source."),
    Column("sources", "str", "Where the figures were read."),
)
"""One row a part of an invested capital, `Hurdle.invested`; bases are never added to each other."""

REQUIRED_COLUMNS = (
    Column("base", "str", "Which money is counted as invested."),
    Column("invested_usd_m", "f64", "Invested capital I, $m."),
    Column("life_years", "f64", "Years L over which it must come back; null means for ever."),
    Column("return_pct", "f64", "Required return r, percent a year."),
    Column("margin_pct", "f64", "Revenue left for capital after running costs, percent."),
    Column("opex_usd_m_y", "f64", "Running costs beside the margin, $m a year."),
    Column("charge_usd_m_y", "f64", "I r / (1 - (1 + r)^-L), $m a year."),
    Column("revenue_usd_m_y", "f64", "(charge + opex) / margin, $m a year."),
    Column(
        "per_iphone_usd_month", "f64", "From every iPhone user of the published line's back-solved base, $ a month."
    ),
    Column("per_netflix_usd_month", "f64", "From every Netflix subscriber of its back-solved base, $ a month."),
    Column("per_iphone_counted_usd_month", "f64", "From every iPhone user as counted or estimated, $ a month."),
    Column("per_netflix_counted_usd_month", "f64", "From every Netflix member the company counts, $ a month."),
    Column("covered_pct", "f64", "What the model makers' run-rate covers of it, percent."),
)
"""One row a base and horizon, `Hurdle.required`; a base, return, margin and horizon, `Hurdle.grid`."""

PUBLISHED_COLUMNS = (
    Column("life_years", "f64", "Life that would make the published line true; null means for ever."),
    Column("margin_pct", "f64", "With this share of revenue left for capital, percent."),
    Column("assumed_margin_pct", "f64", "Our own margin, percent."),
    Column("revenue_usd_m_y", "f64", "Our line on the same money, return and life at our margin, $m a year."),
    Column("per_iphone_usd_month", "f64", "Of that from every iPhone user, back-solved base, $ a month."),
    Column("per_netflix_usd_month", "f64", "From every Netflix subscriber, back-solved base, $ a month."),
    Column("per_iphone_counted_usd_month", "f64", "From every iPhone user as counted or estimated, $ a month."),
    Column("per_netflix_counted_usd_month", "f64", "From every Netflix member the company counts, $ a month."),
)
"""One row a life from the shortest possible, `Hurdle.published_truths`: under it no revenue is enough."""

USER_COLUMNS = (
    Column("company", "str", "Apple or Netflix."),
    Column("name", "str", "Who is counted, in the source's words."),
    Column("users_m", "f64", "Millions."),
    Column("back_solved", "bool", "The published revenue over the published price: it cannot confirm either."),
    Column("observed_on", "date", "Day it was counted."),
    Column("confidence", "str", "High, medium or low; none where it was back-solved."),
    Column("source_url", "str", "Where it was read, or how it was solved."),
    Column("source_date", "date", "Day of the source."),
)
"""One row a user base, `Hurdle.users`: the published line's first, then what companies and estimates say."""

REVENUE_COLUMNS = (
    Column("company", "str", "Company."),
    Column("what", "str", "What the figure measures, in the source's words."),
    Column("revenue_usd_m_y", "f64", "$m a year."),
    Column("basis", "str", "RUN-RATE, PROXY or reported: a run-rate is a month or quarter times twelve or four."),
    Column("period_end", "date", "Last day of the period, or day of the run-rate."),
    Column("counted", "bool", "In the sum: the model makers' own sales."),
    Column("not_counted_because", "str", "Why it stands outside: the clouds' figures hold what the makers pay them."),
    Column("confidence", "str", "High, medium or low."),
    Column("source_url", "str", "Where it was read."),
    Column("source_date", "date", "Day of the source."),
)
"""One row a company with AI revenue, `Hurdle.revenue`."""


@dataclass(frozen=True, slots=True)
class HurdleAssumptions:
    """What the hurdle is computed with; each is printed beside it."""

    return_pct: float = 10.0
    """Required return a year, as in the published line."""
    margin_pct: float = 60.0
    """Share of revenue left for capital after running costs; nobody publishes one."""
    opex_usd_m_y: float = 0.0
    """Running costs not in the margin, $m a year."""
    lives_years: tuple[float | None, ...] = (5.0, 6.0, 10.0, 15.0, 20.0, None)
    """Horizons; None is for ever."""
    margins_pct: tuple[float, ...] = (30.0, 45.0, 60.0, 75.0)
    """Margins of the grid."""
    returns_pct: tuple[float, ...] = (8.0, 10.0, 12.0, 15.0)
    """Returns of the grid."""

    def grid(self) -> list[tuple[float, float]]:
        """Return every (return, margin) of the grid, percent."""
        return [(asked, margin) for asked in self.returns_pct for margin in self.margins_pct]


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """JPMorgan, 10 November 2025, as relayed by M. Weinbach; the report itself was not available."""

    return_pct: float = 10.0
    """Required return."""
    revenue_usd_m_y: float = 650_000.0
    """About $650bn of revenue a year in perpetuity."""
    invested_usd_m: float = 5_000_000.0
    """Over $5tn through 2030."""
    per_iphone_usd_month: float = 34.72
    """From every current iPhone user."""
    per_netflix_usd_month: float = 180.0
    """From every Netflix subscriber."""
    said_on: date = date(2025, 11, 10)
    """Day of the note."""
    source: str = "JPMorgan note as relayed by M. Weinbach; the report itself was not available"
    """Where it was read."""
    confidence: str = "medium"
    """How far it can be relied on."""


@dataclass(frozen=True, slots=True, eq=False)
class Hurdle:
    """What revenue this must earn."""

    as_of: date
    """The day."""
    assumptions: HurdleAssumptions
    """Printed beside the figures."""
    published: PublishedLine | None
    """The line of others; None before it was said."""
    published_truths: pl.DataFrame
    """`PUBLISHED_COLUMNS`: lives and margins under which the published line holds."""
    users: pl.DataFrame
    """`USER_COLUMNS`."""
    invested: pl.DataFrame
    """`INVESTED_COLUMNS`."""
    required: pl.DataFrame
    """`REQUIRED_COLUMNS` at the assumed return and margin."""
    grid: pl.DataFrame
    """`REQUIRED_COLUMNS` at every return and margin of the assumptions."""
    revenue: pl.DataFrame
    """`REVENUE_COLUMNS`."""
    revenue_counted_usd_m_y: float | None
    """The model makers' run-rates together, $m a year."""
