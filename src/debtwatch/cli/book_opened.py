"""Opening the book for an action of `debtwatch book`, and saying what is wrong with it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from debtwatch.book import Book, Problem, read_book
from debtwatch.config.paths import shipped
from debtwatch.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.book.read import Held
    from debtwatch.domain.settings import Settings


def open_book(settings: Settings) -> Book:
    """Return the shipped book with the user's laid over it."""
    return read_book(
        shipped("config"),
        settings.places.config,
        largest_bytes=settings.book.largest_bytes,
        cache_dir=settings.places.cache,
    )


def report(problems: Iterable[Problem]) -> None:
    """Say problems on stderr, a line each."""
    for problem in problems:
        print(problem, file=sys.stderr)


def find(book: Book, id_: str) -> Held:
    """Return a deal by id; UsageError offers the nearest ids."""
    held = book.held(id_)
    if held is None:
        import difflib

        near = difflib.get_close_matches(id_, [deal.id for deal in book.deals], n=3)
        raise UsageError(
            f"no deal {id_!r}",
            expected=" or ".join(near) if near else "an id of the book",
            next_step="`debtwatch book list` shows them",
        )
    return held
