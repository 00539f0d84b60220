"""Assembles the hurdle of a day from the live book and the companies' published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.hurdle.formulas import (
    back_solved_users_m,
    capital_charge_rate,
    life_that_holds,
    margin_that_holds,
    per_user_month,
    required_revenue,
)
from debtwatch.analysis.hurdle.results import (
    INVESTED_COLUMNS,
    PUBLISHED_COLUMNS,
    REQUIRED_COLUMNS,
    REVENUE_COLUMNS,
    Hurdle,
    HurdleAssumptions,
    PublishedLine,
    UserBase,
)
from debtwatch.analysis.issuers.figures import chosen, known_figures, trailing
from debtwatch.analysis.structure.standing import standing_debt

if TYPE_CHECKING:
    from datetime import date

BOOK = "debt in the book"
CAPEX_TRAILING = "capital spending, last twelve months"
CAPEX_SINCE = "capital spending since 2023"
_FIRST_YEAR = 2023
APPLE, NETFLIX = "Apple", "Netflix"
MAKERS = ("OpenAI", "Anthropic")
"""Whose sales are the end of the chain; the clouds' AI figures hold what these pay them."""
_RUN_RATE = "run_rate"
_LABELS = {"run_rate": "RUN-RATE", "proxy": "PROXY"}
_DEFAULTS = HurdleAssumptions()
_PUBLISHED = PublishedLine()
_LIVES = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0)
_ALL = 100.0


def build_hurdle(
    tranches: pl.DataFrame,
    facts: pl.DataFrame,
    *,
    as_of: date,
    assumptions: HurdleAssumptions = _DEFAULTS,
    published: PublishedLine = _PUBLISHED,
) -> Hurdle:
    """Return what the money invested by a day must earn, from the book's `tranches` and `facts` frames."""
    known = known_figures(facts, as_of)
    invested = _invested(tranches, known, as_of)
    revenue = _revenue(known)
    counted = revenue.filter("counted")["revenue_usd_m_y"]
    total = float(counted.sum()) if counted.len() else None
    users = _users(known, published)
    return Hurdle(
        as_of=as_of,
        assumptions=assumptions,
        published=published,
        published_truths=_truths(published),
        users=users,
        invested=invested,
        required=_required(invested, assumptions, users, total),
        revenue=revenue,
        revenue_counted_usd_m_y=total,
    )


def _invested(tranches: pl.DataFrame, known: pl.DataFrame, as_of: date) -> pl.DataFrame:
    debt = standing_debt(tranches, as_of)
    unknown = debt["committed_usd_m"].null_count()
    book = pl.DataFrame(
        {
            "base": [BOOK],
            "company": [None],
            "invested_usd_m": [float(debt["committed_usd_m"].sum())],
            "period": [f"committed at {as_of.isoformat()}"],
            "missing": [f"{unknown} tranches without an amount; what was paid from cash flow"],
            "sources": ["the book of deals"],
        },
        schema_overrides={"company": pl.String},
    )
    capex = chosen(known.filter(pl.col("metric") == "capex"))
    recent = trailing(capex).select(
        base=pl.lit(CAPEX_TRAILING),
        company=pl.col("company"),
        invested_usd_m=pl.col("value_usd_m"),
        period=pl.format("{} to {}", pl.col("window"), pl.col("period_end").dt.to_string()),
        missing=pl.lit("leases; spending that is not for AI is in it"),
        sources=pl.col("source_url"),
    )
    return pl.concat([book, recent, _since(capex)]).select(names(INVESTED_COLUMNS))


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
            sources=pl.col("source_url").drop_nulls().unique(maintain_order=True).str.join(" | "),
        )
        .select(
            "company",
            "invested_usd_m",
            "period",
            "sources",
            base=pl.lit(CAPEX_SINCE),
            missing=pl.lit("years before the first one filed; leases; spending that is not for AI is in it"),
        )
        .select(names(INVESTED_COLUMNS))
    )


def _users(known: pl.DataFrame, published: PublishedLine) -> tuple[UserBase, ...]:
    """Return the published line's back-solved bases, then the newest each company or estimate gives."""
    solved = (
        (APPLE, "iPhone users", back_solved_users_m(published.revenue_usd_m_y, published.per_iphone_usd_month)),
        (
            NETFLIX,
            "Netflix subscribers",
            back_solved_users_m(published.revenue_usd_m_y, published.per_netflix_usd_month),
        ),
    )
    told = known.filter(
        (pl.col("metric") == "active_users")
        & ~pl.col("definition_note").fill_null("").str.contains("(?i)implied|derived|all active Apple devices")
    ).sort("period_end")
    newest = told.group_by("company", maintain_order=True).last()
    return (
        *(
            UserBase(company, name, users, back_solved=True, basis="the published price and revenue")
            for company, name, users in solved
        ),
        *(
            UserBase(
                row["company"],
                row["definition_note"] or "",
                row["value_usd_m"],
                back_solved=False,
                basis=row["source_url"] or "",
            )
            for row in newest.iter_rows(named=True)
        ),
    )


def _truths(published: PublishedLine) -> pl.DataFrame:
    """Return lives and margins under which the published line holds, from the shortest life, at all of revenue."""
    revenue, invested, asked = published.revenue_usd_m_y, published.invested_usd_m, published.return_pct
    shortest = life_that_holds(revenue, invested, return_pct=asked, margin_pct=_ALL)
    lives = [] if shortest is None else [shortest, *(life for life in _LIVES if life > shortest)]
    rows = [(life, margin_that_holds(revenue, invested, return_pct=asked, life_years=life)) for life in (*lives, None)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names(PUBLISHED_COLUMNS), pl.Float64), orient="row")


def _required(
    invested: pl.DataFrame, assumed: HurdleAssumptions, users: tuple[UserBase, ...], earned: float | None
) -> pl.DataFrame:
    bases = [
        next((base.users_m for base in users if (base.company, base.back_solved) == asked), None)
        for asked in ((APPLE, True), (NETFLIX, True), (APPLE, False), (NETFLIX, False))
    ]
    rows = []
    for counted_as, total in invested.group_by("base", maintain_order=True).agg(pl.col("invested_usd_m").sum()).rows():
        for life in assumed.lives_years:
            charge = total * capital_charge_rate(assumed.return_pct, life)
            revenue = required_revenue(
                total,
                return_pct=assumed.return_pct,
                life_years=life,
                margin_pct=assumed.margin_pct,
                opex_usd_m_y=assumed.opex_usd_m_y,
            )
            rows.append(
                (
                    counted_as,
                    total,
                    life,
                    assumed.return_pct,
                    assumed.margin_pct,
                    assumed.opex_usd_m_y,
                    charge,
                    revenue,
                    *(None if base is None else per_user_month(revenue, base) for base in bases),
                    earned / revenue * 100 if earned is not None and revenue > 0 else None,
                )
            )
    schema = {column.name: pl.String if column.kind == "str" else pl.Float64 for column in REQUIRED_COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _revenue(known: pl.DataFrame) -> pl.DataFrame:
    """Return the newest AI revenue a year of each company, a published run-rate before a quarter times four."""
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
