"""What a subject prints: rows, their table form, and the lines above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from debtwatch.cli.tables import Field, words
from debtwatch.domain.errors import BookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.desk.desk import Desk

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class GivesBack:
    """Columns from which the values of some series can be read back."""

    columns: tuple[str, ...]
    groups: tuple[str, ...]
    """The series' groups in the series file."""
    where: tuple[str, str] | None = None
    """A column and what it says in the rows that do; None where every row does."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is printed: a frame, its table form and the lines around it."""

    fields: tuple[Field, ...]
    frame: pl.DataFrame
    heading: tuple[str, ...] = ()
    totals: Mapping[str, Any] | None = None
    empty: str = ""
    """Why there are no rows, where the subject knows: said on stderr."""
    gives_back: tuple[GivesBack, ...] = ()

    def keeping(self, rows: Sequence[bool]) -> Shown:
        """Return the same with some rows only."""
        return replace(self, frame=self.frame.filter(list(rows)))


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of `show`: the rows it can be shown by, the first by default, and how."""

    rows: tuple[str, ...]
    shown: Callable[[Snapshot, str], Shown]
    named: bool = False
    """Whether it shows one thing, named after the subject, in place of rows."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """A subject of `show` that is computed on demand for one thing, named after it."""

    rows: tuple[str, ...]
    """What of it can be shown, the first by default."""
    shown: Callable[[Desk, str, str], Shown]
    """From the desk, the name and the rows asked for."""


def text(heading: str, column: str) -> Field:
    """Return a column of words."""
    return Field(heading, column, words, right=False)


def yes(value: bool) -> str:
    """Return a flag in words."""
    return "yes" if value else "no"


def plain(totals: Any) -> dict[str, Any]:
    """Return a dataclass of totals as json writes it."""
    return asdict(totals)


def present(part: _Part | None) -> _Part:
    """Return a part of the snapshot; BookError where the book given holds debt alone."""
    if part is None:
        raise BookError(
            "the book holds debt alone", expected="edges and facts beside it", next_step="debtwatch book check"
        )
    return part
