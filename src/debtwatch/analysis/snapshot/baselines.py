"""The shipped figures of both eras as frames."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.given import Baselines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars.datatypes import DataTypeClass

    from debtwatch.domain.baseline import BaselineRows

_MONTHLY = {"series": pl.String, "month": pl.Date, "value": pl.Float64, "unit": pl.String, "rights": pl.String}
_QUANTILES = {"series": pl.String, "window": pl.String, "percentile": pl.Float64, "value": pl.Float64, "last": pl.Date}
_MONTHLY_TOO = {"n": pl.Int64, "source": pl.String}
_QUANTILES_TOO = {"n": pl.Int64, "first": pl.Date}
"""What the files hold beside the frames: read so that a row without it is refused."""


def baselines_of(rows: BaselineRows) -> Baselines:
    """Make frames of the rows read from the shipped files, sorted by series and month or percentile."""
    monthly = [(row.series, row.month, row.value, row.unit, row.rights) for row in rows.monthly]
    quantiles = [(row.series, row.window, row.percentile, row.value, row.last) for row in rows.quantiles]
    return _baselines(
        pl.DataFrame(monthly, schema=_MONTHLY, orient="row"),
        pl.DataFrame(quantiles, schema=_QUANTILES, orient="row"),
        rows,
    )


def baselines_in(monthly: bytes, quantiles: bytes, few: BaselineRows) -> Baselines | None:
    """Return what `baselines_of` returns, of the two long files as they stand and the rows of the others.

    Twenty times as fast as row by row, but it names no line at fault: None where either file holds anything but
    whole rows of finite numbers, days and texts, for the careful reader to say which.
    """
    tables = _table(monthly, _MONTHLY, _MONTHLY_TOO), _table(quantiles, _QUANTILES, _QUANTILES_TOO)
    return None if tables[0] is None or tables[1] is None else _baselines(tables[0], tables[1], few)


def _table(
    file: bytes, schema: Mapping[str, DataTypeClass], beside: Mapping[str, DataTypeClass]
) -> pl.DataFrame | None:
    whole = {**schema, **beside}
    try:
        read = pl.read_csv(BytesIO(file), schema_overrides=whole).select(*whole)
    except pl.exceptions.PolarsError:
        return None
    finite = read.select(pl.all_horizontal(pl.col(pl.Float64).is_finite().all())).item()
    return read.select(*schema) if finite and not any(read.null_count().row(0)) else None


def _baselines(monthly: pl.DataFrame, quantiles: pl.DataFrame, rows: BaselineRows) -> Baselines:
    return Baselines(
        monthly=monthly.sort("series", "month"),
        quantiles=quantiles.sort("series", "window", "percentile"),
        issuance=rows.issuance,
        records={each.line: each for each in rows.records},
        facts=rows.facts,
    )
