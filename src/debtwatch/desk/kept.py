"""Results that take a while, kept by key: some ship, others are measured once and added to a file of the cache."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from debtwatch.config.paths import make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


class Keyed(Protocol):
    """A result that knows what it belongs to."""

    @property
    def key(self) -> str:
        """A hash of everything it was measured from."""


Result = TypeVar("Result", bound=Keyed)


class Kept(Generic[Result]):
    """Looks results up in files, the last of which grows.

    A file that cannot be read or written costs time, never a result. One thread at a time.
    """

    def __init__(
        self, columns: Sequence[str], read: Callable[[Mapping[str, str]], Result], cache: Path | None, *shipped: Path
    ) -> None:
        """`read` makes a result of a row; KeyError, TypeError or ValueError leave that row out."""
        self._columns = columns
        self._read = read
        self._cache = cache
        self._shipped = shipped
        self._table: dict[str, Result] | None = None

    def find(self, key: str) -> Result | None:
        """Return a result that is at hand."""
        return self._at_hand().get(key)

    def keep(self, found: Result, row: Sequence[str]) -> None:
        """Remember a result, and write its row into the cache."""
        self._at_hand()[found.key] = found
        if self._cache is not None:
            _append(self._cache, self._columns, row)

    def _at_hand(self) -> dict[str, Result]:
        if self._table is None:
            files = (*self._shipped, *(() if self._cache is None else (self._cache,)))
            self._table = {found.key: found for path in files for found in self._results(path)}
        return self._table

    def _results(self, path: Path) -> Iterable[Result]:
        """Return the results of a file; none where there is no such file, and a line that is cut off is left out."""
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error):
            return
        for row in rows:
            try:
                yield self._read(row)
            except (KeyError, TypeError, ValueError):
                continue


def _append(path: Path, columns: Sequence[str], row: Sequence[str]) -> None:
    try:
        make_private(path.parent)
        fresh = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, row] if fresh else [row])
    except OSError:  # a full or read-only cache: the result stands, it is measured again next time
        return
