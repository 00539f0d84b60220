"""The spreads part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.market.news import ALL_NEW, News
from debtwatch.analysis.market.vintages import of
from debtwatch.analysis.spreads.changes import by_day, newest_rows, sparks, with_changes, z_scores
from debtwatch.analysis.spreads.ranks import with_ranks
from debtwatch.analysis.spreads.results import SPREAD_COLUMNS, Spreads
from debtwatch.analysis.spreads.series import (
    COMBINED,
    MONTHLY_MEAN,
    Line,
    behind,
    combined,
    lines,
    monthly_means,
    on_one_basis,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.given import Baselines
    from debtwatch.domain.freshness import Freshness
    from debtwatch.domain.series import Series


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
    *,
    before: Spreads | None = None,
    news: News = ALL_NEW,
) -> Spreads:
    """Return what every declared series last said, how it moved and how unusual that is.

    `known` as `vintages.history` returns it. A series with neither prints nor monthly means has no
    row. Rows none of the news touches are those of `before`.
    """
    rows = lines(series)
    if before is None or news.of_all:
        table = _told(known, rows, baselines, as_of)
    else:
        told = tuple(row for row in rows if news.touches(behind(row)))
        kept = before.table.filter(~pl.col("series").is_in([row.id for row in told])).drop("state")
        place = pl.col("series").replace_strict({row.id: at for at, row in enumerate(rows)}, return_dtype=pl.Int64)
        table = pl.concat([kept, _told(known, told, baselines, as_of)], how="diagonal").sort(place)
    return Spreads(table=with_states(table, freshness).select(names(SPREAD_COLUMNS)))


def moves_of(
    known: pl.DataFrame, rows: tuple[Line, ...], baselines: Baselines, as_of: date, *, ranked: bool
) -> pl.DataFrame:
    """Return what `spreads` says of some rows: series, unit, observed_on, last, changes and z among the columns.

    pct_full is null unless `ranked`.
    """
    moved, values, past = _moved(known, rows, baselines, as_of)
    unranked = pl.lit(None, dtype=pl.Float64).alias("pct_full")
    told = with_ranks(moved, values, baselines.quantiles, as_of) if ranked else moved.with_columns(unranked)
    return told.join(z_scores(moved, values, past), on="series", how="left", maintain_order="left").rename(
        {"value": "last"}
    )


def _moved(
    known: pl.DataFrame, rows: tuple[Line, ...], baselines: Baselines, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the newest values of the rows with their changes, every value of theirs, and the same by day."""
    declared = _declared(rows)
    ids = declared["series"].to_list()
    prints = pl.concat([of(known, ids), *combined(known, ids)])
    values = on_one_basis(prints, of(monthly_means(baselines.monthly, as_of), ids))
    past = by_day(values)
    pace = pl.when("mean").then(pl.lit("monthly")).otherwise("cadence")
    newest = newest_rows(values).join(declared, on="series", maintain_order="left").with_columns(pace=pace)
    return with_changes(newest, past), values, past


def _told(known: pl.DataFrame, rows: tuple[Line, ...], baselines: Baselines, as_of: date) -> pl.DataFrame:
    """Return the rows asked for, all but their states."""
    moved, values, past = _moved(known, rows, baselines, as_of)
    return (
        with_ranks(moved, values, baselines.quantiles, as_of)
        .join(z_scores(moved, values, past), on="series", how="left", maintain_order="left")
        .join(sparks(values), on="series", how="left", maintain_order="left")
        .sort("place")
        .with_columns(last=pl.col("value"), basis=pl.when("mean").then(pl.lit(MONTHLY_MEAN)).otherwise(pl.col("pace")))
        .select(name for name in names(SPREAD_COLUMNS) if name != "state")
    )
