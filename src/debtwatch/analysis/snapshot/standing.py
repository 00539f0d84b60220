"""The parts of a snapshot the book alone decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from debtwatch.analysis.circularity.build import build_circularity
from debtwatch.analysis.hurdle.build import build_hurdle
from debtwatch.analysis.issuers.build import build_issuers
from debtwatch.analysis.snapshot.results import Standing
from debtwatch.analysis.structure.assumptions import LEASES, LeaseAssumptions
from debtwatch.analysis.structure.build import build_structure, under

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.snapshot.results import BookFrames, WholeBook


def is_whole(book: BookFrames) -> TypeGuard[WholeBook]:
    """Return whether a book has edges and company figures beside its debt."""
    return hasattr(book, "edges") and hasattr(book, "facts")


def standing_of(
    book: BookFrames,
    as_of: date,
    base_pct: float | None,
    previous: Standing | None = None,
    leases: LeaseAssumptions = LEASES,
) -> Standing | None:
    """Return structure, hurdle, circularity and issuers on a day; `previous` itself where nothing it read has changed."""
    if not is_whole(book):
        return None
    kept = previous is not None and previous.book is book and (previous.as_of, previous.base_pct) == (as_of, base_pct)
    if previous is not None and kept:
        if previous.structure.leases == leases:
            return previous
        return replace(previous, structure=under(previous.structure, leases))
    return Standing(
        book=book,
        as_of=as_of,
        base_pct=base_pct,
        structure=build_structure(
            book.tranches,
            book.commitments,
            book.guarantees,
            book.edges,
            as_of=as_of,
            base_pct=base_pct,
            leases=leases,
        ),
        hurdle=build_hurdle(book.tranches, book.facts, as_of=as_of),
        circularity=build_circularity(book.edges, as_of=as_of),
        issuers=build_issuers(
            book.facts, book.tranches, as_of=as_of, hedges=getattr(book, "hedges", None), base_pct=base_pct
        ),
        facts=book.facts,
    )
