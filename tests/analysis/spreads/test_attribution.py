from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.columns import names
from debtwatch.analysis.market.quotes import MarketHistory, market_history
from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.spreads.attribution import ATTRIBUTED, NO_CURVE, NO_RATING, ONE_MARK, attribution
from debtwatch.analysis.spreads.obligors import swap_prints
from debtwatch.analysis.spreads.results import ATTRIBUTION_COLUMNS
from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from markets import SERIES, book, made_up, noon, oas, vintages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.domain.series import Series

TODAY = date(2026, 6, 30)
PARTS = ("benchmark_bp", "index_bp", "migration_bp", "roll_down_bp", "issuer_bp")
MARK: dict[str, Any] = {
    "tranche_id": "alpha/notes", "marked_on": date(2025, 9, 15), "marked_on_text": "2025-09", "price": None, "yield_pct": None, "spread_bp": None,
    "source_url": "https://example.org", "confidence": "high", "second_hand": False,
}  # fmt: skip
KINDS = {"price": pl.Float64, "yield_pct": pl.Float64, "spread_bp": pl.Float64, "marked_on": pl.Date}
RATING = {
    "deal_id": "alpha", "obligor": "Alpha Inc.", "class": None, "level": "issue", "agency": "S&P",
    "preliminary": False,
}  # fmt: skip

SWAPS: Mapping[str, Series] = read_series(shipped("config", OPT_IN["ice-cds"]))
NO_SWAPS = swap_prints(pl.DataFrame(), {})


@cache
def market() -> MarketHistory:
    return market_history(history(made_up(), SERIES, as_of=TODAY, moment=noon(TODAY)), SERIES)


def marked(
    *marks: dict[str, Any], rating: dict[str, Any] | None = None, tranche: Any = None, swaps: pl.DataFrame = NO_SWAPS
) -> pl.DataFrame:
    frame = pl.DataFrame([{**MARK, **mark} for mark in marks], schema_overrides=KINDS)
    shelf = book(tranche or {}, ratings=[rating] if rating else [], marks=frame)
    return attribution(shelf, market(), TODAY, swaps)


def row(found: pl.DataFrame) -> dict[str, Any]:
    return found.row(0, named=True)


@settings(max_examples=25, deadline=None)
@given(
    before=st.floats(3.0, 12.0),
    after=st.floats(3.0, 12.0),
    days=st.integers(1, 250),
    fallen=st.integers(5, 16),
)
def test_the_parts_add_up_to_the_change(before: float, after: float, days: int, fallen: int) -> None:
    later = date.fromordinal(date(2025, 9, 15).toordinal() + days)
    grade = {**RATING, "rating": "x", "rated_on": later, "notch": fallen}
    found = row(marked({"yield_pct": before}, {"yield_pct": after, "marked_on": later}, rating=grade))
    assert found["status"] == ATTRIBUTED
    assert found["yield_bp"] == pytest.approx((after - before) * 100)
    assert sum(found[part] for part in PARTS) == pytest.approx(found["yield_bp"], abs=1e-6)
    assert found["spread_bp"] == pytest.approx(found["yield_bp"] - found["benchmark_bp"], abs=1e-6)


def test_a_bond_that_only_follows_its_market_has_no_issuer_part() -> None:
    flat = marked({"spread_bp": 100.0}, {"spread_bp": 100.0, "marked_on": date(2026, 3, 16)})
    found = row(flat)
    assert found["spread_bp"] == pytest.approx(0.0, abs=1e-9)
    assert found["issuer_bp"] == pytest.approx(-found["index_bp"] - found["roll_down_bp"], abs=1e-9)


def test_a_downgrade_between_two_marks_is_migration_and_not_the_issuer_s() -> None:
    grade = {**RATING, "rating": "BB", "rated_on": date(2026, 1, 15), "notch": 12}
    marks = ({"yield_pct": 5.0}, {"yield_pct": 6.0, "marked_on": date(2026, 3, 16)})
    fallen, held = row(marked(*marks, rating=grade)), row(marked(*marks))
    assert held["migration_bp"] == pytest.approx(0.0, abs=1e-9)
    assert fallen["migration_bp"] > 50.0
    assert fallen["issuer_bp"] < held["issuer_bp"]


def test_one_mark_is_no_change_and_says_that_the_rest_is_modelled() -> None:
    found = row(marked({"yield_pct": 5.0}))
    assert found["status"] == ONE_MARK
    assert found["issuer_bp"] is None
    assert found["to_pct"] == 5.0


def test_without_a_rating_or_a_curve_there_is_no_issuer_figure() -> None:
    marks = ({"yield_pct": 5.0}, {"yield_pct": 6.0, "marked_on": date(2026, 3, 16)})
    unrated = row(marked(*marks, tranche={"sp_at_issue": None}))
    assert (unrated["status"], unrated["issuer_bp"]) == (NO_RATING, None)
    assert unrated["spread_bp"] is not None
    nowhere = pl.DataFrame([{**MARK, **mark} for mark in marks], schema_overrides=KINDS)
    empty = market_history(made_up().clear().with_columns(recorded=False, final_vintage=False), SERIES)
    unread = row(attribution(book({}, marks=nowhere), empty, TODAY, NO_SWAPS))
    assert (unread["status"], unread["issuer_bp"], unread["spread_bp"]) == (NO_CURVE, None, None)


def test_a_price_is_read_as_a_yield_at_par_the_coupon() -> None:
    found = row(marked({"price": 100.0, "marked_on": date(2025, 12, 15)}))
    assert found["to_pct"] == pytest.approx(5.0, abs=1e-6)
    assert found["to_read"] == "price"


def test_convertibles_and_other_currencies_have_no_line() -> None:
    for tranche in ({"instrument": "convertible"}, {"currency": "EUR"}):
        assert marked({"yield_pct": 5.0}, tranche=tranche).is_empty()


def test_a_mark_later_than_the_day_asked_about_is_not_known() -> None:
    assert marked({"yield_pct": 5.0, "marked_on": date(2026, 7, 1)}).is_empty()


def test_a_book_without_marks_has_an_empty_frame_of_the_declared_columns() -> None:
    found = attribution(book({}), market(), TODAY, NO_SWAPS)
    assert found.columns == list(names(ATTRIBUTION_COLUMNS))
    assert found.is_empty()


def test_a_mark_s_z_spread_lies_by_its_g_spread_and_swaps_are_asked_of_nobody() -> None:
    found = row(marked({"price": 97.0}))
    assert found["g_spread_bp"] > 0
    assert found["z_spread_bp"] == pytest.approx(found["g_spread_bp"], abs=8.0)
    assert found["i_spread_bp"] is None


def test_an_amortising_mark_has_a_z_spread_over_every_payment() -> None:
    level = {"amortization": "amortizing", "amort_kind": "level", "amort_first": date(2028, 6, 15)}
    found = row(marked({"price": 97.0}, tranche=level))
    assert found["z_spread_bp"] == pytest.approx(found["g_spread_bp"], abs=25.0)


def test_a_mark_without_a_price_has_no_z_spread() -> None:
    found = row(marked({"yield_pct": 6.0}))
    assert found["z_spread_bp"] is None
    assert found["g_spread_bp"] is not None


LATER = date(2026, 3, 16)


def settled(*prints: tuple[str, date, float]) -> pl.DataFrame:
    return swap_prints(history(vintages(prints), SWAPS, as_of=TODAY, moment=noon(TODAY)), SWAPS)


def oracle(before: float, after: float) -> pl.DataFrame:
    return settled(("CDS_ORCL_5Y", date(2025, 9, 12), before), ("CDS_ORCL_5Y", LATER, after))


@settings(max_examples=15, deadline=None)
@given(before=st.floats(4.0, 9.0), after=st.floats(4.0, 9.0), first=st.floats(85.0, 103.0), last=st.floats(85.0, 103.0))
def test_what_the_obligor_s_swap_tells_and_the_bond_s_own_add_up_to_the_issuer(
    before: float, after: float, first: float, last: float
) -> None:
    marks = ({"yield_pct": before}, {"yield_pct": after, "marked_on": LATER})
    found = row(marked(*marks, tranche={"obligor": "Oracle Corporation"}, swaps=oracle(first, last)))
    assert (found["cds_party"], found["cds_relation"]) == ("Oracle", "owes it")
    assert found["obligor_bp"] + found["own_bp"] == pytest.approx(found["issuer_bp"], abs=1e-6)
    assert sum(found[part] for part in PARTS) == pytest.approx(found["yield_bp"], abs=1e-6)


def test_a_swap_that_moved_with_the_index_tells_nothing_of_the_obligor() -> None:
    marks = ({"yield_pct": 5.0}, {"yield_pct": 6.0, "marked_on": LATER})
    found = row(marked(*marks, tranche={"obligor": "Oracle Corporation"}, swaps=oracle(99.0, 99.0)))
    assert found["cds_bp"] == pytest.approx(0.0, abs=3.0)  # the same price with half a year less to run
    index_at_five = (oas("A", LATER) * factor_at(5.0) - oas("A", date(2025, 9, 15)) * factor_at(5.0)) * 100
    assert found["obligor_bp"] == pytest.approx(found["cds_bp"] - index_at_five, abs=1e-6)


def factor_at(years: float) -> float:
    return 0.8 + (0.95 - 0.8) * (years - 4.0) / 2.0


def test_a_sponsor_s_swap_stands_where_the_vehicle_that_owes_it_has_none() -> None:
    marks = ({"yield_pct": 5.0}, {"yield_pct": 6.0, "marked_on": LATER})
    backed = row(marked(*marks, tranche={"obligor": "A vehicle LLC", "sponsor": "Oracle"}, swaps=oracle(99.0, 97.0)))
    assert (backed["cds_relation"], backed["cds_from_on"], backed["cds_to_on"]) == (
        "backs it",
        date(2025, 9, 12),
        LATER,
    )
    stranger = row(marked(*marks, swaps=oracle(99.0, 97.0)))
    assert (stranger["cds_party"], stranger["obligor_bp"], stranger["own_bp"]) == (None, None, None)


def test_a_swap_that_did_not_settle_near_both_marks_splits_nothing() -> None:
    marks = ({"yield_pct": 5.0}, {"yield_pct": 6.0, "marked_on": LATER})
    one = settled(("CDS_ORCL_5Y", LATER, 97.0))
    found = row(marked(*marks, tranche={"obligor": "Oracle Corporation"}, swaps=one))
    assert (found["cds_bp"], found["obligor_bp"], found["own_bp"]) == (None, None, None)
    assert found["issuer_bp"] is not None


def test_what_it_was_sold_at_is_the_first_mark_at_par_the_coupon() -> None:
    found = row(marked({"yield_pct": 6.0, "marked_on": LATER}, tranche={"issue_price": 100.0}))
    assert (found["from_on"], found["from_read"]) == (date(2025, 6, 16), "price at issue")
    assert found["from_pct"] == pytest.approx(5.0, abs=1e-9)
    assert found["status"] == ATTRIBUTED
    assert found["yield_bp"] == pytest.approx(100.0)


def test_a_coupon_alone_is_no_price_and_a_sale_alone_no_attribution() -> None:
    assert row(marked({"yield_pct": 6.0}))["from_on"] is None
    other = {"tranche_id": "another/notes"}
    assert marked({"yield_pct": 6.0, **other}, tranche={"issue_price": 100.0}).is_empty()


def test_a_day_nobody_knows_is_told_as_its_source_tells_it() -> None:
    found = row(marked({"yield_pct": 6.0}, tranche={"spread_at_issue_bp": 80.0}))
    assert (found["from_text"], found["to_text"]) == ("2025-06-16", "2025-09")


@settings(max_examples=15, deadline=None)
@given(before=st.floats(80.0, 105.0), after=st.floats(80.0, 105.0))
def test_a_floater_has_the_spread_form_by_its_simple_discount_margin(before: float, after: float) -> None:
    loan = {"coupon_type": "floating", "coupon_pct": None, "margin_bp": 250.0, "issue_price": before}
    found = row(marked({"price": after, "marked_on": LATER}, tranche=loan))
    life = (date(2035, 6, 15) - LATER).days / 365.25
    assert (found["to_pct"], found["yield_bp"], found["benchmark_bp"]) == (None, None, None)
    assert found["to_spread_bp"] == pytest.approx(250.0 + (100.0 - after) / life * 100, abs=1e-6)
    assert sum(found[part] for part in PARTS[1:]) == pytest.approx(found["spread_bp"], abs=1e-6)


def test_a_mark_of_the_month_of_the_sale_comes_after_it() -> None:
    early = {"price": 110.0, "marked_on": date(2025, 6, 15), "marked_on_text": "2025-06"}
    found = row(marked(early, tranche={"issue_price": 100.0}))
    assert (found["from_read"], found["to_on"], found["to_text"]) == ("price at issue", date(2025, 6, 16), "2025-06")
    assert found["issuer_bp"] == pytest.approx(found["yield_bp"], abs=1e-9)
