"""Assembles the hurdle of a day from the live book and the companies' published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.hurdle.formulas import (
    capital_charge_rate,
    life_that_holds,
    margin_that_holds,
    per_user_month,
    required_revenue,
)
from debtwatch.analysis.hurdle.invested import invested_capital
from debtwatch.analysis.hurdle.results import (
    PUBLISHED_COLUMNS,
    REQUIRED_COLUMNS,
    Hurdle,
    HurdleAssumptions,
    PublishedLine,
)
from debtwatch.analysis.hurdle.sales import APPLE, NETFLIX, sales, user_bases
from debtwatch.analysis.issuers.figures import known_figures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_DEFAULTS = HurdleAssumptions()
_PUBLISHED = PublishedLine()
_LIVES = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0)
_ALL = 100.0
Users = tuple[float | None, float | None, float | None, float | None]
"""Millions: iPhone users and Netflix subscribers back-solved, then both as counted."""


def build_hurdle(
    tranches: pl.DataFrame,
    facts: pl.DataFrame,
    *,
    as_of: date,
    assumptions: HurdleAssumptions = _DEFAULTS,
    published: PublishedLine = _PUBLISHED,
) -> Hurdle:
    """Return what the money invested by a day must earn, from the book's `tranches` and `facts` frames.

    The published line stands beside it from the day it was said.
    """
    known = known_figures(facts, as_of)
    line = published if published.said_on <= as_of else None
    invested = invested_capital(tranches, known, line, as_of)
    revenue = sales(known)
    counted = revenue.filter("counted")["revenue_usd_m_y"]
    earned = float(counted.sum()) if counted.len() else None
    users = user_bases(known, line)
    bases = invested.group_by("base", maintain_order=True).agg(pl.col("invested_usd_m").sum()).rows()
    asked, told = [(assumptions.return_pct, assumptions.margin_pct)], _of(users)
    return Hurdle(
        as_of=as_of,
        assumptions=assumptions,
        published=line,
        published_truths=_truths(line, assumptions, told),
        users=users,
        invested=invested,
        required=_required(bases, assumptions, asked, told, earned),
        grid=_required(bases, assumptions, assumptions.grid(), told, earned),
        revenue=revenue,
        revenue_counted_usd_m_y=earned,
    )


def _of(users: pl.DataFrame) -> Users:
    millions = {
        (company, solved): users_m
        for company, solved, users_m in users.select("company", "back_solved", "users_m").rows()
    }
    return (
        millions.get((APPLE, True)),
        millions.get((NETFLIX, True)),
        millions.get((APPLE, False)),
        millions.get((NETFLIX, False)),
    )


def _prices(revenue_usd_m_y: float, users: Users) -> tuple[float | None, ...]:
    """Return dollars a month from every user of each base."""
    return tuple(None if users_m is None else per_user_month(revenue_usd_m_y, users_m) for users_m in users)


def _truths(published: PublishedLine | None, assumed: HurdleAssumptions, users: Users) -> pl.DataFrame:
    """Return lives and margins under which the published line holds, from the shortest life, at all of revenue.

    Beside each our own line on the same money and life, at the assumed margin.
    """
    schema = dict.fromkeys(names(PUBLISHED_COLUMNS), pl.Float64)
    if published is None:
        return pl.DataFrame(schema=schema)
    revenue, invested, asked = published.revenue_usd_m_y, published.invested_usd_m, published.return_pct
    shortest = life_that_holds(revenue, invested, return_pct=asked, margin_pct=_ALL)
    lives = [] if shortest is None else [shortest, *(life for life in _LIVES if life > shortest)]
    rows = []
    for life in (*lives, None):
        ours = required_revenue(invested, return_pct=asked, life_years=life, margin_pct=assumed.margin_pct)
        truth = margin_that_holds(revenue, invested, return_pct=asked, life_years=life)
        rows.append((life, truth, assumed.margin_pct, ours, *_prices(ours, users)))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _required(
    bases: Iterable[tuple[str, float]],
    assumed: HurdleAssumptions,
    asked: Iterable[tuple[float, float]],
    users: Users,
    earned: float | None,
) -> pl.DataFrame:
    """Return `REQUIRED_COLUMNS`: every base, (return, margin) asked for and life."""
    asked = tuple(asked)
    rows = []
    for base, total in bases:
        for return_pct, margin_pct in asked:
            for life in assumed.lives_years:
                revenue = required_revenue(
                    total,
                    return_pct=return_pct,
                    life_years=life,
                    margin_pct=margin_pct,
                    opex_usd_m_y=assumed.opex_usd_m_y,
                )
                rows.append(
                    (
                        base,
                        total,
                        life,
                        return_pct,
                        margin_pct,
                        assumed.opex_usd_m_y,
                        total * capital_charge_rate(return_pct, life),
                        revenue,
                        *_prices(revenue, users),
                        earned / revenue * 100 if earned is not None and revenue > 0 else None,
                    )
                )
    schema = {column.name: pl.String if column.kind == "str" else pl.Float64 for column in REQUIRED_COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")
