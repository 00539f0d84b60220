from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from deal_samples import SMALL_DEAL
from debtwatch.book import Book, book_digest, read_book

LIMIT = 100_000


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    (tmp_path / "shipped" / "deals").mkdir(parents=True)
    (tmp_path / "shipped" / "deals" / "acme.toml").write_text(SMALL_DEAL)
    return tmp_path / "shipped"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own" / "deals").mkdir(parents=True)
    return tmp_path / "own"


def book(shipped: Path, own: Path | None = None) -> Book:
    return read_book(shipped, own, largest_bytes=LIMIT)


def test_a_users_deal_replaces_the_shipped_one_in_its_place_and_is_no_problem(shipped: Path, own: Path) -> None:
    (shipped / "deals" / "zeta.toml").write_text(SMALL_DEAL.replace("acme-2026", "zeta-2026"))
    (own / "deals" / "mine.toml").write_text(SMALL_DEAL.replace('"Acme notes"', '"My Acme"'))
    read = book(shipped, own)
    assert [(held.deal.id, held.deal.name, held.own, held.replaces) for held in read.contents.held] == [
        ("acme-2026", "My Acme", True, True),
        ("zeta-2026", "Acme notes", False, False),
    ]
    assert read.problems == ()


def test_a_users_deal_that_cannot_be_read_replaces_nothing(shipped: Path, own: Path) -> None:
    (own / "deals" / "mine.toml").write_text(SMALL_DEAL.replace('sponsor = "Acme"', "sponsor = 1"))
    read = book(shipped, own)
    assert [deal.name for deal in read.deals] == ["Acme notes"]
    assert [problem.file for problem in read.problems] == ["deals/mine.toml"]


@pytest.mark.parametrize(
    ("right", "wrong", "lost"),
    [("committed_usd_m = 500", "committed_usd_m = -500", "tranche"), ("price = 97.5", "price = -1", "mark")],
)
def test_a_users_deal_that_lost_a_record_takes_no_shipped_dollar_away(
    shipped: Path, own: Path, right: str, wrong: str, lost: str
) -> None:
    before = book(shipped).deals
    (own / "deals" / "mine.toml").write_text(SMALL_DEAL.replace('"Acme notes"', '"My Acme"').replace(right, wrong))
    read = book(shipped, own)
    assert read.deals == before
    assert [(problem.deal, problem.lost) for problem in read.problems] == [("acme-2026", lost), ("acme-2026", "deal")]
    assert read.problems[1].expected.endswith("until then the one of deals/acme.toml stands")


def test_a_users_new_deal_keeps_the_records_that_are_right(shipped: Path, own: Path) -> None:
    torn = SMALL_DEAL.replace("acme-2026", "mine-2026").replace("coupon_pct = 6", 'coupon_pct = "six"')
    (own / "deals" / "mine.toml").write_text(torn)
    read = book(shipped, own)
    assert [len(deal.tranches) for deal in read.deals] == [2, 1]
    assert read.deal_ids == ("acme-2026", "mine-2026")


def test_one_id_in_two_files_keeps_the_first_and_names_it(shipped: Path) -> None:
    (shipped / "deals" / "other.toml").write_text(SMALL_DEAL)
    read = book(shipped)
    assert len(read.deals) == 1
    assert "deals/acme.toml has it first" in read.problems[0].expected


def test_every_bad_file_is_named_and_the_good_ones_live(shipped: Path) -> None:
    deals = shipped / "deals"
    (deals / "big.toml").write_text("# " + "x" * LIMIT)
    (deals / "binary.toml").write_bytes(b"\xff\xfe")
    (deals / "broken.toml").write_text("[[deal]\n")
    (deals / "dir.toml").mkdir()
    (deals / "dangling.toml").symlink_to("nowhere")
    os.mkfifo(deals / "pipe.toml")
    read = book(shipped)
    assert [deal.id for deal in read.deals] == ["acme-2026"]
    assert {problem.file: problem.lost for problem in read.problems} == {
        f"deals/{name}.toml": "file" for name in ("big", "binary", "broken", "dir", "dangling", "pipe")
    }


def test_a_file_above_the_limit_is_never_opened(shipped: Path) -> None:
    (shipped / "deals" / "huge.toml").touch()
    os.truncate(shipped / "deals" / "huge.toml", 50_000_000)
    (shipped / "deals" / "huge.toml").chmod(0o000)
    (problem,) = book(shipped).problems
    assert problem.found == "50,000,000 bytes"


def test_a_hostile_file_name_never_reaches_a_screen_as_it_is(shipped: Path) -> None:
    (shipped / "deals" / "x\x1b[31m.toml").write_text("broken")
    assert "\x1b" not in str(book(shipped).problems[0])


def test_no_directory_at_all_is_an_empty_book(tmp_path: Path) -> None:
    read = book(tmp_path / "none", tmp_path / "neither")
    assert read.deals == ()
    assert read.problems == ()
    assert read.reviewed_to is None
    assert read.frames().tranches.height == 0


def test_the_digest_changes_with_any_byte_and_only_then(shipped: Path, own: Path) -> None:
    before = book_digest((shipped, own), largest_bytes=LIMIT)
    assert book_digest((shipped, own), largest_bytes=LIMIT) == before
    (own / "ratings.csv").write_text("deal_id\n")
    after = book_digest((shipped, own), largest_bytes=LIMIT)
    assert after != before
    assert book(shipped, own).digest == after


def test_the_book_is_reviewed_to_the_newest_source(shipped: Path, own: Path) -> None:
    assert book(shipped).reviewed_to == date(2026, 3, 15)
    (own / "ratings.csv").write_text(
        "entity,level,agency,rating,rated_on,source_date\nAcme,issuer,Fitch,BB,2026-05-01,2026-05-02\n"
    )
    assert book(shipped, own).reviewed_to == date(2026, 5, 2)
