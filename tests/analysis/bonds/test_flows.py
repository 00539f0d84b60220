from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.conventions import Clock
from debtwatch.analysis.bonds.flows import (
    average_lives,
    flows,
    scheduled_flows,
    sculpted_principal,
    with_times,
)
from debtwatch.analysis.bonds.life import level_pay_periods
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.spreads import with_flow_yields

SETTLE = date(2026, 1, 15)
REPAYMENTS = ("bullet", "level", "linear", "zero")


def bonds(*rows: dict[str, Any]) -> pl.DataFrame:
    plain = {
        "maturity": date(2036, 1, 15),
        "coupon_pct": 6.0,
        "repayment": "bullet",
        "balloon_pct": 0.0,
        "interest_only": 0.0,
        "rests": 0.0,
    }
    frame = pl.DataFrame([{"bond": place, "settle": SETTLE, **plain, **row} for place, row in enumerate(rows)])
    return with_coupon_position(frame, settle="settle", maturity="maturity")


@given(
    repayment=st.sampled_from(REPAYMENTS),
    coupon_pct=st.floats(0.0, 20.0),
    balloon_pct=st.floats(0.0, 90.0),
    interest_only=st.integers(0, 10),
    years=st.integers(1, 60),
)
def test_principal_comes_back_whole_and_never_grows(
    repayment: str, coupon_pct: float, balloon_pct: float, interest_only: int, years: int
) -> None:
    paid = flows(
        bonds(
            {
                "repayment": repayment,
                "coupon_pct": coupon_pct,
                "balloon_pct": balloon_pct,
                "interest_only": float(min(interest_only, 2 * years - 1)),
                "maturity": date(2026 + years, 1, 15),
            }
        )
    )
    assert paid["principal"].sum() == pytest.approx(100.0, abs=1e-6)
    assert paid["principal"].min() >= -1e-9  # type: ignore[operator]


def test_level_payments_are_level_after_the_interest_only_years_and_leave_the_balloon() -> None:
    paid = flows(bonds({"repayment": "level", "interest_only": 4.0, "balloon_pct": 20.0}))
    assert paid["amount"][:4].to_list() == pytest.approx([3.0] * 4)
    assert paid["amount"][4:-1].n_unique() >= 1
    assert paid["amount"][4:-1].to_list() == pytest.approx([paid["amount"][4]] * 15)
    assert paid["amount"][-1] == pytest.approx(paid["amount"][4] + 20.0)


def test_a_zero_pays_once() -> None:
    paid = flows(bonds({"repayment": "zero"}))
    assert paid["amount"].to_list() == [0.0] * 19 + [100.0]


def test_payments_fall_on_the_maturity_s_day_or_the_month_s_last() -> None:
    paid = flows(bonds({"maturity": date(2027, 8, 31)}))
    assert paid["paid_on"].to_list() == [date(2026, 2, 28), date(2026, 8, 31), date(2027, 2, 28), date(2027, 8, 31)]


def test_the_life_of_the_payments_is_the_closed_form_s() -> None:
    frame = bonds({"repayment": "level"})
    listed = average_lives(flows(frame))["life_years"][0]
    closed = frame.select(level_pay_periods(pl.col("coupon_pct") / 200, pl.lit(20))).item() / 2
    assert listed == pytest.approx(closed, abs=1e-9)


def test_a_schedule_of_its_own_is_followed_and_its_rest_falls_due_at_maturity() -> None:
    table = pl.DataFrame({"bond": [0, 0], "place": [2, 5], "principal": [10.0, 30.0]})
    paid = scheduled_flows(bonds({"maturity": date(2029, 1, 15)}), table)
    assert paid["principal"].to_list() == [0.0, 10.0, 0.0, 0.0, 30.0, 60.0]
    assert paid["interest"].to_list() == pytest.approx([3.0, 3.0, 2.7, 2.7, 2.7, 1.8])


@given(cfads=st.lists(st.floats(2.0, 30.0), min_size=2, max_size=40), cover=st.floats(1.05, 2.0))
def test_sculpted_debt_pays_the_same_share_of_every_cash_flow(cfads: list[float], cover: float) -> None:
    cash = pl.DataFrame({"bond": [0] * len(cfads), "place": list(range(1, len(cfads) + 1)), "cfads": cfads})
    principal = sculpted_principal(cash, coupon_pct=6.0, cover=cover)["principal"].to_list()
    owed = 100.0
    for back, cash_flow in zip(principal, cfads, strict=True):
        assert owed * 0.03 + back == pytest.approx(cash_flow / cover, rel=1e-6, abs=1e-6)
        owed -= back


@pytest.mark.parametrize("repayment", ["bullet", "level", "linear"])
def test_at_par_every_repayment_yields_its_coupon(repayment: str) -> None:
    frame = bonds({"repayment": repayment})
    timed = with_times(flows(frame), pl.lit(SETTLE), Clock.SCHEDULE)
    found = with_flow_yields(timed, pl.DataFrame({"bond": [0], "dirty": [100.0]}), into="y")
    assert found["y"][0] == pytest.approx(6.0, abs=1e-9)


def test_an_original_issue_discount_is_yield_above_the_coupon() -> None:
    timed = with_times(flows(bonds({"repayment": "level"})), pl.lit(SETTLE), Clock.SCHEDULE)
    found = with_flow_yields(timed, pl.DataFrame({"bond": [0], "dirty": [98.5]}), into="y")
    assert found["y"][0] > 6.0


def test_an_extension_taken_moves_the_end_and_nothing_of_the_coupon() -> None:
    contractual, extended = bonds({"maturity": date(2031, 1, 15)}, {"maturity": date(2032, 1, 15)}).partition_by("bond")
    assert flows(contractual).height + 2 == flows(extended).height
    assert flows(contractual)["interest"].unique().to_list() == flows(extended)["interest"].unique().to_list()
