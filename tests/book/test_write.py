from __future__ import annotations

import tomllib

from hypothesis import example, given, settings

from deal_samples import SMALL_DEAL, books, words
from debtwatch.book.files import FileText
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.book.write import deal_text, toml_value, write_deals
from debtwatch.domain.deal import Deal


@settings(max_examples=25, deadline=None)
@given(books())
def test_what_is_written_reads_back_as_the_same_deals(deals: list[Deal]) -> None:
    problems: list[Problem] = []
    assert read_deals(FileText("a.toml", write_deals(deals, "A head.")), problems) == deals
    assert problems == []


@settings(deadline=None)
@given(words)
@example("a " * 200)
@example("  two  spaces   inside " + "x" * 200 + " \\ and a backslash\\")
@example('ends in quotes "" ' + "y " * 100 + '"""')
@example("\x7f" + "long " * 60)
def test_any_text_keeps_every_character(text: str) -> None:
    assert tomllib.loads(f"a = {toml_value(text)}")["a"] == text


def test_what_all_tranches_share_is_said_once() -> None:
    problems: list[Problem] = []
    (deal,) = read_deals(FileText("a.toml", SMALL_DEAL), problems)
    text = deal_text(deal)
    assert problems == []
    assert text.count('obligor = "Acme Inc."') == 1
    assert text.index("obligor") < text.index("[[deal.tranche]]")
    assert text.count("coupon_pct") == 2


def test_a_long_note_is_wrapped_for_reading() -> None:
    text = toml_value("word " * 80 + "end")
    assert max(len(line) for line in text.splitlines()) <= 122
