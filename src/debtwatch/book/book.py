"""The book as every start needs it: its frames and what is known of it, parsed again only where a file changed.

It imports no record: a start that finds the book kept declares none of their classes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from debtwatch.book.cache import BookCache, Summary
from debtwatch.book.files import book_digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    import polars as pl

    from debtwatch.book.problem import Problem
    from debtwatch.book.read import Contents, Held
    from debtwatch.domain.deal import Deal


@dataclass(frozen=True, slots=True)
class BookFrames:
    """The book's frames; debt, commitments, guarantees and equity are never summed together."""

    tranches: pl.DataFrame
    commitments: pl.DataFrame
    guarantees: pl.DataFrame
    equity: pl.DataFrame
    marks: pl.DataFrame
    repayments: pl.DataFrame
    hedges: pl.DataFrame
    cash_flows: pl.DataFrame
    ratings: pl.DataFrame
    events: pl.DataFrame
    edges: pl.DataFrame
    facts: pl.DataFrame


FRAMES = tuple(frame.name for frame in fields(BookFrames))


class Book:
    """The shipped book with the user's laid over it.

    What every start needs (`digest`, `deal_ids`, `reviewed_to`, `problems`, `frames()`) comes from the
    cache where the files are the same as last time; `contents` reads them.
    """

    def __init__(self, digest: Callable[[], str], read: Callable[[], Contents], cache: BookCache | None) -> None:
        self.digest = digest()
        """Hash of every byte it is read from."""
        self._digest_now = digest
        self._read = read
        self._cache = cache

    @cached_property
    def contents(self) -> Contents:
        """What the files say, read now."""
        return self._read()

    @cached_property
    def _summary(self) -> Summary:
        kept = None if self._cache is None else self._cache.summary(self.digest)
        if kept is not None:
            return kept
        contents = self.contents
        return Summary(tuple(deal.id for deal in contents.deals), contents.reviewed_to, contents.problems)

    @property
    def deal_ids(self) -> tuple[str, ...]:
        """The ids of the deals that could be read."""
        return self._summary.deal_ids

    @property
    def reviewed_to(self) -> date | None:
        """How far the book was reviewed: the newest day a source speaks of; None for an empty book."""
        return self._summary.reviewed_to

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with the files."""
        return self._summary.problems

    @property
    def deals(self) -> tuple[Deal, ...]:
        """Every deal, in order of file and place; reads the files."""
        return self.contents.deals

    def held(self, id_: str) -> Held | None:
        """Return one deal with the file that holds it; reads the files."""
        return next((held for held in self.contents.held if held.deal.id == id_), None)

    def frames(self) -> BookFrames:
        """Return the book as polars frames, see `book.frames`; from the cache where it has them."""
        kept = None if self._cache is None else self._cache.frames(self.digest)
        if kept is not None:
            return kept
        from debtwatch.book.frames import build_frames

        frames = build_frames(self.contents)
        if self._cache is not None and self._digest_now() == self.digest:
            self._cache.keep(self.digest, self._summary, frames)
        return frames


def read_book(shipped: Path, own: Path | None, *, largest_bytes: int, cache_dir: Path | None = None) -> Book:
    """Return the book in the shipped configuration directory with the user's laid over it.

    Both hold `deals/*.toml` and the tables of `book.rows`. A user's deal replaces the shipped deal
    of its id, a user's row the shipped rows of its key. A user's deal that cannot be read, or not all
    of whose records can, replaces nothing. Nothing is raised for what a file holds: `problems` says it all. A file above
    `largest_bytes` is refused unread.
    """
    directories = (shipped,) if own is None else (shipped, own)

    def read() -> Contents:
        from debtwatch.book.read import read_contents

        return read_contents(shipped, own, largest_bytes=largest_bytes)

    cache = None if cache_dir is None else BookCache(cache_dir)
    return Book(lambda: book_digest(directories, largest_bytes=largest_bytes), read, cache)
