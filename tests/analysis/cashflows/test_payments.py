"""What one tranche pays: principal comes back whole, interest is what its terms say, and worth falls as yields rise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.cashflows.payments import Base, accrued_of, bond_of, life_years, payments_of
from debtwatch.analysis.cashflows.terms import Terms, in_words, terms_of
from debtwatch.analysis.cashflows.worth import Discounting, dirty_price, discounted, yield_at
from debtwatch.analysis.refinancing.debt import complete, with_balance
from debtwatch.analysis.refinancing.profiles import BULLET, LEVEL, readings, with_balloon
from debtwatch.analysis.refinancing.wall import instalments
from flow_samples import tranche

AS_OF = date(2026, 6, 15)
NO_TABLE = pl.DataFrame(schema={"due_on": pl.Date, "principal_pct": pl.Float64})
NO_FIXINGS = pl.DataFrame(schema={"on": pl.Date, "rate_pct": pl.Float64})
FLAT = Base(4.0, NO_FIXINGS)


def paid(
    row: dict[str, Any],
    *,
    profile: str = BULLET,
    as_of: date = AS_OF,
    base: Base = FLAT,
    table: pl.DataFrame = NO_TABLE,
) -> tuple[pl.DataFrame, pl.DataFrame, Terms]:
    terms = terms_of(row)
    bond = bond_of(terms, row, profile, as_of)
    return payments_of(bond, terms, table, base), bond, terms


ROWS = st.fixed_dictionaries(
    {
        "coupon_pct": st.floats(0.0, 15.0),
        "matures_on": st.dates(AS_OF + timedelta(days=1), date(2126, 12, 31)),
        "payments_a_year": st.sampled_from((1, 2, 3, 4, 6, 12)),
        "amort_kind": st.sampled_from((None, "level", "linear")),
        "amort_first": st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2040, 1, 1))),
        "amort_final_pct": st.one_of(st.none(), st.floats(0.0, 90.0)),
        "currency": st.sampled_from(("USD", "EUR", "GBP", "CAD")),
    }
)


@settings(deadline=None)
@given(row=ROWS, profile=st.sampled_from((BULLET, LEVEL)), low=st.floats(-0.9, 20.0), more=st.floats(0.01, 5.0))
def test_principal_comes_back_whole_and_price_falls_in_yield(
    row: dict[str, Any], profile: str, low: float, more: float
) -> None:
    flows, bond, terms = paid(tranche(**row), profile=profile)
    assert flows["principal"].sum() == pytest.approx(100.0, abs=1e-6)
    assert flows["principal"].min() >= -1e-9  # type: ignore[operator]
    assert flows["balance_after"][-1] == pytest.approx(0.0, abs=1e-6)
    assert flows["paid_on"].is_sorted()
    assert flows["paid_on"][-1] == terms.maturity
    dear, cheap = (dirty_price(flows, Discounting(each, terms, AS_OF)) for each in (low, low + more))
    assert dear is not None
    assert cheap is not None
    assert dear > cheap
    accrued = accrued_of(bond, flows, terms)
    assert accrued is not None
    assert 0 <= accrued <= row["coupon_pct"] / terms.frequency + 1e-9


@settings(deadline=None)
@given(row=ROWS, asked=st.floats(-0.9, 25.0))
def test_the_present_values_sum_to_the_price_and_the_price_gives_the_yield_back(
    row: dict[str, Any], asked: float
) -> None:
    flows, _, terms = paid(tranche(**row))
    market = Discounting(asked, terms, AS_OF)
    dirty = dirty_price(flows, market)
    assert dirty is not None
    assert discounted(flows, market)["present"].sum() == pytest.approx(dirty)
    assert yield_at(flows, dirty, terms, compounding=terms.compounding) == pytest.approx(asked, abs=1e-6)


def test_a_table_of_its_own_repays_on_the_payment_date_at_or_after_each_day_and_the_rest_at_maturity() -> None:
    table = pl.DataFrame(
        {"due_on": [date(2026, 1, 1), date(2027, 6, 15), date(2028, 2, 1)], "principal_pct": [20.0, 16.0, 40.0]}
    )
    row = tranche(matures_on=date(2029, 6, 15), amort_kind="sculpted")
    flows, _, _ = paid(row, profile=LEVEL, table=table)
    back = {day: amount for day, amount in flows.select("paid_on", "principal").rows() if amount}
    # Twenty of a hundred are gone: sixteen and forty of the eighty left, the rest with the last payment.
    assert back == {
        date(2027, 6, 15): pytest.approx(20.0),
        date(2028, 6, 15): pytest.approx(50.0),
        date(2029, 6, 15): pytest.approx(30.0),
    }
    assert flows["interest"].to_list() == pytest.approx([2.5, 2.5, 2.0, 2.0, 0.75, 0.75])


def test_a_stated_long_first_coupon_pays_its_whole_time_and_nothing_before_it() -> None:
    row = tranche(issued_on=date(2026, 5, 3), matures_on=date(2031, 5, 15), first_coupon_on=date(2027, 5, 15))
    flows, bond, terms = paid(row)
    assert flows["interest"][0] == 0.0
    assert flows["interest"][1] == pytest.approx(2.5 * (2 + 12 / 180))
    assert flows["interest"][2] == 2.5
    assert accrued_of(bond, flows, terms) == pytest.approx(5 * 42 / 360)


def test_an_unstated_first_coupon_is_the_short_one_to_the_next_date() -> None:
    flows, bond, terms = paid(tranche(issued_on=date(2026, 6, 1), matures_on=date(2031, 9, 15)))
    assert flows["interest"][0] == pytest.approx(2.5 * 104 / 180)
    assert accrued_of(bond, flows, terms) == pytest.approx(5 * 14 / 360)


def test_a_bond_bought_on_its_coupon_date_has_nothing_accrued_and_does_not_get_that_coupon() -> None:
    flows, bond, terms = paid(tranche())
    assert accrued_of(bond, flows, terms) == 0.0
    assert flows["paid_on"][0] == date(2026, 12, 15)


def test_a_convertible_that_accretes_is_repaid_above_par() -> None:
    flows, _, _ = paid(tranche(instrument="convertible", redemption_pct=120.0))
    assert flows["principal"].sum() == pytest.approx(120.0)


def test_a_zero_pays_once_and_accrues_nothing() -> None:
    flows, bond, terms = paid(tranche(coupon_type="zero", coupon_pct=None))
    assert flows["interest"].sum() == 0.0
    assert accrued_of(bond, flows, terms) == 0.0
    assert in_words(terms) == "zero coupon, due 2035-06-15"


FLOATER = {"coupon_type": "floating", "coupon_pct": None, "margin_bp": 250.0, "instrument": "term_loan"}


def test_a_floater_is_projected_at_the_average_never_below_its_floor() -> None:
    above, _, _ = paid(tranche(**FLOATER, floor_pct=1.0))
    below, _, _ = paid(tranche(**FLOATER, floor_pct=5.0))
    assert set(above["rate_pct"]) == {6.5}
    assert set(below["rate_pct"]) == {7.5}
    assert set(above["basis"]) == {"projected"}
    assert above["interest"][0] == pytest.approx(6.5 * 92 / 360)


def test_the_running_period_in_arrears_pays_the_fixings_so_far_and_the_average_from_there() -> None:
    days = [date(2026, 4, 1) + timedelta(days=place) for place in range(70)]
    fixings = pl.DataFrame({"on": [day for day in days if day.weekday() < 5]}).with_columns(rate_pct=pl.lit(6.0))
    row = tranche(**FLOATER, rate_setting="simple", matures_on=date(2030, 7, 15))
    flows, bond, terms = paid(row, as_of=date(2026, 6, 9), base=Base(4.0, fixings))
    # 15 April to 15 July: fixings of 6 % to the end of Tuesday 9 June, 4 % on the days after it.
    assert flows["basis"][:2].to_list() == ["fixed so far", "projected"]
    assert flows["rate_pct"][0] == pytest.approx((6 * 56 + 4 * 35) / 91 + 2.5)
    assert flows["rate_pct"][1] == 6.5
    assert accrued_of(bond, flows, terms) == pytest.approx(flows["rate_pct"][0] * 55 / 360)


@pytest.mark.parametrize("lacks", [{"margin_bp": None}, {}])
def test_a_floater_without_margin_or_average_has_its_dates_and_principal_and_no_interest(lacks: dict[str, Any]) -> None:
    flows, _, terms = paid(tranche(**FLOATER | lacks), base=FLAT if lacks else Base(None, NO_FIXINGS))
    assert flows["interest"].null_count() == flows.height
    assert set(flows["basis"]) == {"unknown"}
    assert flows["principal"].sum() == pytest.approx(100.0)
    assert dirty_price(flows, Discounting(5.0, terms, AS_OF)) is None


def test_level_pay_without_a_coupon_is_laid_out_in_equal_instalments() -> None:
    flows, _, _ = paid(tranche(coupon_pct=None), profile=LEVEL)
    assert flows["principal"].to_list() == pytest.approx([100 / 18] * 18)
    assert flows["interest"].null_count() == flows.height


def test_hyperion_s_quarterly_level_payments_have_its_average_life() -> None:
    row = tranche(
        coupon_pct=6.581, issued_on=date(2025, 10, 16), matures_on=date(2049, 5, 30), payments_a_year=4,
        amort_kind="level", amort_first=date(2029, 7, 1), amort_last=date(2049, 5, 30), amort_final_pct=0.0,
    )  # fmt: skip
    flows, _, _ = paid(row, profile="scheduled", as_of=date(2025, 10, 16))
    repaid = flows.filter(pl.col("principal") > 1e-9)
    assert repaid["paid_on"][0] == date(2029, 8, 30)
    assert (repaid["principal"] + repaid["interest"]).to_list() == pytest.approx(
        [repaid["principal"][0] + repaid["interest"][0]] * 80
    )
    assert 15.5 < life_years(flows, date(2025, 10, 16)) < 16.5


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({}, "5 % half-yearly, 30/360 US, due 2035-06-15"),
        ({"currency": "EUR"}, "5 % yearly, act/act ICMA, due 2035-06-15"),
        ({"coupon_pct": None}, "coupon not published half-yearly, 30/360 US, due 2035-06-15"),
        (
            FLOATER | {"rate_setting": "compounded", "lookback_days": 5, "observation_shift": True, "lockout_days": 2, "floor_pct": 0.0},
            ("SOFR +250 bp, compounded in arrears, 5 days observation shift, 2 days lockout, floor 0 % on the period, "
            "quarterly, act/360, due 2035-06-15"),
        ),
    ],
)  # fmt: skip
def test_how_a_tranche_pays_is_told_in_one_line(differs: dict[str, Any], words: str) -> None:
    assert in_words(terms_of(tranche(**differs))) == words


@settings(deadline=None)
@given(
    row=ROWS,
    amortization=st.sampled_from(("amortizing", "unknown", "bullet")),
    issued=st.dates(date(2024, 1, 1), AS_OF),
)
def test_the_wall_s_instalments_are_the_payments_of_the_drill(
    row: dict[str, Any], amortization: str, issued: date
) -> None:
    stated = tranche(**row, amortization=amortization, committed_usd_m=500.0, outstanding_usd_m=500.0, issued_on=issued)
    owed = with_balance(complete(pl.DataFrame([stated])), AS_OF)
    main = with_balloon(readings(owed).filter("main"), AS_OF)
    (read,) = main.to_dicts()
    drilled, _, terms = paid({**stated, **read, "balloon_pct": 100 * read["balloon"]}, profile=read["profile"])
    due = dict.fromkeys(drilled["paid_on"], 0.0)
    for day, principal in instalments(main, AS_OF).select("paid_on", "principal_usd_m").rows():
        due[day] += principal
    due[terms.maturity] += read["outstanding_usd_m"] * read["balloon"]
    assert list(due.values()) == pytest.approx(
        (drilled["principal"] * read["outstanding_usd_m"] / 100).to_list(), abs=1e-6
    )
