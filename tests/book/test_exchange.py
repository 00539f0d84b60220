from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deal_samples import SMALL_DEAL, books, words
from debtwatch.book.exchange import columns, guarded, unguarded
from debtwatch.book.files import FileText
from debtwatch.book.formats import Format, read_deals_as, write_deals_as
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.domain.deal import Deal
from debtwatch.domain.kinds import CommitmentKind


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(Format), books())
def test_an_export_imports_as_exactly_the_same_deals(format_: Format, deals: list[Deal]) -> None:
    problems: list[Problem] = []
    assert read_deals_as(write_deals_as(deals, format_), format_, "a", problems) == deals
    assert problems == []


@settings(deadline=None)
@given(words)
@example("=1+1")
@example("'=1+1")
@example("''@x")
@example("'quoted'")
def test_the_formula_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[0] not in "=+-@\t\r"


def test_no_cell_of_a_csv_export_starts_a_formula() -> None:
    problems: list[Problem] = []
    deals = read_deals(FileText("a", SMALL_DEAL.replace("Acme notes", "=HYPERLINK(1)")), problems)
    body = write_deals_as(deals, Format.CSV).decode()
    cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_another_books_columns_are_taken_under_our_names() -> None:
    problems: list[Problem] = []
    body = (
        "deal_id,deal_name,sponsor,obligor,tranche,instrument,amount_usd_m,margin_bps,status,balance_sheet,maturity_date\n"
        "a,A,S,O,Loan,term_loan,500,250,closed,off,2029\n"
        "a,A,S,O,Lease,lease_commitment,900,,closed,off,2040\n"
    )
    (deal,) = read_deals_as(body.encode(), Format.CSV, "other.csv", problems)
    assert problems == []
    assert (deal.tranches[0].committed_usd_m, deal.tranches[0].margin_bp) == (500, 250)
    assert deal.tranches[0].matures_on is not None
    assert deal.commitments[0].kind is CommitmentKind.LEASE
    assert deal.commitments[0].amount_usd_m == 900
    assert str(deal.commitments[0].ends_on) == "2040"


def test_columns_name_every_field_once() -> None:
    names = list(columns())
    assert len(names) == len(set(names))
    assert {"record", "deal_id", "committed_usd_m", "amort_final_pct", "price", "source_url"} <= set(names)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"record": "tranche"}, "deal_id"),
        ({"record": "bond", "deal_id": "a"}, "record"),
        ({"record": "mark", "deal_id": "a", "of": "nothing"}, "of"),
        ({"record": ["x"], "deal_id": "a"}, "record"),
        ({"record": "tranche", "deal_id": "a", "mark": 5}, "mark"),
        ({"record": "tranche", "deal_id": "a", "coupon_pct": 650}, "tranche[1].coupon_pct"),
        ({"record": "tranche", "deal_id": "a", "amort_kind": "sideways"}, "tranche[1].amortization.kind"),
    ],
)
def test_a_row_that_cannot_stand_is_a_problem(row: dict[str, object], key: str) -> None:
    problems: list[Problem] = []
    read_deals_as(json.dumps([row]).encode(), Format.JSON, "a.json", problems)
    assert key in [problem.key for problem in problems]


@settings(deadline=None)
@given(st.sampled_from(Format), st.binary(max_size=200))
@example(Format.JSON, b"[" * 10_000)
@example(Format.JSON, b'[{"deal_id": {}}]')
@example(Format.JSON, b'[{"record": "tranche", "deal_id": "a", "instrument": []}]')
@example(Format.CSV, b'deal_id\n"')
@example(Format.CSV, b"deal_id\na,b")
def test_no_file_whatever_it_holds_raises(format_: Format, body: bytes) -> None:
    problems: list[Problem] = []
    assert read_deals_as(body, format_, "junk", problems) == [] or problems == []
