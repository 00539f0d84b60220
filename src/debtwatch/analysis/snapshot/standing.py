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
    """Return structure, hurdle, circularity and issuers on a day; `previous` itself where nothing it read has changed.

    Only the structure reads `base_pct`, what floating loans pay over: of another base the rest is kept.
    """
    if not is_whole(book):
        return None
    same = previous is not None and previous.book is book and previous.as_of == as_of
    kept = previous if same else None
    if kept is not None and kept.base_pct == base_pct:
        if kept.structure.leases == leases:
            return kept
        return replace(kept, structure=under(kept.structure, leases))
    structure = build_structure(
        book.tranches,
        book.commitments,
        book.guarantees,
        book.edges,
        as_of=as_of,
        base_pct=base_pct,
        leases=leases,
    )
    if kept is not None:
        return replace(kept, base_pct=base_pct, structure=structure)
    return Standing(
        book=book,
        as_of=as_of,
        base_pct=base_pct,
        structure=structure,
        hurdle=build_hurdle(book.tranches, book.facts, as_of=as_of),
        circularity=build_circularity(book.edges, as_of=as_of),
        issuers=build_issuers(
            book.facts, book.tranches, as_of=as_of, hedges=getattr(book, "hedges", None), base_pct=base_pct
        ),
        facts=book.facts,
    )
