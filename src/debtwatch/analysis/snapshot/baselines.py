"""The shipped figures of both eras as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.snapshot.results import Baselines

if TYPE_CHECKING:
    from debtwatch.domain.baseline import BaselineRows

_MONTHLY = {"series": pl.String, "month": pl.Date, "value": pl.Float64, "unit": pl.String, "rights": pl.String}
_QUANTILES = {"series": pl.String, "window": pl.String, "percentile": pl.Float64, "value": pl.Float64, "last": pl.Date}


def baselines_of(rows: BaselineRows) -> Baselines:
    """Make frames of the rows read from the shipped files, sorted by series and month or percentile."""
    monthly = [(row.series, row.month, row.value, row.unit, row.rights) for row in rows.monthly]
    quantiles = [(row.series, row.window, row.percentile, row.value, row.last) for row in rows.quantiles]
    return Baselines(
        monthly=pl.DataFrame(monthly, schema=_MONTHLY, orient="row").sort("series", "month"),
        quantiles=pl.DataFrame(quantiles, schema=_QUANTILES, orient="row").sort("series", "window", "percentile"),
        issuance=rows.issuance,
        records={each.line: each for each in rows.records},
        facts=rows.facts,
    )
