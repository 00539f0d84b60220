from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from deal_samples import SMALL_DEAL, deals
from debtwatch.book.difference import changes
from debtwatch.book.files import FileText
from debtwatch.book.read import read_deals
from debtwatch.domain.deal import Deal


def small() -> Deal:
    return read_deals(FileText("a", SMALL_DEAL), [])[0]


def test_each_changed_field_is_one_line_with_both_values() -> None:
    before = small()
    first, second = before.tranches
    after = replace(before, tranches=(replace(first, coupon_pct=5.25), second))
    (change,) = changes(before, after)
    assert (change.record, change.field) == ("tranche 5-notes-due-2031", "coupon_pct")
    assert (change.before, change.after) == ("5", "5.25")


def test_a_tranche_on_one_side_only_is_one_line() -> None:
    before = small()
    (change,) = changes(before, replace(before, tranches=before.tranches[:1]))
    assert (change.before, change.after) == ("6% notes due 2036", "")


def test_a_new_deal_and_a_mark_taken_away_are_told() -> None:
    before = small()
    assert [change.after for change in changes(None, before)] == ["Acme notes"]
    first, second = before.tranches
    (change,) = changes(before, replace(before, tranches=(first, replace(second, marks=()))))
    assert change.record == "tranche 6-notes-due-2036 mark 1"
    assert "price 97.5" in change.before


@settings(max_examples=10, deadline=None)
@given(deals())
def test_a_deal_does_not_differ_from_itself(deal: Deal) -> None:
    assert list(changes(deal, deal)) == []
