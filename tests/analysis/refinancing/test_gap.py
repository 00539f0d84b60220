from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.market.quotes import market_history
from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.market.today import market_today
from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.refinancing.ledger import ledger_of
from debtwatch.analysis.refinancing.pressure import refinancing
from markets import SERIES, book, made_up, noon, oas, par

if TYPE_CHECKING:
    from debtwatch.analysis.refinancing.results import Refinancing

ISSUED = date(2025, 6, 16)
TODAY = date(2026, 6, 15)
NEWEST = date(2026, 6, 12)
"""The newest day published by the noon of a Monday."""


def pressed(
    shelf: Any, as_of: date = TODAY, observations: pl.DataFrame | None = None, shock: Shock | None = None
) -> Refinancing:
    rows = made_up() if observations is None else observations
    known = history(rows, SERIES, as_of=as_of, moment=noon(as_of).replace(hour=23))
    market = market_history(known, SERIES)
    return refinancing(ledger_of(shelf, market, as_of), market, market_today(known, market, as_of), shock=shock)


def one(
    shelf: Any, as_of: date = TODAY, observations: pl.DataFrame | None = None, shock: Shock | None = None
) -> dict[str, Any]:
    return pressed(shelf, as_of, observations, shock).tranches.row(0, named=True)


def test_every_gap_is_par_plus_spread_plus_premium_less_what_it_pays() -> None:
    shelf = book(
        {},
        {"coupon_type": "floating", "coupon_pct": None, "margin_bp": 150.0},
        {"sp_at_issue": None, "coupon_pct": 7.5},
        {"amortization": "amortizing", "amort_kind": "amortizing"},
        {"issue_price": 98.5},
    )
    rows = pressed(shelf).tranches
    assert rows["priced"].all()
    parts = rows.select(
        (pl.col("par_pct") + pl.col("spread_pct") + pl.col("premium_pct") - pl.col("rate_paid_pct")) * 100
        - pl.col("gap_bp")
    )
    assert parts.to_series().abs().max() == pytest.approx(0, abs=1e-9)


@given(
    coupon_pct=st.floats(1.0, 12.0),
    issue_price=st.one_of(st.none(), st.floats(85.0, 110.0)),
    years=st.integers(2, 40),
    rating=st.sampled_from(["AAA", "AA-", "A", "BBB+", "BBB-", "BB", "B", "CCC+", None]),
    amortization=st.sampled_from(["bullet", "amortizing", "unknown"]),
    index=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_on_the_issue_date_the_model_returns_the_issue_yield(
    coupon_pct: float, issue_price: float | None, years: int, rating: str | None, amortization: str, *, index: bool
) -> None:
    day = date(2025, 6, 17)
    shelf = book(
        {
            "coupon_pct": coupon_pct,
            "issue_price": issue_price,
            "issued_on": day,
            "matures_on": date(2025 + years, 6, 15),
            "sp_at_issue": rating,
            "amortization": amortization,
            "amort_kind": amortization,
        }
    )
    row = one(shelf, day, made_up(last=date(2025, 6, 30), index=index))
    if row["priced"] and row["premium_pct"] is not None:
        assert row["market_pct"] == pytest.approx(row["issue_yield_pct"], abs=1e-9)
    else:
        assert not index or row["unpriced_because"] is not None


@pytest.mark.parametrize(
    ("coupon_pct", "issue_price", "maturity", "expected"),
    [
        (4.600, 99.976, date(2028, 5, 15), 4.605),
        (4.950, 99.951, date(2033, 5, 15), 4.956),
        (5.600, 99.723, date(2053, 5, 15), 5.619),
        (5.750, 99.702, date(2063, 5, 15), 5.769),
    ],
)
def test_the_reoffer_price_gives_the_yield_of_the_term_sheet(
    coupon_pct: float, issue_price: float, maturity: date, expected: float
) -> None:
    sold = {"issued_on": date(2023, 5, 3), "matures_on": maturity, "coupon_pct": coupon_pct, "issue_price": issue_price}
    assert one(book(sold))["issue_yield_pct"] == pytest.approx(expected, abs=1e-3)


def test_a_rating_prices_between_its_buckets_on_the_log_of_their_spreads() -> None:
    row = one(book({"sp_at_issue": "BBB+", "matures_on": date(2034, 12, 15)}))
    between = oas("A", NEWEST) ** (1 / 3) * oas("BBB", NEWEST) ** (2 / 3)
    assert row["rating"] == "BBB+"
    assert row["spread_pct"] == pytest.approx(between * 1.1, rel=2e-3)


def test_high_yield_has_no_tenor_factor() -> None:
    row = one(book({"sp_at_issue": "BB"}))
    assert row["spread_pct"] == pytest.approx(oas("BB", NEWEST))


def test_beyond_thirty_years_the_thirty_year_is_read() -> None:
    row = one(book({"matures_on": date(2065, 6, 15)}))
    assert row["par_pct"] == pytest.approx(par(30, NEWEST))


def test_without_an_index_a_and_better_price_on_the_corporate_curve_and_the_rest_show_the_base_alone() -> None:
    shelf = book({"sp_at_issue": "A"}, {"sp_at_issue": "BBB"})
    good, weak = pressed(shelf, observations=made_up(index=False)).tranches.to_dicts()
    assert good["spread_basis"] == "hqm"
    assert good["priced"]
    assert good["spread_pct"] == pytest.approx(0.7 + 0.01 * good["wal_years"], abs=0.01)
    assert weak["par_pct"] is not None
    assert (weak["priced"], weak["gap_bp"], weak["spread_pct"]) == (False, None, None)
    assert weak["unpriced_because"] == "no index spread in reach for its rating"


def test_where_the_index_does_not_reach_the_issue_date_the_rate_is_shown_ex_premium() -> None:
    late = made_up().filter((pl.col("observed_on") >= date(2026, 1, 1)) | ~pl.col("series").str.starts_with("BAML"))
    row = one(book({"sp_at_issue": "BBB"}), observations=late)
    assert row["premium_basis"] == "ex premium"
    assert row["premium_pct"] is None
    assert row["gap_bp"] == pytest.approx((row["par_pct"] + row["spread_pct"] - 5.0) * 100)


def test_a_convertible_is_off_the_gap_and_the_ranking() -> None:
    row = one(book({"instrument": "convertible", "coupon_pct": 1.75, "put_on": date(2029, 6, 15)}))
    assert (row["gap_bp"], row["ranked"], row["unpriced_because"]) == (None, False, "convertible: off the gap")
    assert (row["first_event_on"], row["first_event_kind"]) == (date(2029, 6, 15), "put")


def test_another_currency_is_unpriced_until_its_curve_is_on() -> None:
    row = one(book({"currency": "EUR"}))
    assert row["unpriced_because"] == "EUR curve is off"
    assert not row["priced"]


def test_a_floater_s_gap_is_the_change_of_its_index_spread_whatever_sofr_is() -> None:
    shelf = book({"coupon_type": "floating", "coupon_pct": None, "margin_bp": 300.0, "sp_at_issue": "BB"})
    row = one(shelf)
    assert row["gap_bp"] == pytest.approx((oas("BB", NEWEST) - oas("BB", ISSUED)) * 100)
    assert row["base"] == "SOFR average"
    without = one(shelf, observations=made_up().filter(pl.col("series") != "SOFR90DAYAVG"))
    assert without["gap_bp"] == pytest.approx(row["gap_bp"])
    assert without["market_pct"] is None


def test_drawings_unknown_stay_in_a_subtotal_of_their_own() -> None:
    shelf = book(
        {
            "instrument": "ddtl",
            "coupon_type": "floating",
            "coupon_pct": None,
            "margin_bp": 250.0,
            "sp_at_issue": "BBB",
            "outstanding_usd_m": None,
            "commitment_basis": True,
        }
    )
    result = pressed(shelf)
    row = result.tranches.row(0, named=True)
    assert row["priced"]
    assert (row["mark_usd_m_y"], row["rolls_12m_usd_m"]) == (None, None)
    assert result.totals.commitment_basis_usd_m == 1_000.0
    assert result.totals.commitment_basis_mark_usd_m_y == pytest.approx(row["gap_bp"] * 0.1)
    assert result.totals.mark_usd_m_y == 0.0


def test_an_unknown_profile_is_shown_as_the_range_of_bullet_and_level_pay() -> None:
    row = one(book({"amortization": "unknown", "amort_kind": "unknown", "matures_on": date(2045, 6, 15)}))
    assert row["profile"] == "bullet"
    assert row["gap_low_bp"] <= row["gap_bp"] <= row["gap_high_bp"]
    assert row["gap_low_bp"] < row["gap_high_bp"]
    certain = one(book({}))
    assert (certain["gap_low_bp"], certain["gap_high_bp"]) == (None, None)


def test_fully_amortising_paper_rolls_nothing_and_is_read_at_its_average_life() -> None:
    row = one(
        book(
            {
                "amortization": "amortizing",
                "amort_kind": "level",
                "amort_first": date(2029, 5, 30),
                "amort_last": date(2049, 5, 30),
                "issued_on": date(2025, 10, 16),
                "matures_on": date(2049, 5, 30),
                "coupon_pct": 6.581,
            }
        )
    )
    assert row["roll_principal_usd_m"] == 0.0
    assert row["profile"] == "scheduled"
    assert 14.5 < row["wal_years"] < 16.5


def test_what_falls_due_within_a_year_costs_its_roll_gap() -> None:
    result = pressed(book({"matures_on": date(2027, 3, 15)}, {}))
    soon, late = result.tranches.to_dicts()
    assert (soon["rolls_12m_usd_m"], late["rolls_12m_usd_m"]) == (1_000.0, 0.0)
    assert soon["roll_12m_usd_m_y"] == pytest.approx(soon["roll_gap_bp"] * 0.1)
    assert result.totals.roll_12m_usd_m_y == pytest.approx(soon["roll_12m_usd_m_y"])
    assert soon["mark_usd_m_y"] == pytest.approx(1_000 * soon["gap_bp"] / 10_000)


def test_without_a_rating_the_nearest_index_at_issue_is_implied_and_labelled() -> None:
    spread = oas("BB", ISSUED) * 100
    row = one(book({"sp_at_issue": None, "spread_at_issue_bp": spread, "coupon_pct": par(10, ISSUED) + spread / 100}))
    assert (row["rating"], row["rating_basis"]) == ("BB", "implied")
    assert row["rating_source"] == f"issue spread {spread:.0f} bp"
    assert row["premium_pct"] == pytest.approx(0, abs=0.02)


def test_a_spread_at_issue_stands_in_for_a_coupon_that_is_not_published() -> None:
    row = one(book({"coupon_pct": None, "spread_at_issue_bp": 120.0}))
    assert row["premium_basis"] == "spread at issue"
    assert row["rate_paid_pct"] == pytest.approx(row["issue_par_pct"] + 1.2)


def test_what_is_missing_is_named() -> None:
    shelf = book(
        {"coupon_pct": None},
        {"matures_on": None},
        {"instrument": "bridge"},
        {"coupon_type": "floating", "coupon_pct": None},
    )
    assert pressed(shelf).tranches["unpriced_because"].to_list() == [
        "no coupon or issue spread published",
        "no maturity published",
        "bridge without a take-out tenor",
        "no margin published",
    ]


def test_a_bridge_with_a_take_out_tenor_is_priced_but_not_ranked() -> None:
    row = one(book({"instrument": "bridge", "takeout_tenor_years": 10.0, "matures_on": date(2026, 12, 15)}))
    assert (row["priced"], row["ranked"]) == (True, False)
    assert row["par_pct"] == pytest.approx(par(10, NEWEST), abs=1e-3)


def test_a_downgrade_moves_the_gap_and_leaves_the_premium() -> None:
    cut = {"deal_id": "alpha", "rating": "BBB-", "notch": 10, "rated_on": date(2026, 3, 2)}
    before = one(book({}))
    after = one(book({}, ratings=[cut]))
    assert after["premium_pct"] == pytest.approx(before["premium_pct"])
    assert after["gap_bp"] > before["gap_bp"] + 20


def test_a_shock_moves_the_market_and_holds_the_premium() -> None:
    calm = one(book({"sp_at_issue": "BBB"}))
    up = one(book({"sp_at_issue": "BBB"}), shock=Shock("up", par_bp=100))
    peak = one(book({"sp_at_issue": "BBB"}), shock=Shock("2008", peaks=((7, 5.0), (9, 7.0), (14, 19.0))))
    assert up["gap_bp"] - calm["gap_bp"] == pytest.approx(100)
    assert peak["premium_pct"] == pytest.approx(calm["premium_pct"])
    assert peak["spread_pct"] == pytest.approx(calm["spread_pct"] * 7.0 / oas("BBB", NEWEST))


def test_before_the_first_deal_there_is_nothing_and_totals_are_zero() -> None:
    result = pressed(book({}), date(2025, 2, 3))
    assert result.tranches.is_empty()
    assert result.totals.tranches == 0
    assert [each.what for each in result.totals.excluded] == ["not issued yet"]


def test_a_repaid_tranche_counts_until_the_day_it_was_repaid() -> None:
    gone = {"status": "repaid", "counted": False, "excluded_because": "repaid", "repaid_on": date(2026, 1, 5)}
    assert pressed(book(gone), date(2026, 1, 2)).totals.tranches == 1
    assert pressed(book(gone), date(2026, 1, 5)).totals.tranches == 0


def test_the_ranking_needs_three_parts_and_leaves_out_what_is_unpriced() -> None:
    shelf = book({"matures_on": date(2027, 3, 15), "sp_at_issue": "BB"}, {}, {"currency": "EUR"})
    deals = pressed(shelf).deals
    ranks = dict(zip(deals["deal_id"], deals["rank"], strict=True))
    assert ranks == {"deal-0": 1, "deal-1": 2, "deal-2": None}
    assert deals["rank_parts"].to_list()[:2] == [3, 3]


def test_the_wall_holds_every_dollar_once() -> None:
    shelf = book(
        {},
        {"amortization": "amortizing", "amort_kind": "amortizing", "matures_on": date(2031, 6, 15)},
        {"instrument": "convertible", "put_on": date(2029, 6, 15)},
        {"extension_options": "2x12m", "matures_on": date(2029, 3, 15)},
    )
    wall = pressed(shelf).wall
    assert wall["principal_usd_m"].sum() == pytest.approx(4_000)
    assert wall["expected_usd_m"].sum() == pytest.approx(4_000)
    assert wall["amortization_usd_m"].sum() == pytest.approx(1_000)
    by_quarter = {row["quarter"]: row for row in wall.to_dicts()}
    assert by_quarter[date(2029, 4, 1)]["put_usd_m"] == 1_000
    assert by_quarter[date(2029, 1, 1)]["expected_usd_m"] < by_quarter[date(2029, 1, 1)]["principal_usd_m"]
    assert by_quarter[date(2031, 1, 1)]["expected_usd_m"] >= 1_000


def test_the_first_event_is_the_earliest_still_ahead() -> None:
    leases = pl.DataFrame(
        {"deal_id": ["alpha"], "kind": ["lease"], "starts_on": [date(2026, 1, 1)], "ends_on": [date(2033, 1, 1)]}
    )
    ends = pl.DataFrame({"deal_id": ["alpha"], "ends_on": [date(2030, 1, 1)]})
    row = one(book({}, commitments=leases))
    assert (row["first_event_on"], row["first_event_kind"]) == (date(2033, 1, 1), "lease ends")
    row = one(book({}, commitments=leases, guarantees=ends))
    assert (row["first_event_on"], row["first_event_kind"]) == (date(2030, 1, 1), "guarantee ends")
