"""An empty book, and a book of strangers, still have every frame with its types."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from debtwatch.analysis.structure import results
from debtwatch.analysis.structure.build import build_structure
from debtwatch.analysis.structure.results import Structure
from structure_examples import TODAY, declared, rows_like, shipped_frames

FRAMES: dict[str, tuple[Any, ...]] = {
    "sheets": results.SHEET_COLUMNS,
    "exposure": results.EXPOSURE_COLUMNS,
    "chains": results.CHAIN_COLUMNS,
    "cliffs": results.CLIFF_COLUMNS,
    "cliff_summary": results.CLIFF_SUMMARY_COLUMNS,
    "promises": results.PROMISE_COLUMNS,
    "stacks": results.STACK_COLUMNS,
    "collateral": results.COLLATERAL_COLUMNS,
    "paths": results.PATH_COLUMNS,
    "contracts": results.CONTRACT_COLUMNS,
    "tails": results.TAIL_COLUMNS,
}


def empty() -> Structure:
    book = shipped_frames()
    return build_structure(
        book.tranches.clear(), book.commitments.clear(), book.guarantees.clear(), book.edges.clear(), as_of=TODAY
    )


def test_an_empty_book_has_every_frame_with_its_types() -> None:
    found = empty()
    for frame, columns in FRAMES.items():
        assert getattr(found, frame).schema == declared(columns), frame
        assert getattr(found, frame).height == 0


def test_an_empty_book_has_no_share_off_balance_sheet() -> None:
    found = empty()
    assert found.totals.off_pct is None
    assert found.missing == ()


def test_before_the_first_deal_nothing_stands() -> None:
    book = shipped_frames()
    found = build_structure(
        book.tranches, book.commitments, book.guarantees, book.edges, as_of=date(2008, 9, 15), base_pct=2.0
    )
    assert found.totals.tranches == 0
    assert found.exposure.height == found.cliffs.height == found.contracts.height == found.promises.height == 0


def test_a_tranche_of_which_little_is_known_still_stands_in_the_book() -> None:
    book = shipped_frames()
    bare = rows_like(
        book.tranches,
        [
            {
                "tranche_id": "x/y",
                "deal_id": "x",
                "deal": "X",
                "sponsor": "Nobody",
                "obligor": "Stranger LLC",
                "tranche": "Notes",
                "status": "closed",
                "counted": True,
                "commitment_basis": False,
                "source_date": date(2026, 1, 1),
            }
        ],
    )
    found = build_structure(bare, book.commitments.clear(), book.guarantees.clear(), book.edges.clear(), as_of=TODAY)
    assert found.exposure.filter(pl.col("party") == "Stranger LLC")["without_amount"].item() == 1
    assert ("exposure: amount not published", 1, 0.0) in [(m.what, m.tranches, m.usd_m) for m in found.missing]
