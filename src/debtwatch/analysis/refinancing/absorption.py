"""How much was sold against how much falls due: can the market take it again (analytics F2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.due import ABSORPTION_ANCHORS, ABSORPTION_COLUMNS
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.rating import INVESTMENT_GRADE_FLOOR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from debtwatch.domain.baseline import Issuance

GRADES = ("investment grade", "below investment grade", "no rating")
HYPERSCALERS = ("Alphabet", "Amazon", "Meta", "Microsoft", "Oracle")
"""The five whose bond issuance the press totals."""
PUBLISHED_GROUP = "hyperscalers, issuance as published"
_THIS_BOOK = "this book"
_YEAR_DAYS = 366


def absorption(tranches: pl.DataFrame, as_of: date, published: Iterable[Issuance] = ()) -> pl.DataFrame:
    """Return `ABSORPTION_COLUMNS`: issuance of the last 12 months over maturities ahead.

    `tranches` is `TRANCHE_COLUMNS`. By grade of this book alone, as far as it reaches; then
    the published issuance of the hyperscalers, where a total of the last twelve months is known, over
    what this book has of theirs falling due; then published readings of another universe, to set both
    against. A ratio is null where nothing falls due.
    """
    sized = _with_spans(tranches, as_of)
    order = pl.DataFrame({"grade": GRADES})
    grades = order.join(_sums(sized, _grade()), on="grade", maintain_order="left")
    rows = [_with_ratios(grades).with_columns(basis=pl.lit(_THIS_BOOK))]
    total = _newest(published, as_of)
    if total is not None:
        theirs = _sums(sized.filter(party(pl.col("obligor")).is_in(HYPERSCALERS)), pl.lit(PUBLISHED_GROUP))
        sold = theirs.with_columns(issued_12m_usd_m=pl.lit(total.usd_bn * 1_000))
        told = f"{total.source}, {total.first} to {total.last}, {total.basis}"
        rows.append(_with_ratios(sold).with_columns(basis=pl.lit(told)))
    anchors = pl.DataFrame(
        ABSORPTION_ANCHORS, schema=["grade", "absorption_1y", "absorption_3y", "basis"], orient="row"
    )
    return pl.concat([*rows, anchors], how="diagonal").select(names(ABSORPTION_COLUMNS))


def sold_and_due(tranches: pl.DataFrame, grade: str, as_of: date) -> pl.DataFrame:
    """Return the tranches one row of `absorption` stands on, with sold_usd_m, due_12m_usd_m, due_36m_usd_m, missing.

    Largest first. Empty for a published reading: no tranche of this book stands behind it.
    """
    if grade == PUBLISHED_GROUP:
        of_row = party(pl.col("obligor")).is_in(HYPERSCALERS)
        counts = pl.any_horizontal(pl.col("_due_12m", "_due_36m").is_not_null(), "_missing")
    else:
        of_row = _grade() == grade
        counts = pl.any_horizontal(pl.col("_sold", "_due_12m", "_due_36m").is_not_null(), "_missing")
    return (
        _with_spans(tranches, as_of)
        .filter(of_row, counts)
        .rename(
            {"_sold": "sold_usd_m", "_due_12m": "due_12m_usd_m", "_due_36m": "due_36m_usd_m", "_missing": "missing"}
        )
        .sort("committed_usd_m", "tranche_id", descending=[True, False], nulls_last=True)
    )


def _grade() -> pl.Expr:
    notch = pl.col("rating_notch")
    return (
        pl.when(notch.is_null())
        .then(pl.lit(GRADES[2]))
        .when(notch <= INVESTMENT_GRADE_FLOOR)
        .then(pl.lit(GRADES[0]))
        .otherwise(pl.lit(GRADES[1]))
    )


def _with_spans(tranches: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add what each tranche sold in the last year and has due in the next and in the two after it, $m."""
    today = pl.lit(as_of).cast(pl.Date)
    year, third = today.dt.offset_by("12mo"), today.dt.offset_by("36mo")
    due, principal = pl.col("due_on"), pl.col("roll_principal_usd_m")
    return tranches.with_columns(
        _sold=pl.when(pl.col("issued_on") > today.dt.offset_by("-12mo")).then("committed_usd_m"),
        _due_12m=pl.when(due <= year).then(principal),
        _due_36m=pl.when((due > year) & (due <= third)).then(principal),
        _missing=pl.col("committed_usd_m").is_null() | due.is_null() | principal.is_null(),
    )


def _sums(sized: pl.DataFrame, group: pl.Expr) -> pl.DataFrame:
    return sized.group_by(grade=group).agg(
        issued_12m_usd_m=pl.col("_sold").sum(),
        due_12m_usd_m=pl.col("_due_12m").sum(),
        due_36m_usd_m=pl.col("_due_36m").sum(),
        missing_tranches=pl.col("_missing").sum().cast(pl.Int64),
        missing_usd_m=pl.col("committed_usd_m").filter("_missing").sum(),
    )


def _with_ratios(sums: pl.DataFrame) -> pl.DataFrame:
    sold = pl.col("issued_12m_usd_m")
    spans = {"absorption_1y": pl.col("due_12m_usd_m"), "absorption_3y": pl.col("due_36m_usd_m")}
    return sums.with_columns(pl.when(due > 0).then(sold / due).alias(name) for name, due in spans.items())


def _newest(published: Iterable[Issuance], as_of: date) -> Issuance | None:
    """Return the newest total of AI borrowing that was known on the day and lies in the year before it."""
    fresh = [
        each
        for each in published
        if each.era == "AI"
        and each.kind == "pace"
        and each.known_on <= as_of
        and 0 <= (as_of - each.last).days < _YEAR_DAYS
    ]
    return max(fresh, key=lambda each: each.last, default=None)
