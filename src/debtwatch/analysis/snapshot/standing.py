"""The parts of a snapshot the book alone decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.funding import voting_rows
from debtwatch.analysis.circularity.build import build_circularity
from debtwatch.analysis.circularity.flows import standing_edges, with_flows
from debtwatch.analysis.given import is_whole
from debtwatch.analysis.hurdle.build import build_hurdle
from debtwatch.analysis.issuers.build import build_issuers, rebased
from debtwatch.analysis.later import Later
from debtwatch.analysis.snapshot.results import Standing
from debtwatch.analysis.structure.assumptions import LEASES, LeaseAssumptions
from debtwatch.analysis.structure.build import build_structure, cliff_frames, notes_on_leases, under

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from debtwatch.analysis.given import BookFrames, WholeBook
    from debtwatch.analysis.structure.results import Structure


def standing_of(
    book: BookFrames,
    as_of: date,
    base_pct: float | None,
    previous: Standing | None = None,
    leases: LeaseAssumptions = LEASES,
) -> Standing | None:
    """Return what the book alone says of a day; `previous` itself where nothing it read has changed.

    Structure, hurdle and circularity are computed when they are first looked at. Only the structure and the
    issuers read `base_pct`, what floating loans pay over: of another base the rest is kept.
    """
    if not is_whole(book):
        return None
    same = previous is not None and previous.book is book and previous.as_of == as_of
    kept = previous if same and previous is not None else _stood(book, as_of, base_pct, leases)
    if kept.base_pct != base_pct:
        kept = replace(
            kept,
            base_pct=base_pct,
            issuers=rebased(kept.issuers, book.tranches, hedges=_hedges(book), base_pct=base_pct),
            later_structure=_structure(book, as_of, base_pct, kept.leases),
        )
    return kept if kept.leases == leases else _under(kept, leases)


def _stood(book: WholeBook, as_of: date, base_pct: float | None, leases: LeaseAssumptions) -> Standing:
    notes = notes_on_leases(book.tranches, book.commitments, book.guarantees, as_of)
    return Standing(
        book=book,
        as_of=as_of,
        base_pct=base_pct,
        leases=leases,
        notes=notes,
        cliff_summary=cliff_frames(notes, leases)[1],
        voting=voting_rows(book.facts, with_flows(standing_edges(book.edges, as_of)[0], as_of), as_of),
        issuers=build_issuers(book.facts, book.tranches, as_of=as_of, hedges=_hedges(book), base_pct=base_pct),
        later_structure=_structure(book, as_of, base_pct, leases),
        later_hurdle=Later(lambda: build_hurdle(book.tranches, book.facts, as_of=as_of)),
        later_circularity=Later(lambda: build_circularity(book.edges, as_of=as_of)),
        facts=book.facts,
    )


def _hedges(book: WholeBook) -> pl.DataFrame | None:
    return getattr(book, "hedges", None)


def _structure(book: WholeBook, as_of: date, base_pct: float | None, leases: LeaseAssumptions) -> Later[Structure]:
    return Later(
        lambda: build_structure(
            book.tranches,
            book.commitments,
            book.guarantees,
            book.edges,
            as_of=as_of,
            base_pct=base_pct,
            leases=leases,
        )
    )


def _under(kept: Standing, leases: LeaseAssumptions) -> Standing:
    """Return the same with its leases read under other assumptions."""
    return replace(
        kept,
        leases=leases,
        cliff_summary=cliff_frames(kept.notes, leases)[1],
        later_structure=Later(lambda: under(kept.structure, leases)),
    )
