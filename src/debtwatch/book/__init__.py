"""The book of AI debt: read from TOML and CSV, laid over with the user's own, written back, never guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from debtwatch.book.book import Book, read_book
    from debtwatch.book.files import book_digest
    from debtwatch.book.problem import Problem
    from debtwatch.book.read import Contents, Held

__all__ = ["Book", "Contents", "Held", "Problem", "book_digest", "read_book"]
_HOMES = {"Book": "book", "read_book": "book", "book_digest": "files", "Problem": "problem"}


def __getattr__(name: str) -> Any:
    """Import a public name where it lives: a digest needs no reader."""
    import importlib

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'read')}"), name)
