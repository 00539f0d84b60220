"""What is counted as invested: the book, companies' spending, or the published line's own total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.hurdle.results import (
    BOOK,
    CAPEX_SINCE,
    CAPEX_TRAILING,
    INVESTED_COLUMNS,
    PUBLISHED,
    PublishedLine,
)
from debtwatch.analysis.issuers.figures import chosen, trailing
from debtwatch.analysis.structure.standing import standing_debt

if TYPE_CHECKING:
    from datetime import date

_FIRST_YEAR = 2023


def invested_capital(
    tranches: pl.DataFrame, known: pl.DataFrame, published: PublishedLine | None, as_of: date
) -> pl.DataFrame:
    """Return `INVESTED_COLUMNS`: one line for the book, one a company and base for spending, one as published."""
    debt = standing_debt(tranches, as_of)
    unknown = debt["committed_usd_m"].null_count()
    book = pl.DataFrame(
        {
            "base": BOOK,
            "invested_usd_m": float(debt["committed_usd_m"].sum()),
            "period": f"committed at {as_of.isoformat()}",
            "missing": f"{unknown} tranches without an amount; what was paid from cash flow",
            "sources": f"the book of deals: {debt.height} tranches, each with its own source",
            "source_date": debt["source_date"].max(),
        },
        schema_overrides={"source_date": pl.Date},
    )
    capex = chosen(known.filter(pl.col("metric") == "capex"))
    recent = trailing(capex).select(
        "company",
        "confidence",
        "second_hand",
        "source_date",
        base=pl.lit(CAPEX_TRAILING),
        invested_usd_m=pl.col("value_usd_m"),
        period=pl.format("{} to {}", pl.col("window"), pl.col("period_end").dt.to_string()),
        definition=pl.col("definition_note"),
        missing=pl.lit("leases; spending that is not for AI is in it"),
        sources=pl.col("source_url"),
    )
    lines = [pl.DataFrame(schema=_SCHEMA), book, recent, _since(capex)]
    if published is not None:
        lines.append(_told(published))
    return pl.concat(lines, how="diagonal_relaxed").select(names(INVESTED_COLUMNS))


_KINDS: dict[str, pl.DataType] = {"str": pl.String(), "f64": pl.Float64(), "bool": pl.Boolean(), "date": pl.Date()}
_SCHEMA = {column.name: _KINDS[column.kind] for column in INVESTED_COLUMNS}
_SURE = {"low": 0, "medium": 1, "high": 2}


def _told(published: PublishedLine) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "base": PUBLISHED,
            "company": "JPMorgan",
            "invested_usd_m": published.invested_usd_m,
            "period": "2025 to 2030",
            "missing": "the report itself: how it maps revenue to a return is not known",
            "confidence": published.confidence,
            "sources": published.source,
            "source_date": published.said_on,
        }
    )


def _since(capex: pl.DataFrame) -> pl.DataFrame:
    """Add up fiscal years from 2023 and the quarters after the newest of them, by company."""
    years = capex.filter((pl.col("period_type") == "FY") & (pl.col("period_end").dt.year() >= _FIRST_YEAR))
    newest = years.group_by("company").agg(_newest=pl.col("period_end").max())
    later = (
        capex.filter(pl.col("period_type") == "Q")
        .join(newest, on="company")
        .filter(pl.col("period_end") > pl.col("_newest"))
        .drop("_newest")
    )
    sure = pl.col("confidence").replace_strict(_SURE, default=0, return_dtype=pl.Int64)
    worst = {place: word for word, place in _SURE.items()}
    return (
        pl.concat([years, later])
        .sort("company", "period_end")
        .group_by("company", maintain_order=True)
        .agg(
            invested_usd_m=pl.col("value_usd_m").sum(),
            period=pl.format(
                "{} fiscal years and {} quarters to {}",
                (pl.col("period_type") == "FY").sum(),
                (pl.col("period_type") == "Q").sum(),
                pl.col("period_end").max().dt.to_string(),
            ),
            definition=pl.col("definition_note").drop_nulls().unique(maintain_order=True).str.join("; "),
            confidence=sure.min().replace_strict(worst, default=None, return_dtype=pl.String),
            second_hand=pl.col("second_hand").fill_null(value=False).any(),
            sources=pl.col("source_url").drop_nulls().unique(maintain_order=True).str.join(" | "),
            source_date=pl.col("source_date").max(),
        )
        .with_columns(
            base=pl.lit(CAPEX_SINCE),
            missing=pl.lit("years before the first one filed; leases; spending that is not for AI is in it"),
        )
    )
