"""The rating in force on a day, now and at issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.domain.kinds import Seniority
from debtwatch.domain.rating import SCALE, notch

if TYPE_CHECKING:
    from datetime import date

_AT_ISSUE = {"sp_at_issue": "S&P", "moodys_at_issue": "Moody's", "fitch_at_issue": "Fitch"}
_ISSUER = "issuer"
_KEY = "_tranche"
_NEEDED = ("agency", "rating", "rated_on", "notch", "preliminary")
SYMBOLS = dict(enumerate(SCALE, start=1))
"""Notch to symbol."""


def _notches(symbols: pl.Series, agency: str) -> dict[str, int | None]:
    return {symbol: notch(symbol, agency) for symbol in symbols.drop_nulls().unique()}


def _at_issue(debt: pl.DataFrame) -> pl.DataFrame:
    """Return the ratings a tranche row carries itself, dated at issue, else when its source speaks of it."""
    parts = [
        debt.filter(pl.col(column).is_not_null() & (pl.col(column) != "")).select(
            _KEY,
            agency=pl.lit(agency),
            rating=pl.col(column),
            rated_on=pl.coalesce("issued_on", "source_date"),
            notch=pl.col(column).replace_strict(_notches(debt[column], agency), return_dtype=pl.Int64, default=None),
            preliminary=pl.lit(value=False),
            own=pl.lit(value=True),
        )
        for column, agency in _AT_ISSUE.items()
    ]
    return pl.concat(parts)


def _words(text: pl.Expr) -> pl.Expr:
    """Pad a name so that whole words can be found in it."""
    return pl.concat_str(pl.lit(" "), text.str.replace_all(r"[(),;:]", " "), pl.lit(" "))


def _of_deals(debt: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """Return issue and class ratings by tranche; a class rating speaks of the tranche that names the class."""
    rows = ratings.filter((pl.col("level") != _ISSUER) & pl.col("deal_id").is_not_null() & (pl.col("deal_id") != ""))
    joined = debt.select(_KEY, "deal_id", "tranche").join(rows, on="deal_id")
    anyone = pl.col("class").is_null() | (pl.col("class") == "")
    named = _words(pl.col("tranche")).str.contains(_words(pl.col("class")), literal=True)
    return joined.filter(anyone | named).select(_KEY, *_NEEDED, own=pl.lit(value=True))


def _of_obligors(debt: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """Return issuer ratings by tranche, one notch lower for structurally subordinated debt."""
    rows = ratings.filter((pl.col("level") == _ISSUER) & pl.col("obligor").is_not_null())
    below = (pl.col("seniority") == Seniority.STRUCTURALLY_SUBORDINATED.value).fill_null(value=False)
    return (
        debt.select(_KEY, "obligor", "seniority")
        .join(rows, on="obligor")
        .with_columns(pl.col("notch") + below.cast(pl.Int64))
        .select(_KEY, *_NEEDED, own=pl.lit(value=False))
    )


def _said(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what each agency says last, of the issue before of the issuer."""
    newest = rows.unique([_KEY, "agency", "own"], keep="last", maintain_order=True).drop_nulls("notch")
    return newest.sort("agency", "own").unique([_KEY, "agency"], keep="last", maintain_order=True)


def _average() -> pl.Expr:
    """Average the agencies' notches, a tie to the lower rating."""
    return (pl.col("notch").mean() + 0.5).floor().cast(pl.Int64)


def _in_force(rows: pl.DataFrame) -> pl.DataFrame:
    provisional = pl.when("preliminary").then(pl.lit(" (preliminary)")).otherwise(pl.lit(""))
    issuer = pl.when("own").then(pl.lit("")).otherwise(pl.lit(" issuer"))
    words = pl.concat_str("agency", pl.lit(" "), "rating", issuer, provisional)
    said = _said(rows).with_columns(_words=words).group_by(_KEY, maintain_order=True)
    return said.agg(_average().alias("notch"), notch_source=pl.col("_words").str.join(", "))


def _known_by(given: pl.DataFrame, numbered: pl.DataFrame, as_of: date | str) -> pl.DataFrame:
    """Keep what was given by the day asked about, one day for all or each row's own."""
    if not isinstance(as_of, str):
        return given.filter(pl.col("rated_on") <= as_of)
    days = numbered.select(_KEY, _on=as_of)
    return given.join(days, on=_KEY, maintain_order="left").filter(pl.col("rated_on") <= pl.col("_on")).drop("_on")


def with_ratings(debt: pl.DataFrame, ratings: pl.DataFrame, as_of: date | str) -> pl.DataFrame:
    """Add notch and notch_source (in force on the day) and notch_at_issue.

    `as_of` is one day for all rows, or the name of the column that has each row's own.
    An agency's issue or class rating stands before its issuer rating; a withdrawn one is none. At
    issue counts the newest by the issue date, else the first given after it. Nothing later than
    `as_of` is read. All are null where no agency rates.
    """
    dated = ratings.filter(pl.col("rating").is_not_null() & (pl.col("rating") != "")).with_columns(
        pl.col("preliminary").fill_null(value=False)
    )
    numbered = debt.with_row_index(_KEY)
    given = pl.concat([_at_issue(numbered), _of_deals(numbered, dated), _of_obligors(numbered, dated)])
    rows = _known_by(given, numbered, as_of)
    now = _in_force(rows.sort("rated_on", maintain_order=True))
    first = rows.join(numbered.select(_KEY, "issued_on"), on=_KEY).with_columns(
        _by_then=(pl.col("rated_on") <= pl.col("issued_on")).fill_null(value=False)
    )
    nearest = pl.when("_by_then").then(1).otherwise(-1) * pl.col("rated_on").to_physical()
    then = _said(first.sort("_by_then", nearest, maintain_order=True)).group_by(_KEY)
    found = (
        numbered.select(_KEY)
        .join(now, on=_KEY, how="left", maintain_order="left")
        .join(then.agg(_average().alias("notch_at_issue")), on=_KEY, how="left", maintain_order="left")
    )
    return pl.concat([debt, found.drop(_KEY)], how="horizontal")
