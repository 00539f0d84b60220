from __future__ import annotations

from pathlib import Path

import pytest

from deal_samples import SMALL_DEAL
from debtwatch.book.edit import save, set_key, template
from debtwatch.book.files import FileText
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.domain.deal import Deal
from debtwatch.domain.errors import BookError, UsageError


def read(text: str) -> Deal:
    problems: list[Problem] = []
    (deal,) = read_deals(FileText("a", text), problems)
    assert problems == []
    return deal


def test_one_key_changes_and_every_comment_stays() -> None:
    text = SMALL_DEAL.replace("coupon_pct = 5\n", "coupon_pct = 5  # from the term sheet\n")
    changed = set_key(text, "acme-2026", "6-notes-due-2036.coupon_pct", "6.125")
    assert changed == text.replace("coupon_pct = 6\n", "coupon_pct = 6.125\n")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("5-notes-due-2031.matures_on", "2032-01"),
        ("5-notes-due-2031.second_hand", "true"),
        ("5-notes-due-2031.source_url", "https://a | https://b"),
        ("5-notes-due-2031.amortization", "bullet"),
        ("confidence", "low"),
        ("site", "Ohio"),
        ("6-notes-due-2036.site", "Ohio"),
        ("sponsor", "Another"),
        ("5-notes-due-2031.coupon_pct", ""),
    ],
)
def test_a_key_of_any_kind_can_be_set_or_taken_away(path: str, value: str) -> None:
    assert read(set_key(SMALL_DEAL, "acme-2026", path, value)) != read(SMALL_DEAL)


def test_a_record_given_another_name_keeps_its_id() -> None:
    deal = read(set_key(SMALL_DEAL, "acme-2026", "5-notes-due-2031.name", "The long ones"))
    assert (deal.tranches[0].id, deal.tranches[0].name) == ("5-notes-due-2031", "The long ones")


@pytest.mark.parametrize(
    ("id_", "path", "said"),
    [
        ("nothing", "sponsor", "no deal 'nothing'"),
        ("acme-2026", "9-notes.coupon_pct", "5-notes-due-2031, 6-notes-due-2036"),
        ("acme-2026", "5-notes-due-2031.coupon", "coupon_pct"),
    ],
)
def test_what_is_not_there_is_a_usage_error_that_lists_what_is(id_: str, path: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        set_key(SMALL_DEAL, id_, path, "1")


def test_the_template_is_a_deal_that_reads_and_does_not_count() -> None:
    deal = read(template("my-deal", 'A "quoted" name', "Acme"))
    assert deal.id == "my-deal"
    assert deal.name == 'A "quoted" name'
    assert deal.excluded_because(deal.tranches[0].status) == "announced"


def test_a_save_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    (tmp_path / "deals").write_text("a file")
    with pytest.raises(BookError, match="cannot be written"):
        save(tmp_path / "deals" / "a.toml", b"x")
    save(tmp_path / "a.toml", b"one")
    save(tmp_path / "a.toml", b"two")
    assert (tmp_path / "a.toml").read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.toml", "deals"]
