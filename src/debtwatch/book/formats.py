"""Flat rows as CSV, JSON or Parquet bytes, and back."""

from __future__ import annotations

import csv
import io
import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from debtwatch.book.exchange import Row, columns, deals_of, guarded, rows_of
from debtwatch.book.fields import Kind
from debtwatch.book.problem import Problem
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.domain.deal import Deal


class Format(StrEnum):
    """What a flat table is written as."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def write_deals_as(deals: Iterable[Deal], format_: Format) -> bytes:
    """Return deals as one flat table; CSV texts that would be formulas are guarded."""
    rows = list(rows_of(deals))
    if format_ is Format.CSV:
        return _csv(rows)
    if format_ is Format.JSON:
        return (json.dumps(rows, ensure_ascii=True, allow_nan=False, indent=1) + "\n").encode()
    return _parquet(rows)


def read_deals_as(body: bytes, format_: Format, file: str, problems: list[Problem]) -> list[Deal]:
    """Return the deals of a flat table, adding what is wrong to `problems`; never raises for its content."""
    try:
        if format_ is Format.CSV:
            return deals_of(_csv_rows(body), file, problems, cells=True)
        rows = _json_rows(body) if format_ is Format.JSON else _parquet_rows(body)
        return deals_of(rows, file, problems)
    except (ValueError, RecursionError, csv.Error) as error:
        problems.append(Problem(file, "", "", clean(str(error), longest=200), format_.value.upper(), None, "file"))
        return []


def _csv(rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns()), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value


def _csv_rows(body: bytes) -> list[Row]:
    reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    rows = []
    for row in reader:
        if None in row:
            raise ValueError(f"line {reader.line_num} has more cells than columns")
        rows.append(dict(row))
    return rows


def _json_rows(body: bytes) -> list[Row]:
    rows = json.loads(body.decode("utf-8-sig"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("not a list of rows")
    return rows


def _parquet(rows: list[Row]) -> bytes:
    import polars as pl

    types = {Kind.NUMBER: pl.Float64, Kind.INTEGER: pl.Int64, Kind.FLAG: pl.Boolean}
    schema = {
        name: pl.String if field is None else types.get(field.kind, pl.String) for name, field in columns().items()
    }
    out = io.BytesIO()
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(out)
    return out.getvalue()


def _parquet_rows(body: bytes) -> list[Row]:
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(body))
    except pl.exceptions.PolarsError as error:
        raise ValueError(str(error)) from error
    return [{name: _null(value) for name, value in row.items()} for row in frame.to_dicts()]


def _null(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
