from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from deal_samples import SMALL_DEAL, books
from debtwatch.book import Contents, Held, read_book
from debtwatch.book.book import BookFrames
from debtwatch.book.frames import build_frames
from debtwatch.domain.deal import Deal

LOANS = """
[[deal]]
id = "loans"
name = "Loans"
sponsor = "Acme"
obligor = "Acme Inc."
balance_sheet = "off"
overlaps = []

[[deal.tranche]]
name = "Drawn"
instrument = "ddtl"
status = "closed"
committed_usd_m = 900
drawn_usd_m = 300

[[deal.tranche]]
name = "Not known how far drawn"
instrument = "revolver"
status = "closed"
committed_usd_m = 500
matures_on = "2029-11"

[[deal.tranche]]
name = "Rumoured"
instrument = "term_loan"
status = "rumoured"
committed_usd_m = 100
amortization = { kind = "linear", first = "2028", last = "2031-06", final_pct = 20, assumed = true }

[[deal.commitment]]
name = "A lease"
kind = "lease"
status = "closed"
amount_usd_m = 7000
"""


@pytest.fixture
def frames(tmp_path: Path) -> BookFrames:
    (tmp_path / "deals").mkdir()
    (tmp_path / "deals" / "a.toml").write_text(SMALL_DEAL)
    (tmp_path / "deals" / "b.toml").write_text(LOANS)
    (tmp_path / "ratings.csv").write_text(
        "entity,level,agency,rating,rated_on\nAcme,issuer,S&P,BB-,2026\nAcme,issuer,Fitch,WD,2026\n"
        "Acme,issuer,S&P,,2026\nAcme,issue,DBRS,A(low)(sf),2026\n"
    )
    return read_book(tmp_path, None, largest_bytes=100_000).frames()


def test_what_is_owed_is_the_drawn_balance_the_funded_amount_or_unknown(frames: BookFrames) -> None:
    loans = frames.tranches.filter(deal_id="loans")
    assert loans["outstanding_usd_m"].to_list() == [300, None, 100]
    assert loans["commitment_basis"].to_list() == [False, True, False]
    assert frames.tranches.filter(deal_id="acme-2026")["outstanding_usd_m"].to_list() == [1000, 500]


def test_what_does_not_count_says_why(frames: BookFrames) -> None:
    loans = frames.tranches.filter(deal_id="loans")
    assert loans["counted"].to_list() == [True, True, False]
    assert loans["excluded_because"].to_list() == [None, None, "rumoured"]


def test_a_tranche_has_a_stable_name_of_its_own(frames: BookFrames) -> None:
    assert frames.tranches["tranche_id"].to_list()[:2] == ["acme-2026/5-notes-due-2031", "acme-2026/6-notes-due-2036"]
    assert frames.marks["tranche_id"].to_list() == ["acme-2026/6-notes-due-2036"]


def test_a_partial_date_stands_as_valued_and_as_written(frames: BookFrames) -> None:
    row = frames.tranches.filter(tranche="Not known how far drawn").row(0, named=True)
    assert row["matures_on"] == date(2029, 11, 15)
    assert row["matures_on_text"] == "2029-11"


def test_an_amortization_is_spread_over_its_columns(frames: BookFrames) -> None:
    row = frames.tranches.filter(tranche="Rumoured").row(0, named=True)
    assert (row["amortization"], row["amort_kind"], row["amort_final_pct"]) == ("amortizing", "linear", 20)
    assert (row["amort_first"], row["amort_last"], row["amort_assumed"]) == (date(2028, 7, 1), date(2031, 6, 15), True)
    assert frames.tranches["amortization"].to_list()[:2] == ["unknown", "unknown"]


def test_a_rating_has_its_notch_and_none_where_there_is_none(frames: BookFrames) -> None:
    assert frames.ratings["notch"].to_list() == [13, None, None, 7]


def test_commitments_are_never_among_the_tranches(frames: BookFrames) -> None:
    assert frames.commitments["amount_usd_m"].to_list() == [7000]
    assert "A lease" not in frames.tranches["tranche"].to_list()


@settings(max_examples=10, deadline=None)
@given(books())
def test_any_book_has_frames_without_nan(deals: list[Deal]) -> None:
    contents = Contents(tuple(Held(deal, "a", Path("a"), own=False) for deal in deals), (), (), (), (), ())
    frames = build_frames(contents)
    assert frames.tranches.height == sum(len(deal.tranches) for deal in deals)
    numbers = frames.tranches.select(pl.col(pl.Float64).is_nan().any())
    assert not any(value for value in numbers.row(0) if value is not None)
