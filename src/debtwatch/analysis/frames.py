"""Result frames made from their declared columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType

    from debtwatch.analysis.columns import Column

_KINDS: Mapping[str, PolarsDataType] = {
    "str": pl.String,
    "f64": pl.Float64,
    "i64": pl.Int64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "list[f64]": pl.List(pl.Float64),
}


def without_rows(columns: tuple[Column, ...]) -> pl.DataFrame:
    """Return a frame of the declared columns and kinds with no row."""
    return pl.DataFrame(schema={column.name: _KINDS[column.kind] for column in columns})
