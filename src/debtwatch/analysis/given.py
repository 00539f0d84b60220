"""What the calculations are given beside prints: the book's frames, and both eras' figures. Importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from debtwatch.domain.baseline import EraFact, Issuance, Measured


class BookFrames(Protocol):
    """The frames of the book the calculations read; more columns are welcome."""

    @property
    def tranches(self) -> pl.DataFrame:
        """One row a debt tranche, counted or not."""

    @property
    def ratings(self) -> pl.DataFrame:
        """One row a dated agency rating: deal_id, obligor, class, level, agency, rating, rated_on, notch, preliminary."""

    @property
    def commitments(self) -> pl.DataFrame:
        """One row a lease or offtake: never debt."""

    @property
    def guarantees(self) -> pl.DataFrame:
        """One row a promise to pay if another does not."""


class WholeBook(BookFrames, Protocol):
    """A book with who pays whom and what companies publish beside its debt."""

    @property
    def edges(self) -> pl.DataFrame:
        """One row a payment, stake, loan or promise between two companies."""

    @property
    def facts(self) -> pl.DataFrame:
        """One row a published company figure."""


def is_whole(book: BookFrames) -> TypeGuard[WholeBook]:
    """Return whether a book has edges and company figures beside its debt."""
    return hasattr(book, "edges") and hasattr(book, "facts")


@dataclass(frozen=True, slots=True, eq=False)
class Baselines:
    """Derived and public figures of both eras, which ship."""

    monthly: pl.DataFrame
    """series str, month date (its first day), value f64, unit str, rights str."""
    quantiles: pl.DataFrame
    """series str, window str (`full`, `2003-07..2007-06`, `2016-01..2018-01`), percentile f64, value f64."""
    issuance: tuple[Issuance, ...] = ()
    """Published totals of what each era's boom sector borrowed or raised."""
    records: Mapping[str, Measured] = field(default_factory=dict)
    """What each line of the warnings did in the replay that shipped."""
    facts: tuple[EraFact, ...] = ()
    """Single facts of the eras."""
