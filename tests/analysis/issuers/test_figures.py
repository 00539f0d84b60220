"""Twelve months from filings, one value a period, and both values where there are two."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.issuers.figures import chosen, conflicts, known_figures, trailing, windows
from debtwatch.analysis.issuers.results import Window
from structure_examples import TODAY, fact, facts, shipped_frames

ENDS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))


def quarters(*values: float, metric: str = "revenue") -> list[dict[str, object]]:
    return [fact(metric, day, value) for day, value in zip(ENDS, values, strict=False)]


def test_the_newest_four_quarters_are_summed() -> None:
    only = trailing(facts(*quarters(1, 2, 3, 4, 5))).row(0, named=True)
    assert (only["value_usd_m"], only["window"], only["period_end"]) == (14, "four quarters", ENDS[-1])


def test_quarters_with_a_gap_make_no_twelve_months() -> None:
    rows = [row for row in quarters(1, 2, 3, 4, 5) if row["period_end"] != ENDS[2]]
    found = windows(facts(*rows))
    assert Window.FOUR_QUARTERS.value not in found["window"].to_list()


def test_a_missing_fourth_quarter_is_the_year_less_the_others() -> None:
    rows = [*quarters(1, 2, 3), fact("revenue", ENDS[3], 10, period_type="FY"), fact("revenue", ENDS[4], 5)]
    only = trailing(facts(*rows)).row(0, named=True)
    assert (only["value_usd_m"], only["window"]) == (2 + 3 + 4 + 5, "four quarters")


def test_a_single_quarter_is_annualised_only_where_nothing_else_is_known() -> None:
    alone = trailing(facts(fact("revenue", ENDS[4], 5))).row(0, named=True)
    assert (alone["value_usd_m"], alone["window"]) == (20, "quarter x 4")
    older = trailing(facts(fact("revenue", ENDS[4], 5), fact("revenue", ENDS[3], 10, period_type="FY")))
    assert older["window"].item() == "fiscal year"


def test_a_run_rate_is_never_twelve_months() -> None:
    assert windows(facts(fact("revenue", ENDS[4], 40, period_type="TTM", basis="run_rate"))).height == 0


def test_the_reported_basis_stands_and_the_other_is_shown() -> None:
    two = facts(
        fact("interest_expense", ENDS[3], 1_165, period_type="FY", basis="alternative"),
        fact("interest_expense", ENDS[3], 1_090, period_type="FY"),
    )
    assert chosen(two)["value_usd_m"].to_list() == [1_090]
    shown = conflicts(two).row(0, named=True)
    assert (shown["chosen_usd_m"], shown["other_usd_m"]) == (1_090, 1_165)
    assert shown["chosen_because"] == "reported stands before alternative"


def test_quarters_that_do_not_add_up_to_their_year_are_a_conflict() -> None:
    apart = facts(*quarters(1, 2, 3, 4), fact("revenue", ENDS[3], 11, period_type="FY"))
    shown = conflicts(apart).row(0, named=True)
    assert (shown["chosen_usd_m"], shown["other_usd_m"]) == (10, 11)
    assert conflicts(facts(*quarters(1, 2, 3, 4), fact("revenue", ENDS[3], 10, period_type="FY"))).height == 0


def test_known_conflicts_of_the_shipped_facts_are_kept() -> None:
    shown = conflicts(known_figures(shipped_frames().facts, TODAY)).filter(pl.col("metric") == "interest_expense")
    pairs = {row["company"]: (row["chosen_usd_m"], row["other_usd_m"]) for row in shown.iter_rows(named=True)}
    assert pairs == {"CoreWeave": (1_229, 1_148), "Meta": (1_090, 1_165)}


def test_guidance_and_later_sources_are_not_known() -> None:
    rows = facts(
        fact("capex", date(2026, 12, 31), 100, period_type="guide", source_date=date(2026, 2, 1)),
        fact("capex", ENDS[4], 5, source_date=date(2026, 4, 29)),
    )
    assert known_figures(rows, date(2026, 4, 28)).height == 0
    assert known_figures(rows, date(2026, 4, 29))["period_type"].to_list() == ["Q"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=12))
def test_four_quarters_sum_to_themselves(values: list[float]) -> None:
    ends = [date(2023, 3, 31) + timedelta(days=91 * number) for number in range(len(values))]
    only = trailing(facts(*(fact("revenue", day, value) for day, value in zip(ends, values, strict=True))))
    assert only["value_usd_m"].item() == pytest.approx(sum(values[-4:]), abs=1e-3)
