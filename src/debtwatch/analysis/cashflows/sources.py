"""Where each figure of a tranche comes from: the book's fields, its ratings and marks, the market's prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from debtwatch.analysis.cashflows.results import SOURCE_COLUMNS
from debtwatch.analysis.columns import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from debtwatch.analysis.market.results import Market
    from debtwatch.domain.series import Series

FIELDS = (
    "obligor", "instrument", "status", "balance_sheet", "currency", "committed_usd_m", "drawn_usd_m", "drawn_on",
    "amount_local_m", "fx", "fx_on", "coupon_type", "coupon_pct", "reference_rate", "margin_bp", "rate_setting",
    "lookback_days", "observation_shift", "lockout_days", "floor_pct", "floor_on", "payments_a_year", "resets_a_year", "next_reset_on", "first_coupon_on",
    "spread_at_issue_bp", "yield_at_issue_pct", "issue_price", "issued_on", "matures_on", "expected_on",
    "extension_options", "extension_count", "extension_months", "extended_to", "draw_ends_on", "takeout_tenor_years",
    "conversion_price", "put_on", "redemption_pct", "amortization", "amort_kind", "amort_first", "amort_last",
    "amort_final_pct", "amort_assumed", "call_make_whole", "make_whole_bp", "make_whole_high_bp", "make_whole_until",
    "call_price", "sp_at_issue", "moodys_at_issue", "fitch_at_issue", "seniority", "security", "guarantee", "repaid_on",
)  # fmt: skip
"""Fields of the book a tranche's figures rest on, in the order they are told."""
_SECOND_HAND = "second hand"


class Source(NamedTuple):
    """One figure and where it was read."""

    field: str
    value: str
    source: str | None = None
    dated: str | None = None
    confidence: str | None = None
    note: str | None = None
    series: str | None = None


def in_words(value: Any) -> str:
    """Return a stated value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _trust(row: Mapping[str, Any]) -> str | None:
    parts = [row.get("confidence"), _SECOND_HAND if row.get("second_hand") else None]
    return ", ".join(part for part in parts if part) or None


def _cited(row: Mapping[str, Any], field: str, value: str) -> Source:
    dated = row.get("source_date_text") or row.get("source_date")
    return Source(
        field, value, row.get("source_url"), None if dated is None else str(dated), _trust(row), row.get("note")
    )


def _of_book(row: Mapping[str, Any]) -> Iterator[Source]:
    """Yield what the tranche states; the row's own source stands behind each."""
    for name in FIELDS:
        value = row.get(f"{name}_text") or row.get(name)
        if value is not None and value is not False:
            yield _cited(row, name, in_words(value))


def _inside(rows: pl.DataFrame, tranche_id: str, day: str, figures: tuple[str, ...], what: str) -> Iterator[Source]:
    if "tranche_id" not in rows.columns:
        return
    for row in rows.filter(pl.col("tranche_id") == tranche_id).to_dicts():
        said = ", ".join(f"{name} {row[name]:g}" for name in figures if row.get(name) is not None)
        yield _cited(row, f"{what} {row.get(f'{day}_text') or row.get(day) or 'no day given'}", said)


def _rated(ratings: pl.DataFrame, row: Mapping[str, Any], as_of: date) -> Iterator[Source]:
    """Yield the dated ratings of the deal and of its obligor known on the day, newest first."""
    deal = (pl.col("deal_id") == row["deal_id"]).fill_null(value=False)
    obligor = (pl.col("obligor") == row["obligor"]).fill_null(value=False)
    known = ratings.filter((deal | obligor) & (pl.col("rated_on") <= as_of)).sort("rated_on", descending=True)
    for rating in known.to_dicts():
        of = rating.get("class") or rating.get("level") or "rating"
        yield _cited(rating, f"{rating['agency']} {of} {rating['rated_on']}", rating["rating"] or "withdrawn")


def _printed(name: str, value: float, on: date, series: Mapping[str, Series], *, recorded: bool) -> Source:
    declared = series.get(name)
    feed = f"{name} via {declared.feed}" if declared else name
    origin = "recorded, shipped with the program" if recorded else "as published"
    return Source(declared.label if declared else name, f"{value:.4g} %", feed, str(on), None, origin, name)


def _of_market(market: Market, series: Mapping[str, Series], *, floats: bool) -> Iterator[Source]:
    if floats and market.sofr_pct is not None and market.sofr_on is not None:
        yield _printed(market.sofr_series, market.sofr_pct, market.sofr_on, series, recorded=False)
    par = market.par
    if par is not None:
        for name, rate in zip(par.series, par.yields_pct, strict=True):
            yield _printed(name, rate, par.observed_on, series, recorded=par.recorded)
    for index in market.oas:
        yield _printed(index.series, index.oas_pct, index.observed_on, series, recorded=index.recorded)


def sources_of(
    row: Mapping[str, Any],
    frames: Mapping[str, pl.DataFrame],
    market: Market,
    series: Mapping[str, Series],
    as_of: date,
) -> pl.DataFrame:
    """Return `SOURCE_COLUMNS`: the book's fields, its table and marks, ratings, then the market's prints.

    `frames` has ratings, marks, repayments and hedges of the book, where it has them.
    """
    empty = pl.DataFrame()
    tranche_id = row["tranche_id"]
    rows = [
        *_of_book(row),
        *_inside(frames.get("repayments", empty), tranche_id, "due_on", ("principal_pct",), "repayment"),
        *_inside(
            frames.get("hedges", empty),
            tranche_id,
            "expires_on",
            ("notional_usd_m", "hedged_pct", "rate_pct"),
            "hedge to",
        ),
        *_inside(frames.get("marks", empty), tranche_id, "marked_on", ("price", "yield_pct", "spread_bp"), "mark"),
        *_rated(frames["ratings"], row, as_of),
        *_of_market(market, series, floats=row["coupon_type"] == "floating"),
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(names(SOURCE_COLUMNS), pl.String), orient="row")
