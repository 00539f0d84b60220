"""The shipped book's frames, and small frames of its shape, for the tests of structure, hurdle, circularity, issuers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.book import read_book

if TYPE_CHECKING:
    from debtwatch.analysis.columns import Column
    from debtwatch.book.book import BookFrames

CONFIG = Path(__file__).parents[1] / "config"
TODAY = date(2026, 11, 22)

KINDS = {"str": pl.String, "f64": pl.Float64, "i64": pl.Int64, "bool": pl.Boolean, "date": pl.Date}


def declared(columns: tuple[Column, ...]) -> pl.Schema:
    """Return the schema a result frame's columns declare."""
    return pl.Schema({column.name: KINDS[column.kind] for column in columns})


@cache
def shipped_frames() -> BookFrames:
    """Return the frames of the book as it ships; nobody changes a frame, so one reading serves all tests."""
    return read_book(CONFIG, CONFIG / "no-such-directory", largest_bytes=100_000_000).frames()


def rows_like(frame: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows in the shape of a book frame: what a row does not say is null."""
    return pl.DataFrame([{name: row.get(name) for name in frame.columns} for row in rows], schema=frame.schema)


def edges(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return edges of the book's shape: firm purchases from 2026 to 2036 unless a row says otherwise."""
    usual = {
        "kind": "purchase_commitment",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2036, 1, 1),
        "cancellable": "no",
        "contingent": False,
        "standing": "counted",
        "source_date": date(2026, 1, 1),
        "confidence": "high",
        "second_hand": False,
        "counted": True,
    }
    return rows_like(shipped_frames().edges, [usual | row for row in rows])


def fact(metric: str, period_end: date, value: float, *, period_type: str = "Q", **more: Any) -> dict[str, Any]:
    """Return one fact of a made-up company, published the day its period ended."""
    return {
        "company": "Example",
        "period_type": period_type,
        "period_end": period_end,
        "metric": metric,
        "value_usd_m": value,
        "unit": "usd_m",
        "basis": "reported",
        "source_date": period_end,
        "confidence": "high",
        "second_hand": False,
    } | more


def facts(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return facts in the book's shape."""
    return rows_like(shipped_frames().facts, list(rows))
