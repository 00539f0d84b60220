"""What of a contract is firm."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.structure.contracts import contracts, tails
from debtwatch.analysis.structure.exposure import with_payers
from debtwatch.analysis.structure.standing import standing_debt
from structure_examples import TODAY, rows_like, shipped_frames


def test_a_contract_that_notice_ends_is_firm_for_its_notice_only() -> None:
    live = contracts(shipped_frames().commitments, TODAY)
    spacex = live.row(by_predicate=pl.col("deal_id") == "anthropic-spacex-2026", named=True)
    assert spacex["firm_usd_m"] == pytest.approx(15_000 * 90 / 365)
    assert spacex["firm_basis"] == "notice x run-rate"
    assert spacex["firm_until"] == date(2027, 2, 20)
    assert spacex["cancellable"]
    assert not spacex["take_or_pay"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3_000), st.none() | st.floats(0, 1e5), st.none() | st.floats(0, 1e6))
def test_nothing_cancellable_is_ever_take_or_pay(days: int, annual: float | None, stated: float | None) -> None:
    given_one = rows_like(
        shipped_frames().commitments,
        [
            {
                "commitment_id": "d/c",
                "deal_id": "d",
                "status": "closed",
                "aggregate": False,
                "notice_days": days,
                "annual_payment_usd_m": annual,
                "firm_usd_m": stated,
            }
        ],
    )
    only = contracts(given_one, TODAY).row(0, named=True)
    assert not only["take_or_pay"]
    assert only["firm_usd_m"] == (None if annual is None else pytest.approx(annual * days / 365))


def test_a_contract_nobody_calls_firm_has_no_firm_amount() -> None:
    live = contracts(shipped_frames().commitments, TODAY)
    oracle = live.row(by_predicate=pl.col("deal_id") == "openai-oracle-2025", named=True)
    assert (oracle["firm_usd_m"], oracle["firm_basis"], oracle["take_or_pay"]) == (None, "not published", False)


def test_rumours_and_later_contracts_are_left_out() -> None:
    live = contracts(shipped_frames().commitments, date(2025, 9, 30))
    assert "anthropic-google-2026" not in live["deal_id"].to_list()
    assert (live["firm_until"].drop_nulls() > date(2025, 9, 30)).all()
    assert "openai-aws-2025" not in live["deal_id"].to_list()


def test_hyperions_notes_outlive_their_firm_rent() -> None:
    book = shipped_frames()
    live = contracts(book.commitments, TODAY)
    tail = tails(with_payers(standing_debt(book.tranches, TODAY), live), live, book.edges, TODAY)
    years = dict(tail.select("deal_id", "tail_years").rows())
    assert years["meta-hyperion-2025"] == pytest.approx(15.9, abs=0.05)
    assert years["coreweave-ddtl-4-0"] < 0, "Meta's contract ends after the loan it backs"


def test_debt_without_a_contract_of_its_own_is_read_beside_the_leases_between_its_parties() -> None:
    book = shipped_frames()
    live = contracts(book.commitments, TODAY)
    tail = tails(with_payers(standing_debt(book.tranches, TODAY), live), live, book.edges, TODAY)
    terawulf = tail.row(by_predicate=pl.col("deal_id") == "terawulf-wulfcompute-2025", named=True)
    assert terawulf["contract_ends_on"] == date(2036, 7, 1), "the earlier of Fluidstack's two leases"
    assert terawulf["end_basis"].startswith("edge, the earliest of 2")
    assert terawulf["contract_source_url"].startswith("http")
    assert tail["tranche_id"].is_unique().all()
    assert tail.filter(pl.col("end_basis").str.starts_with("edge")).height >= 9


def test_no_contract_of_a_later_day_stands_behind_debt() -> None:
    book = shipped_frames()
    day = date(2025, 9, 1)
    live = contracts(book.commitments, day)
    tail = tails(with_payers(standing_debt(book.tranches, day), live), live, book.edges, day)
    assert "coreweave-ddtl-4-0" not in tail["deal_id"].to_list()
    assert (tail["contract_ends_on"] > day).all()
