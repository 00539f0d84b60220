"""One tranche drilled through the real snapshot: what it is worth, what is missing, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.cashflows.build import cash_flows
from debtwatch.analysis.cashflows.results import FLOW_COLUMNS, MEASURE_COLUMNS, SOURCE_COLUMNS, CashFlows
from debtwatch.analysis.columns import names
from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.snapshot import build_snapshot
from debtwatch.desk.ground import end_of
from debtwatch.domain.errors import UsageError
from debtwatch.domain.series import Cadence, Rights, Series, Unit
from markets import SERIES, book, inputs, made_up, market_rows, vintages

AS_OF = date(2026, 6, 15)
NOTES = "alpha/notes"
SWAPS = {
    f"SWAP_{tenor}Y": Series(
        id=f"SWAP_{tenor}Y", feed="import", label=f"Swap {tenor}-year", unit=Unit.PERCENT, cadence=Cadence.DAILY,
        calendar="always", lag_days=0, published_at="18:00", low=-5, high=50, max_bytes=1, rights=Rights.PERSONAL,
        attribution="yours", group="swap", tenor_years=float(tenor),
    )
    for tenor in (2, 5, 10, 30)
}  # fmt: skip


def drilled(
    as_of: date = AS_OF, *, shock: Shock | None = None, observations: pl.DataFrame | None = None,
    series: Any = SERIES, more: dict[str, Any] | None = None, **row: Any
) -> CashFlows:  # fmt: skip
    shelf = book(row, **more or {})
    given = inputs(shelf, observations)
    if series is not SERIES:
        from dataclasses import replace

        given = replace(given, series=series)
    snapshot = build_snapshot(given, as_of=as_of, moment=end_of(as_of), shock=shock)
    return cash_flows(given, snapshot, NOTES)


def value(found: CashFlows, measure: str) -> float:
    row = found.measures.filter(pl.col("measure") == measure)
    assert row.height == 1, measure
    assert row["value"][0] is not None, row["missing"][0]
    return float(row["value"][0])


def missing(found: CashFlows, measure: str) -> str:
    row = found.measures.filter(pl.col("measure") == measure)
    assert row["value"][0] is None
    return str(row["missing"][0])


def test_every_column_is_there_and_every_measure_has_a_value_or_says_what_is_missing() -> None:
    found = drilled()
    assert tuple(found.flows.columns) == names(FLOW_COLUMNS)
    assert tuple(found.measures.columns) == names(MEASURE_COLUMNS)
    assert tuple(found.sources.columns) == names(SOURCE_COLUMNS)
    assert found.measures.filter(pl.col("value").is_null() == pl.col("missing").is_null()).is_empty()


def test_flows_in_dollars_sum_to_what_is_owed_and_present_values_to_the_price() -> None:
    found = drilled(outstanding_usd_m=750.0)
    assert found.flows["principal_usd_m"].sum() == pytest.approx(750.0)
    assert found.flows["present_usd_m"].sum() == pytest.approx(value(found, "dirty price") * 7.5)
    clean = value(found, "dirty price") - value(found, "accrued interest")
    assert value(found, "price at the market yield") == pytest.approx(clean)
    assert value(found, "yield at that price") == pytest.approx(value(found, "market yield"), abs=1e-9)


@pytest.mark.parametrize(
    "row",
    [{}, {"issue_price": 97.0}, {"yield_at_issue_pct": 5.4}, {"amortization": "amortizing", "amort_kind": "level"}],
)
def test_on_its_issue_date_the_market_asks_the_yield_it_was_sold_at(row: dict[str, Any]) -> None:
    found = drilled(date(2025, 6, 16), **row)
    assert value(found, "market yield") == pytest.approx(value(found, "yield at issue"), abs=1e-9)


def test_the_last_mark_s_yield_stands_beside_the_market_s_with_its_day() -> None:
    marks = pl.DataFrame(
        {
            "tranche_id": [NOTES, NOTES], "marked_on": [date(2026, 1, 15), date(2026, 5, 15)],
            "marked_on_text": ["2026-01-15", "2026-05"], "price": [99.0, 91.0],
            "yield_pct": [None, None], "spread_bp": [None, None], "source_url": [None, None],
            "confidence": ["low", "medium"], "second_hand": [False, False],
        },
        schema_overrides={"yield_pct": pl.Float64, "spread_bp": pl.Float64, "source_url": pl.String},
    )  # fmt: skip
    found = drilled(more={"marks": marks})
    assert value(found, "yield at the last mark") == pytest.approx(6.33, abs=0.05)
    (how,) = found.measures.filter(pl.col("measure") == "yield at the last mark")["how"]
    assert how == "price of 2026-05, confidence medium"
    assert "nobody's price" in missing(drilled(), "yield at the last mark")


def test_an_original_issue_discount_is_a_yield_above_the_coupon() -> None:
    found = drilled(issue_price=97.0)
    assert value(found, "original issue discount") == 3.0
    assert value(found, "yield at issue") > 5.3


def test_a_g_spread_is_index_spread_and_premium_and_the_z_spread_lies_near_it() -> None:
    found = drilled()
    assert value(found, "G-spread") == pytest.approx(79.0, abs=0.5)
    assert value(found, "Z-spread") == pytest.approx(value(found, "G-spread"), abs=3.0)


def test_a_rise_of_the_curve_lowers_the_price_and_leaves_the_spreads() -> None:
    before, after = drilled(), drilled(shock=Shock("up", par_bp=100.0))
    assert value(after, "market yield") == pytest.approx(value(before, "market yield") + 1.0)
    assert value(after, "price at the market yield") < value(before, "price at the market yield") - 5
    assert value(after, "G-spread") == pytest.approx(value(before, "G-spread"))
    assert value(after, "Z-spread") == pytest.approx(value(before, "Z-spread"), abs=1.0)


def swapped() -> pl.DataFrame:
    rows: list[tuple[str, date, float | None]] = [(name, date(2026, 6, 12), 3.5 + each.tenor_years / 20) for name, each in SWAPS.items() if each.tenor_years]  # fmt: skip
    return vintages([*market_rows(date(2025, 6, 1), date(2026, 6, 12)), *rows])


def test_over_swaps_only_where_the_reader_imports_a_curve() -> None:
    assert "no swap curve" in missing(drilled(), "I-spread")
    with_swaps = drilled(observations=swapped(), series={**SERIES, **SWAPS})
    life = value(with_swaps, "average life")
    swap = 3.75 + (life - 5) / 5 * 0.25
    assert value(with_swaps, "I-spread") == pytest.approx((value(with_swaps, "market yield") - swap) * 100, abs=0.1)


FLOATER: dict[str, Any] = {
    "instrument": "term_loan", "coupon_type": "floating", "coupon_pct": None, "margin_bp": 150.0,
    "issued_on": date(2025, 6, 16), "matures_on": date(2030, 6, 15),
}  # fmt: skip


def test_a_floater_has_a_discount_margin_over_swaps_and_no_spread_over_treasuries() -> None:
    found = drilled(observations=swapped(), series={**SERIES, **SWAPS}, **FLOATER)
    assert "over swaps" in missing(found, "G-spread")
    assert set(found.flows["basis"]) == {"projected"}
    below = value(found, "price at the market yield") < 100
    assert (value(found, "swap discount margin") > 150) is below
    assert "no swap curve" in missing(drilled(**FLOATER), "swap discount margin")


def test_a_floater_asked_what_it_pays_is_worth_par() -> None:
    found = drilled(date(2025, 6, 16), **FLOATER)
    assert value(found, "market yield") == pytest.approx(5.5)
    assert value(found, "dirty price") == pytest.approx(100.0, abs=1e-9)


def test_a_shock_moves_what_a_floater_pays_with_what_the_market_asks_so_that_its_price_stays() -> None:
    before, after = drilled(**FLOATER), drilled(shock=Shock("up", par_bp=100.0), **FLOATER)
    moved = value(after, "market yield") - value(before, "market yield")
    assert after.flows["rate_pct"][0] - before.flows["rate_pct"][0] == pytest.approx(moved)
    assert value(after, "dirty price") == pytest.approx(value(before, "dirty price"), abs=0.1)


def test_a_make_whole_costs_the_payments_at_treasury_plus_its_spread_and_is_told_as_the_range_it_was() -> None:
    found = drilled(
        make_whole_bp=20.0, make_whole_high_bp=30.0, call_price=100.0, call_make_whole="make-whole T+20-30bp"
    )
    dear, cheap = (value(found, f"price to repay today at Treasury + {bp} bp") for bp in (20, 30))
    assert dear > cheap > 100.0
    saved = value(found, "saved by refinancing today at Treasury + 20 bp")
    assert saved == pytest.approx(value(found, "price at the market yield") - dear)
    assert value(found, "saved in all at Treasury + 20 bp") == pytest.approx(saved * 10)


def test_after_its_make_whole_a_bond_costs_its_call_price() -> None:
    found = drilled(make_whole_until=date(2026, 6, 15), call_price=102.25)
    (price,) = found.measures.filter(pl.col("measure").str.starts_with("price to repay"))["value"]
    assert price == 102.25


def test_a_make_whole_to_a_par_call_stops_there() -> None:
    terms: dict[str, Any] = {"make_whole_bp": 20.0, "call_price": 100.0, "coupon_pct": 9.0}
    short = value(drilled(make_whole_until=date(2028, 6, 15), **terms), "price to repay today at Treasury + 20 bp")
    long = value(drilled(**terms), "price to repay today at Treasury + 20 bp")
    assert 100 < short < long - 10


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "no early repayment in the book"),
        ({"call_make_whole": "make-whole to par call date, then par", "call_price": 100.0}, "spread not published (make-whole"),
        ({"make_whole_until": date(2028, 2, 1), "make_whole_bp": 50.0}, "the price from 2028-02-01 on is not published"),
    ],
)  # fmt: skip
def test_an_early_repayment_that_cannot_be_priced_says_what_is_missing(row: dict[str, Any], words: str) -> None:
    found = drilled(**row)
    (why,) = found.measures.filter(pl.col("measure").str.starts_with("price to repay"))["missing"]
    assert words in why


def test_extensions_are_a_term_beside_the_contractual_payments() -> None:
    found = drilled(extension_count=2, extension_months=12)
    assert found.flows["paid_on"][-1] == date(2035, 6, 15)
    assert value(found, "term with every extension") == pytest.approx(11.0, abs=0.01)
    assert any("may extend to 2037-06-15" in note for note in found.notes)


def test_a_table_of_repayments_is_followed_and_cited() -> None:
    table = pl.DataFrame(
        {
            "tranche_id": [NOTES], "due_on": [date(2030, 6, 15)], "due_on_text": ["2030-06"], "principal_pct": [60.0],
            "source_url": ["https://example.com/indenture"], "source_date_text": ["2025-06"], "confidence": ["high"],
            "second_hand": [False], "note": [None],
        }
    )  # fmt: skip
    found = drilled(
        amortization="amortizing", amort_kind="sculpted", more={"repayments": table},
        repayment_days=[date(2030, 6, 15)], repayment_pcts=[60.0],
    )  # fmt: skip
    back = found.flows.filter(pl.col("principal") > 0)
    assert back["paid_on"].to_list() == [date(2030, 6, 15), date(2035, 6, 15)]
    assert back["principal"].to_list() == pytest.approx([60.0, 40.0])
    assert value(found, "average life") == pytest.approx(0.6 * 4 + 0.4 * 9, abs=0.01)
    cited = found.sources.filter(pl.col("field") == "repayment 2030-06").row(0, named=True)
    assert (cited["value"], cited["source"]) == ("principal_pct 60", "https://example.com/indenture")


def test_every_rate_is_cited_with_its_series_and_day() -> None:
    cited = drilled().sources
    ten = cited.filter(pl.col("series") == "UST_10Y").row(0, named=True)
    assert (ten["dated"], ten["value"]) == ("2026-06-12", "4.43 %")
    assert cited.filter(pl.col("field") == "coupon_pct")["value"].to_list() == ["5"]


REFUSED: dict[str, dict[str, Any]] = {
    "no maturity": {"matures_on": None},
    "at or past maturity": {"matures_on": AS_OF},
    "nothing is owed": {"outstanding_usd_m": 0.0},
    "coupon below zero": {"coupon_pct": -0.5},
    "matures in more than 100 years: check the date": {"matures_on": date(2226, 1, 1)},
    "not issued yet: 2026-07-01": {"issued_on": date(2026, 7, 1)},
    "repaid on 2026-06-01": {"status": "repaid", "counted": False, "repaid_on": date(2026, 6, 1)},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_laid_out_is_refused_in_words_and_still_cited(reason: str) -> None:
    found = drilled(**REFUSED[reason])
    assert found.refused == reason
    assert found.flows.is_empty()
    assert found.measures.is_empty()
    assert found.sources.height > 5


LACKS: dict[str, dict[str, Any]] = {
    "no coupon or issue spread published": {"coupon_pct": None},
    "no rating": {"sp_at_issue": None, "issued_on": date(2015, 6, 15)},
    "GBP curve is off": {"currency": "GBP"},
    "convertible: off the gap": {"instrument": "convertible"},
    "it stands outside the debt of that day": {"status": "rumoured", "counted": False, "excluded_because": "rumoured"},
}


@pytest.mark.parametrize("reason", LACKS)
def test_what_lacks_an_input_is_laid_out_as_far_as_it_goes_and_says_which(reason: str) -> None:
    found = drilled(**LACKS[reason])
    assert found.refused == ""
    assert reason in missing(found, "price at the market yield")
    assert found.flows["principal"].sum() == pytest.approx(100.0)
    assert found.flows["present"].null_count() == found.flows.height


def test_unknown_drawings_are_told_per_hundred_and_sum_to_no_dollars() -> None:
    found = drilled(outstanding_usd_m=None, commitment_basis=True)
    assert found.flows["principal"].sum() == pytest.approx(100.0)
    assert found.flows["principal_usd_m"].null_count() == found.flows.height
    assert any("balance not published" in note for note in found.notes)


def test_a_century_bond_is_priced_on_its_first_day_and_a_bond_on_its_last() -> None:
    century = drilled(date(2025, 6, 16), matures_on=date(2126, 1, 1), coupon_pct=6.125)
    assert century.flows.height == 202
    assert 0 < value(century, "price at the market yield") < 200
    assert value(century, "Z-spread") == pytest.approx(value(century, "G-spread"), abs=60)
    last = drilled(matures_on=date(2026, 6, 16))
    assert last.flows["principal"].to_list() == [100.0]
    expected = 102.5 / (1 + value(last, "market yield") / 100 / 360)
    assert value(last, "dirty price") == pytest.approx(expected)
    assert value(last, "accrued interest") == pytest.approx(5 * 179 / 360)


def with_curve(level: Any) -> pl.DataFrame:
    rows = market_rows(date(2025, 6, 1), date(2026, 6, 12))
    tenors = {name: each.tenor_years for name, each in SERIES.items() if each.group == "treasury"}
    bent = [
        (name, day, level(tenors[name]) if name in tenors and day > date(2026, 6, 1) else was)
        for name, day, was in rows
    ]
    return vintages(bent)


@pytest.mark.parametrize(
    "level",
    [lambda tenor: 6.0 - tenor / 10, lambda tenor: -0.5, lambda tenor: -0.6 + tenor / 20, lambda tenor: 4 + (tenor % 3)],
    ids=["inverted", "negative", "through zero", "zigzag"],
)  # fmt: skip
def test_a_crossed_or_negative_curve_is_priced_consistently(level: Any) -> None:
    found = drilled(observations=with_curve(level))
    assert value(found, "dirty price") == pytest.approx(found.flows["present"].sum())
    assert value(found, "yield at that price") == pytest.approx(value(found, "market yield"), abs=1e-9)
    assert abs(value(found, "Z-spread") - value(found, "G-spread")) < 60


def test_a_curve_no_zero_can_be_stripped_from_prices_the_bond_and_refuses_the_z_spread_by_name() -> None:
    found = drilled(observations=with_curve(lambda tenor: 1.0 if tenor < 7 else 90.0))
    assert value(found, "price at the market yield") > 0
    assert "such a curve cannot be stripped" in missing(found, "Z-spread")


def test_without_any_curve_the_payments_stand_and_the_price_says_so() -> None:
    found = drilled(observations=made_up().filter(pl.col("series") == "SOFR90DAYAVG"))
    assert found.flows.height == 18
    assert "no market rate" in missing(found, "price at the market yield")


def test_a_tranche_the_book_does_not_have_names_its_neighbours() -> None:
    given = inputs(book({}))
    snapshot = build_snapshot(given, as_of=AS_OF, moment=end_of(AS_OF))
    with pytest.raises(UsageError, match="alpha/notes"):
        cash_flows(given, snapshot, "alpha/nope")


def test_a_deal_of_one_tranche_names_it_and_a_deal_of_two_asks_which() -> None:
    alone = inputs(book({}))
    pair = inputs(book({"tranche_id": NOTES, "deal_id": "alpha"}, {"tranche_id": "alpha/b", "deal_id": "alpha"}))
    shown = [build_snapshot(given, as_of=AS_OF, moment=end_of(AS_OF)) for given in (alone, pair)]
    assert cash_flows(alone, shown[0], "alpha").tranche_id == NOTES
    assert cash_flows(alone, shown[0], "alpha").flows.equals(cash_flows(alone, shown[0], NOTES).flows)
    with pytest.raises(UsageError, match="alpha/b"):
        cash_flows(pair, shown[1], "alpha")
    with pytest.raises(UsageError, match="DEAL/TRANCHE"):
        cash_flows(alone, shown[0], "alph")
