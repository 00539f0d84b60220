"""What the issuers pane shows; importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


class Window(StrEnum):
    """Which twelve months a figure covers, the one preferred first where two end on one day."""

    FOUR_QUARTERS = "four quarters"
    """Sum of four consecutive quarters; a missing fourth is the year less the three others."""
    TWELVE_MONTHS = "twelve months as published"
    """The company's own."""
    YEAR = "fiscal year"
    """The last filed."""
    QUARTER = "quarter x 4"
    """Annualised; never summed with the others."""


class Minsky(StrEnum):
    """Minsky's classes of finance (Levy Institute, working paper 74)."""

    HEDGE = "hedge"
    """Cash flow pays interest and principal."""
    SPECULATIVE = "speculative"
    """It pays interest, not principal."""
    PONZI = "ponzi"
    """It does not pay interest."""


MINSKY_DEFINITION = (
    "three answers, since there is no agreed cash flow: EBIT against the interest of its window; OCF and FCF, which are "
    "after interest, of the newest twelve months; principal is what the book's own debt of the issuer has due in a year"
)
"""What the pane says beside the classes."""

COVER = 1.5
"""Interest cover at which refinancing is taken to break, as in the worked example A3-15."""
NOT_BINDING_BP = 1_000.0
"""Beyond it either way a headroom is printed as a bound: no market quotes the rate that would matter."""

ISSUER_COLUMNS = (
    Column("company", "str", "As its filings or the press name it."),
    Column("issuer", "str", "The name the book groups it by."),
    Column("period_end", "date", "Last day of the twelve months shown."),
    Column("window", "str", "Which twelve months: one window for the whole row."),
    Column("revenue_usd_m", "f64", "Revenue, $m."),
    Column("ebit_usd_m", "f64", "Operating income, $m."),
    Column("ebitda_usd_m", "f64", "EBIT plus depreciation of the same window, else as published, $m."),
    Column("ebitda_basis", "str", "Which of the two."),
    Column("ocf_usd_m", "f64", "Operating cash flow, $m."),
    Column("capex_usd_m", "f64", "Capital spending, $m."),
    Column("fcf_usd_m", "f64", "OCF less capital spending of the same window, $m."),
    Column("interest_usd_m", "f64", "Interest expense, $m."),
    Column("interest_period", "str", "Window and end of the interest, where the row's own has none."),
    Column("debt_usd_m", "f64", "Total debt, newest balance, $m."),
    Column("debt_on", "date", "Day of that balance."),
    Column("debt_note", "str", "What that balance holds, in the source's words."),
    Column("cash_usd_m", "f64", "Cash, newest balance, $m; of some issuers without their securities: see its note."),
    Column("cash_on", "date", "Day of that balance."),
    Column("cash_note", "str", "What that balance holds, in the source's words."),
    Column("icr_ebit", "f64", "EBIT / interest of one window."),
    Column("icr_ebitda", "f64", "EBITDA / interest of one window."),
    Column("icr_ebit_quarter", "f64", "EBIT / interest of the newest quarter that has both."),
    Column("quarter_end", "date", "That quarter's last day."),
    Column("added_interest_usd_m_y", "f64", "Interest added by what rolls within 24 months, $m a year."),
    Column("icr_after", "f64", "Cash flow / (interest + added interest), both of one window."),
    Column("cash_flow", "str", "Which cash flow that is: EBITDA, or EBIT where depreciation is not known."),
    Column("at_risk", "str", "below 1, below 2 or blank, on EBIT: the IMF's debt at risk and challenged."),
    Column("principal_12m_usd_m", "f64", "Principal of its debt in the book due within twelve months, $m."),
    Column("principal_basis", "str", "Maturities, and instalments where a profile had to be assumed."),
    Column(
        "minsky_ebit", "str", "Minsky on EBIT against interest of one window: hedge pays both, ponzi not even interest."
    ),
    Column(
        "minsky_ocf", "str", "Minsky on operating cash flow, after interest, of the window shown, against principal."
    ),
    Column("minsky_fcf", "str", "Minsky on free cash flow, after interest, of the window shown, against principal."),
    Column("undrawn_usd_m", "f64", "Committed to it in the book and not drawn, where the drawn balance is known, $m."),
    Column(
        "liquidity_cover",
        "f64",
        "(Cash + OCF + undrawn) / (principal due in a year + capital spending), of the twelve months shown; OCF is after "
        "working capital, dividends are not in the facts.",
    ),
    Column("capex_strain", "f64", "Capital spending / operating cash flow."),
    Column("debt_to_ebitda", "f64", "Debt / EBITDA; null where EBITDA is not positive."),
    Column("floating_usd_m", "f64", "Floating debt of the issuer in the book, $m."),
    Column("floating_100bp_usd_m_y", "f64", "What 100 bp on it costs, $m a year; unpublished hedges count as none."),
    Column("conflicts", "i64", "Figures of the issuer with two values."),
    Column("confidence", "str", "The weakest of the figures used."),
    Column("second_hand", "bool", "Any of them known through a third party."),
    Column("source_url", "str", "Where they were read."),
    Column("source_date", "date", "Newest source."),
)
"""One row a company with figures, largest debt first, `Issuers.table`."""

CONFLICT_COLUMNS = (
    Column("company", "str", "Company."),
    Column("metric", "str", "What is measured."),
    Column("period", "str", "Period type and last day."),
    Column("chosen_usd_m", "f64", "The value used, $m."),
    Column("chosen_note", "str", "What it measures."),
    Column("other_usd_m", "f64", "The value not used, $m."),
    Column("other_note", "str", "What that one measures."),
    Column("difference_pct", "f64", "Other over chosen less one, percent."),
    Column("chosen_because", "str", "The rule that chose."),
)
"""One row a figure with two values, `Issuers.conflicts`."""

CASH_FLOW_COLUMNS = (
    Column("sponsor", "str", "The name the book groups it by."),
    Column("company", "str", "As its filings name it."),
    Column("cash_flow_usd_m", "f64", "EBITDA, else EBIT, $m a year."),
    Column("cash_flow", "str", "What it is."),
    Column("interest_usd_m", "f64", "Interest expense of the same window, $m a year."),
    Column("window", "str", "The newest quarter x 4, else the newest twelve months."),
    Column("period_end", "date", "Its last day."),
    Column("source_url", "str", "Where they were read."),
    Column("source_date", "date", "Newest source."),
)
"""One row a sponsor with both, `Issuers.cash_flows`: what headroom is computed from."""

FLOATING_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("issuer", "str", "Who owes it, as the book groups it."),
    Column("balance_usd_m", "f64", "Owed, else committed, $m."),
    Column("reference_rate", "str", "What it is set over."),
    Column("margin_bp", "f64", "Margin, bp."),
    Column("floor_pct", "f64", "Least reference rate, percent; a rise below it costs nothing."),
    Column("resets_on", "date", "The next day its reference rate is set."),
    Column("resets", "str", "Where that day is from: as stated, counted from the issue date, daily, or not published."),
    Column("hedged_usd_m", "f64", "Swapped or capped, $m; at most what is owed."),
    Column("hedge_ends_on", "date", "The first end of its hedges: a maturity of its own."),
    Column("rise_100bp_usd_m_y", "f64", "What 100 bp cost a year on the rest, above the floor, $m."),
    Column("hedged", "str", "Share hedged and until when; not published is counted as none."),
    Column("matures_on", "date", "Maturity, as valued."),
)
"""One row a floating tranche, largest first, `Issuers.floating`."""

RESET_COLUMNS = (
    Column("resets_in", "str", "Month of the next reset; every day where interest is set in arrears."),
    Column("tranches", "i64", "Floating tranches."),
    Column("balance_usd_m", "f64", "Owed, else committed, $m."),
    Column("hedged_usd_m", "f64", "Of which hedged."),
    Column("rise_100bp_usd_m_y", "f64", "What 100 bp cost a year from then on, $m."),
    Column("missing_tranches", "i64", "Tranches without an amount."),
)
"""One row a month, unpublished last, `Issuers.resets`."""

HEDGE_COLUMNS = (
    Column("ends_in", "date", "First day of the quarter the hedges end in; null where their end is not published."),
    Column("hedges", "i64", "Swaps and caps."),
    Column("hedged_usd_m", "f64", "What they cover, $m: it floats from then on."),
    Column("rise_100bp_usd_m_y", "f64", "What 100 bp would cost more a year once they have ended, $m."),
)
"""One row a quarter, `Issuers.hedges`: the second wall."""

HEDGED_COLUMNS = (
    Column("tranche_id", "str", "Stable name of the tranche."),
    Column("issuer", "str", "Who owes it, as the book groups it."),
    Column("kind", "str", "Swap or cap."),
    Column("hedged_usd_m", "f64", "What it covers, $m; at most what is owed."),
    Column("rate_pct", "f64", "The rate swapped to, or capped at, percent."),
    Column("expires_on", "date", "Its last day."),
    Column("rise_usd_m_y", "f64", "What 100 bp cost a year on that part while it runs, $m."),
)
"""One row a hedge in force, `Issuers.hedged`."""


@dataclass(frozen=True, slots=True)
class Without:
    """Issuers of the book that have no cash flow figures: no figure is made up for them."""

    issuers: tuple[str, ...]
    """Their names."""
    tranches: int
    """Their tranches."""
    usd_m: float
    """What those commit, $m."""


@dataclass(frozen=True, slots=True)
class Floats:
    """The floating debt of the book, and what of it nobody publishes."""

    tranches: int
    """Floating tranches."""
    balance_usd_m: float
    """Owed, else committed, $m."""
    without_balance: int
    """Of them without an amount."""
    hedged_usd_m: float
    """Swapped or capped, $m."""
    rise_100bp_usd_m_y: float
    """What 100 bp cost a year, $m."""
    unhedged_tranches: int
    """Whose hedges are not published, counted as none."""
    unhedged_usd_m: float
    """What is owed on those, $m."""
    undated_tranches: int
    """Whose next reset is not published."""
    undated_usd_m: float
    """What is owed on those, $m."""


@dataclass(frozen=True, slots=True, eq=False)
class Issuers:
    """Who owes it, and what pays it."""

    as_of: date
    """The day."""
    table: pl.DataFrame
    """`ISSUER_COLUMNS`."""
    conflicts: pl.DataFrame
    """`CONFLICT_COLUMNS`."""
    cash_flows: pl.DataFrame
    """`CASH_FLOW_COLUMNS`."""
    floating: pl.DataFrame
    """`FLOATING_COLUMNS`."""
    resets: pl.DataFrame
    """`RESET_COLUMNS`."""
    hedges: pl.DataFrame
    """`HEDGE_COLUMNS`."""
    hedged: pl.DataFrame
    """`HEDGED_COLUMNS`."""
    floats: Floats
    """The floating debt in all."""
    without: Without
    """Who has no figures."""
    minsky_definition: str = MINSKY_DEFINITION
    """Printed beside the classes."""
