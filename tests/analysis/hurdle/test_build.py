"""What the live book and the companies' spending must earn."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.hurdle.build import build_hurdle
from debtwatch.analysis.hurdle.results import (
    BOOK,
    CAPEX_SINCE,
    CAPEX_TRAILING,
    INVESTED_COLUMNS,
    PUBLISHED,
    PUBLISHED_COLUMNS,
    REQUIRED_COLUMNS,
    REVENUE_COLUMNS,
    USER_COLUMNS,
    Hurdle,
    HurdleAssumptions,
)
from structure_examples import TODAY, declared, fact, facts, shipped_frames


@pytest.fixture(scope="module")
def shipped() -> Hurdle:
    book = shipped_frames()
    return build_hurdle(book.tranches, book.facts, as_of=TODAY)


def test_the_frames_have_the_columns_they_declare(shipped: Hurdle) -> None:
    assert shipped.invested.schema == declared(INVESTED_COLUMNS)
    assert shipped.required.schema == declared(REQUIRED_COLUMNS)
    assert shipped.revenue.schema == declared(REVENUE_COLUMNS)
    assert shipped.grid.schema == declared(REQUIRED_COLUMNS)
    assert shipped.published_truths.schema == declared(PUBLISHED_COLUMNS)
    assert shipped.users.schema == declared(USER_COLUMNS)


def test_invested_capital_is_the_book_or_the_spending_never_both(shipped: Hurdle) -> None:
    totals = dict(shipped.invested.group_by("base").agg(pl.col("invested_usd_m").sum()).rows())
    assert totals[BOOK] == pytest.approx(729_738)
    assert 500_000 < totals[CAPEX_TRAILING] < 800_000
    assert 1_000_000 < totals[CAPEX_SINCE] < 1_500_000
    assert totals[PUBLISHED] == 5_000_000
    assert set(shipped.required["invested_usd_m"].round(2)) == {round(total, 2) for total in totals.values()}


def test_spending_with_two_definitions_is_counted_once(shipped: Hurdle) -> None:
    amazon = shipped.invested.row(
        by_predicate=(pl.col("base") == CAPEX_SINCE) & (pl.col("company") == "Amazon"), named=True
    )
    assert amazon["invested_usd_m"] == pytest.approx(52_729 + 82_999 + 131_819 + 44_203 + 54_208)


def test_the_books_hurdle_over_ten_years() -> None:
    book = shipped_frames()
    asked = HurdleAssumptions(return_pct=10, margin_pct=50, lives_years=(10.0,))
    found = build_hurdle(book.tranches, book.facts, as_of=TODAY, assumptions=asked)
    line = found.required.row(by_predicate=pl.col("base") == BOOK, named=True)
    assert line["revenue_usd_m_y"] == pytest.approx(729_738 * 0.1627454 / 0.5, rel=1e-6)
    assert line["per_netflix_usd_month"] == pytest.approx(line["revenue_usd_m_y"] / 300.926 / 12, rel=1e-5)
    assert line["per_netflix_counted_usd_month"] == pytest.approx(line["revenue_usd_m_y"] / 325 / 12)


def test_back_solved_user_bases_say_so_and_stand_beside_counted_ones_with_their_sources(shipped: Hurdle) -> None:
    solved = shipped.users.filter("back_solved")
    counted = shipped.users.filter(~pl.col("back_solved"))
    assert solved["users_m"].round().to_list() == [1_560, 301]
    assert dict(counted.select("company", "users_m").rows()) == {"Apple": 1_640, "Netflix": 325}
    assert counted["source_url"].str.starts_with("https://").all()
    assert counted["confidence"].to_list() == ["low", "high"]


def test_the_published_revenue_divides_into_the_published_prices_only_over_its_own_bases(shipped: Hurdle) -> None:
    line = shipped.published
    assert line is not None
    assert (line.revenue_usd_m_y, line.per_iphone_usd_month, line.per_netflix_usd_month) == (650_000, 34.72, 180)
    over_counted = {row["company"]: line.revenue_usd_m_y / row["users_m"] / 12 for row in shipped.users[2:].to_dicts()}
    assert over_counted["Apple"] == pytest.approx(33.03, abs=0.01)
    assert over_counted["Netflix"] == pytest.approx(166.67, abs=0.01)


def test_our_line_on_the_published_capital_stands_beside_it(shipped: Hurdle) -> None:
    ours = shipped.required.filter((pl.col("base") == PUBLISHED) & (pl.col("life_years") == 10))
    assert ours["revenue_usd_m_y"].item() == pytest.approx(5_000_000 * 0.1627454 / 0.6, rel=1e-6)
    truth = shipped.published_truths.filter(pl.col("life_years") == 20)
    assert truth["margin_pct"].item() == pytest.approx(5_000_000 * 0.1174596 / 650_000 * 100, rel=1e-5)
    assert truth["revenue_usd_m_y"].item() == pytest.approx(5_000_000 * 0.1174596 / 0.6, rel=1e-6)


def test_the_grid_holds_every_horizon_margin_and_return_and_our_own_line(shipped: Hurdle) -> None:
    asked = shipped.assumptions
    bases = shipped.invested["base"].n_unique()
    assert shipped.grid.height == bases * len(asked.returns_pct) * len(asked.margins_pct) * len(asked.lives_years)
    ours = shipped.grid.filter((pl.col("return_pct") == asked.return_pct) & (pl.col("margin_pct") == asked.margin_pct))
    assert ours.equals(shipped.required)


def test_revenue_falls_with_margin_and_life_and_rises_with_the_return(shipped: Hurdle) -> None:
    ordered = shipped.grid.with_columns(pl.col("life_years").fill_null(1e9))
    for moved, rises in (("margin_pct", False), ("life_years", False), ("return_pct", True)):
        others = ["base", *({"margin_pct", "life_years", "return_pct"} - {moved})]
        steps = ordered.sort(*others, moved).select(step=pl.col("revenue_usd_m_y").diff().over(others))["step"]
        assert ((steps.drop_nulls() > 0) == rises).all(), moved


def test_invested_capital_names_where_each_company_s_figure_was_read(shipped: Hurdle) -> None:
    spent = shipped.invested.filter(pl.col("company").is_not_null())
    assert spent.select(pl.col("sources", "source_date", "confidence").null_count()).row(0) == (0, 0, 0)


def test_no_life_under_fifteen_years_makes_the_published_line_true(shipped: Hurdle) -> None:
    truths = shipped.published_truths.rows()
    assert truths[0][:2] == (pytest.approx(15.38, abs=0.01), pytest.approx(100))
    assert truths[-1][:2] == (None, pytest.approx(76.923, abs=1e-3))


def test_only_the_makers_sales_are_added_and_run_rates_say_so(shipped: Hurdle) -> None:
    counted = shipped.revenue.filter("counted")
    assert dict(counted.select("company", "revenue_usd_m_y").rows()) == {"OpenAI": 40_000, "Anthropic": 65_000}
    assert set(counted["basis"]) == {"RUN-RATE"}
    assert shipped.revenue_counted_usd_m_y == 105_000
    assert shipped.revenue.filter(~pl.col("counted"))["not_counted_because"].null_count() == 0


def test_an_earlier_day_knows_the_revenue_of_that_day() -> None:
    book = shipped_frames()
    then = build_hurdle(book.tranches, book.facts, as_of=date(2026, 4, 30))
    rates = dict(then.revenue.select("company", "revenue_usd_m_y").rows())
    assert rates["Anthropic"] == 30_000


def test_a_day_before_the_published_line_does_not_know_it() -> None:
    book = shipped_frames()
    then = build_hurdle(book.tranches, book.facts, as_of=date(2025, 11, 9))
    assert then.published is None
    assert then.published_truths.height == 0
    assert PUBLISHED not in then.invested["base"].to_list()
    assert not then.users["back_solved"].any()
    assert then.required["per_iphone_usd_month"].null_count() == then.required.height


def test_without_any_revenue_nothing_is_covered() -> None:
    book = shipped_frames()
    spent = facts(fact("capex", date(2025, 12, 31), 100, period_type="FY"))
    found = build_hurdle(book.tranches, spent, as_of=TODAY)
    assert found.revenue_counted_usd_m_y is None
    assert found.required["covered_pct"].null_count() == found.required.height


def test_an_empty_book_asks_for_nothing() -> None:
    book = shipped_frames()
    found = build_hurdle(book.tranches.clear(), book.facts.clear(), as_of=TODAY)
    assert found.required.filter(pl.col("base") != PUBLISHED)["revenue_usd_m_y"].sum() == 0
    assert found.invested.schema == declared(INVESTED_COLUMNS)
    assert found.required.schema == declared(REQUIRED_COLUMNS)
    assert found.revenue.schema == declared(REVENUE_COLUMNS)
