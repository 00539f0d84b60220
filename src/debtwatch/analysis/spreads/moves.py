"""The spreads part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.spreads.changes import newest_rows, recent, sparks, with_changes, z_scores
from debtwatch.analysis.spreads.ranks import with_medians, with_percentiles
from debtwatch.analysis.spreads.results import SPREAD_COLUMNS, Spreads
from debtwatch.analysis.spreads.series import (
    COMBINED,
    MONTHLY_MEAN,
    Line,
    lines,
    monthly_means,
    on_one_basis,
    with_combined,
)
from debtwatch.domain.series import Cadence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.snapshot.results import Baselines
    from debtwatch.domain.freshness import Freshness
    from debtwatch.domain.series import Series

SLOW = (Cadence.MONTHLY, Cadence.QUARTERLY)


def _declared(rows: tuple[Line, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        [(place, row.id, row.label, row.group, row.unit, row.basis, row.relative) for place, row in enumerate(rows)],
        schema={
            "place": pl.Int64,
            "series": pl.String,
            "label": pl.String,
            "group": pl.String,
            "unit": pl.String,
            "cadence": pl.String,
            "relative": pl.Boolean,
        },
        orient="row",
    )


def with_states(table: pl.DataFrame, freshness: Mapping[str, Freshness]) -> pl.DataFrame:
    """Set the state of every row from its series' freshness; a combined row's is its first point's."""
    states = {series: age.state.value for series, age in freshness.items()}
    states |= {one.id: states[one.weights[0][0]] for one in COMBINED if one.weights[0][0] in states}
    return table.with_columns(state=pl.col("series").replace_strict(states, return_dtype=pl.String, default=None))


def spreads(
    known: pl.DataFrame,
    series: Mapping[str, Series],
    baselines: Baselines,
    freshness: Mapping[str, Freshness],
    as_of: date,
) -> Spreads:
    """Return what every declared series last said, how it moved and how unusual that is.

    `known` as `vintages.history` returns it. A series with neither prints nor monthly means has no
    row.
    """
    declared = _declared(lines(series))
    every = on_one_basis(with_combined(known), monthly_means(baselines.monthly, as_of))
    values = every.join(declared, on="series", how="semi", maintain_order="left")
    slow = [each.id for each in series.values() if each.cadence in SLOW]
    late = recent(values, slow).join(declared.select("series", "relative"), on="series", maintain_order="left")
    pace = pl.when("mean").then(pl.lit("monthly")).otherwise("cadence")
    newest = newest_rows(values).join(declared, on="series", maintain_order="left").with_columns(pace=pace)
    moved = with_changes(newest, late)
    ranked = with_medians(with_percentiles(moved, values, baselines.quantiles, as_of), values, baselines.quantiles)
    table = (
        ranked.join(z_scores(late), on="series", how="left", maintain_order="left")
        .join(sparks(late), on="series", how="left", maintain_order="left")
        .sort("place")
        .with_columns(last=pl.col("value"), basis=pl.when("mean").then(pl.lit(MONTHLY_MEAN)).otherwise(pl.col("pace")))
    )
    return Spreads(table=with_states(table, freshness).select(names(SPREAD_COLUMNS)))
