"""What today's AI sales are, and how many users there are to ask."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.hurdle.formulas import back_solved_users_m
from debtwatch.analysis.hurdle.results import REVENUE_COLUMNS, USER_COLUMNS, PublishedLine
from debtwatch.analysis.issuers.figures import trailing

APPLE, NETFLIX = "Apple", "Netflix"
MAKERS = ("OpenAI", "Anthropic")
"""Whose sales are the end of the chain; the clouds' AI figures hold what these pay them."""
_RUN_RATE = "run_rate"
_LABELS = {"run_rate": "RUN-RATE", "proxy": "PROXY"}


def user_bases(known: pl.DataFrame, published: PublishedLine | None) -> pl.DataFrame:
    """Return `USER_COLUMNS`: the published line's back-solved bases, then the newest each company or estimate gives."""
    told = known.filter(
        (pl.col("metric") == "active_users")
        & ~pl.col("definition_note").fill_null("").str.contains("(?i)implied|derived|all active Apple devices")
    ).sort("period_end")
    newest = told.group_by("company", maintain_order=True).last()
    counted = newest.select(
        "company",
        "confidence",
        "source_url",
        "source_date",
        name=pl.col("definition_note"),
        users_m=pl.col("value_usd_m"),
        back_solved=pl.lit(value=False),
        observed_on=pl.col("period_end"),
    )
    columns = names(USER_COLUMNS)
    solved = [] if published is None else [_solved(published).select(columns)]
    return pl.concat([*solved, counted.select(columns)])


def _solved(published: PublishedLine) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (company, name, back_solved_users_m(published.revenue_usd_m_y, price))
            for company, name, price in (
                (APPLE, "iPhone users", published.per_iphone_usd_month),
                (NETFLIX, "Netflix subscribers", published.per_netflix_usd_month),
            )
        ],
        schema=["company", "name", "users_m"],
        orient="row",
    ).with_columns(
        back_solved=pl.lit(value=True),
        observed_on=pl.lit(published.said_on),
        confidence=pl.lit(None, pl.String),
        source_url=pl.lit("the published revenue over the published price: proves neither"),
        source_date=pl.lit(published.said_on),
    )


def sales(known: pl.DataFrame) -> pl.DataFrame:
    """Return `REVENUE_COLUMNS`: the newest AI revenue a year of each company, a published run-rate before a quarter times four."""
    told = known.filter(
        (pl.col("metric") == "ai_revenue") | ((pl.col("metric") == "revenue") & pl.col("company").is_in(MAKERS))
    )
    rated = told.filter((pl.col("basis") == _RUN_RATE) & (pl.col("period_type") == "TTM"))
    newest = rated.sort("period_end").group_by("company", maintain_order=True).last()
    rest = trailing(told.filter(pl.col("basis") != _RUN_RATE)).join(newest, on="company", how="anti")
    maker = pl.col("company").is_in(MAKERS)
    shared = ("company", "confidence", "source_url", "source_date", "period_end")
    return (
        pl.concat(
            [
                newest.select(
                    *shared,
                    what=pl.col("definition_note"),
                    revenue_usd_m_y=pl.col("value_usd_m"),
                    basis=pl.lit(_LABELS[_RUN_RATE]),
                ),
                rest.select(
                    *shared,
                    what=pl.col("definition_note"),
                    revenue_usd_m_y=pl.col("value_usd_m"),
                    basis=pl.format(
                        "{}, {}", pl.col("basis").replace_strict(_LABELS, default="reported"), pl.col("window")
                    ),
                ),
            ]
        )
        .with_columns(
            counted=maker,
            not_counted_because=pl.when(~maker).then(
                pl.lit("holds what the model makers and their clouds pay: adding it would count a sale twice")
            ),
        )
        .select(names(REVENUE_COLUMNS))
        .sort("counted", "revenue_usd_m_y", descending=[True, True])
    )
