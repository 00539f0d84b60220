"""The book of AI debt: read from TOML and CSV, laid over with the user's own, written back, never guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.book.files import book_digest

if TYPE_CHECKING:
    from debtwatch.book.problem import Problem
    from debtwatch.book.read import Book, Contents, Held, read_book

__all__ = ["Book", "Contents", "Held", "Problem", "book_digest", "read_book"]


def __getattr__(name: str) -> Any:
    """Load the reader when it is first asked for: telling whether the book changed must not cost reading it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from debtwatch.book import read

    return getattr(read, name)
