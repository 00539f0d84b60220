from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import debtwatch
from deal_samples import SMALL_DEAL
from debtwatch.book import Book, Contents, read_book
from debtwatch.book.cache import KEPT, READING

Opened = tuple[Book, Path]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    (tmp_path / "shipped" / "deals").mkdir(parents=True)
    (tmp_path / "shipped" / "deals" / "acme.toml").write_text(SMALL_DEAL.replace("coupon_pct = 5\n", "coupn = 5\n"))
    return tmp_path / "shipped"


def opened(shipped: Path) -> Book:
    return read_book(shipped, None, largest_bytes=100_000, cache_dir=shipped.parent / "cache")


def unread(book: Book) -> Book:
    """Return a book that fails if its files are parsed."""

    def never() -> Contents:
        raise AssertionError("the files were read again")

    book._read = never
    return book


def test_a_second_start_parses_nothing_and_knows_the_same(shipped: Path) -> None:
    first = opened(shipped)
    frames = first.frames()
    again = unread(opened(shipped))
    assert again.problems == first.problems != ()
    assert again.deal_ids == ("acme-2026",)
    assert again.reviewed_to == first.reviewed_to
    assert again.frames().tranches.equals(frames.tranches)
    assert again.frames().ratings.schema == frames.ratings.schema


def test_a_changed_file_is_read_again(shipped: Path) -> None:
    opened(shipped).frames()
    (shipped / "deals" / "acme.toml").write_text(SMALL_DEAL)
    assert opened(shipped).frames().tranches["coupon_pct"].to_list() == [5, 6]


@pytest.mark.parametrize("damage", [b"", b"PAR1 not parquet", b"{}"])
def test_a_damaged_cache_is_rebuilt_without_a_word(shipped: Path, damage: bytes) -> None:
    expected = opened(shipped).frames()
    for path in (shipped.parent / "cache" / "book").rglob("*"):
        if path.is_file():
            path.write_bytes(damage)
    book = opened(shipped)
    assert book.frames().tranches.equals(expected.tranches)
    assert book.problems
    assert unread(opened(shipped)).frames().tranches.equals(expected.tranches)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_flipped_byte_anywhere_is_noticed(shipped: Path, data: st.DataObject) -> None:
    expected = opened(shipped).frames()
    files = sorted(path for path in (shipped.parent / "cache" / "book").rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    body = bytearray(path.read_bytes())
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(body)
    assert opened(shipped).frames().tranches.equals(expected.tranches)


def test_a_cache_that_cannot_be_written_is_no_error(shipped: Path) -> None:
    (shipped.parent / "cache").write_text("a file where the directory should be")
    assert opened(shipped).frames().tranches.height == 2


def test_what_was_read_while_the_files_changed_is_not_kept(shipped: Path) -> None:
    book = opened(shipped)
    (shipped / "deals" / "acme.toml").write_text(SMALL_DEAL)
    book.frames()
    assert not (shipped.parent / "cache" / "book").exists()


def test_only_the_newest_books_are_kept(shipped: Path) -> None:
    for count in range(KEPT + 3):
        (shipped / "deals" / "acme.toml").write_text(SMALL_DEAL + f"# {count}\n")
        opened(shipped).frames()
    assert len(list((shipped.parent / "cache" / "book").iterdir())) == KEPT


def imported(module: str) -> Iterator[str]:
    text = (Path(debtwatch.__file__).parent / module).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("debtwatch.book.", "debtwatch.domain.")
        ):
            yield f"{str(node.module).removeprefix('debtwatch.').replace('.', '/')}.py"


def test_every_module_that_decides_what_is_read_is_part_of_what_a_book_is_kept_by() -> None:
    """A rule added to one of them would else show only once a file of the book changes."""
    found: set[str] = set()
    waiting = ["book/read.py", "book/frames.py"]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imported(module)
    assert found - {"book/book.py", "book/cache.py"} == set(READING)
