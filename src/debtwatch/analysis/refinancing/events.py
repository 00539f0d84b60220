"""The first dated event still ahead of each tranche, and when it is expected to be repaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.domain.kinds import Instrument

if TYPE_CHECKING:
    from datetime import date

_OPTION = r"^\s*(\d{1,4})\s*x\s*(\d{1,4})\s*m"
_MOST_MONTHS = 1_200
"""No borrower may extend by more than a century: what says so is words, not months."""


def with_expected_date(debt: pl.DataFrame) -> pl.DataFrame:
    """Add `expected`: the book's own extended date, else maturity after its options (in words: `2x12m`), else maturity."""
    words = pl.col("extension_options").str
    times = pl.coalesce("extension_count", words.extract(_OPTION, 1).cast(pl.Float64))
    months = pl.coalesce("extension_months", words.extract(_OPTION, 2).cast(pl.Float64))
    longer = pl.when(times * months <= _MOST_MONTHS).then(times * months).fill_null(0).cast(pl.Int64)
    extended = pl.col("matures_on").dt.offset_by(pl.format("{}mo", longer))
    return debt.with_columns(expected=pl.coalesce("extended_to", "expected_on", extended))


def _of_tranches(debt: pl.DataFrame) -> pl.DataFrame:
    may_extend = pl.col("expected") > pl.col("matures_on")
    kinds = {
        "maturity": pl.when(~may_extend.fill_null(value=False)).then("matures_on"),
        "extension": pl.when(may_extend).then("matures_on"),
        "anticipated repayment": pl.when(pl.col("expected_on") < pl.col("matures_on")).then("expected_on"),
        "put": pl.col("put_on"),
        "draw end": pl.col("draw_ends_on"),
    }
    written = {"anticipated repayment": "expected_on_text", "put": "put_on_text", "draw end": "draw_ends_on_text"}
    return pl.concat(
        debt.select("tranche_id", on=on, kind=pl.lit(kind), text=pl.col(written.get(kind, "matures_on_text")))
        for kind, on in kinds.items()
    )


def _of_records(debt: pl.DataFrame, records: pl.DataFrame, column: str, kind: pl.Expr) -> pl.DataFrame:
    """Return the dates of a deal's leases or guarantees, for each of its tranches."""
    empty = pl.DataFrame(schema={"tranche_id": pl.String, "on": pl.Date, "kind": pl.String, "text": pl.String})
    if column not in records.columns or "deal_id" not in records.columns:
        return empty
    written = pl.col(f"{column}_text") if f"{column}_text" in records.columns else pl.lit(None, dtype=pl.String)
    dates = records.select("deal_id", on=pl.col(column).cast(pl.Date), kind=kind, text=written).drop_nulls("on")
    return (
        debt.select("tranche_id", "deal_id")
        .join(dates, on="deal_id", maintain_order="left_right")
        .select("tranche_id", "on", "kind", "text")
    )


def first_events(debt: pl.DataFrame, commitments: pl.DataFrame, guarantees: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return tranche_id, first_event_on, first_event_kind and first_event_text, the date as its source gives it.

    The earliest date after the day asked about.

    Maturity (an extension where the borrower may take one), put, end of the draw window, the deal's
    leases' start and end, its guarantees' end. A commitment is a lease unless it says offtake.
    """
    what = pl.col("kind") if "kind" in commitments.columns else pl.lit("lease")
    ends = pl.when(what == "offtake").then(pl.lit("offtake ends")).otherwise(pl.lit("lease ends"))
    starts = pl.when(what == "offtake").then(pl.lit("offtake starts")).otherwise(pl.lit("lease starts"))
    every = pl.concat(
        [
            _of_tranches(debt),
            _of_records(debt, commitments, "starts_on", starts),
            _of_records(debt, commitments, "ends_on", ends),
            _of_records(debt, guarantees, "ends_on", pl.lit("guarantee ends")),
        ]
    )
    return (
        every.filter(pl.col("on") > as_of)
        .sort("on", "kind", maintain_order=True)
        .group_by("tranche_id", maintain_order=True)
        .first()
        .select("tranche_id", first_event_on="on", first_event_kind="kind", first_event_text=as_written("text", "on"))
    )


def as_written(text: str, on: str) -> pl.Expr:
    """Return a date as its source gives it; the day itself where nothing else is told."""
    return pl.coalesce(text, pl.col(on).dt.to_string("%Y-%m-%d"))


def by_year_alone() -> pl.Expr:
    """Return whether a maturity is known to no more than its year, and so stands in July."""
    return (pl.col("matures_on_text").str.len_chars() == len("2031")).fill_null(value=False)


def put_or_maturity(as_of: date) -> pl.Expr:
    """Return the day the wall counts: a convertible's put date where one is ahead, else the maturity; null without one."""
    dated = pl.col("matures_on").is_not_null()
    may_be_put = dated & (pl.col("instrument") == Instrument.CONVERTIBLE.value) & (pl.col("put_on") > as_of)
    return pl.when(may_be_put).then("put_on").otherwise("matures_on")


def with_contract_end(debt: pl.DataFrame, commitments: pl.DataFrame) -> pl.DataFrame:
    """Add `contract_ends_on`: the last end of the deal's own leases and offtakes, null where none is dated."""
    if "ends_on" not in commitments.columns or "deal_id" not in commitments.columns:
        return debt.with_columns(contract_ends_on=pl.lit(None, dtype=pl.Date))
    ends = commitments.group_by("deal_id").agg(contract_ends_on=pl.col("ends_on").cast(pl.Date).max())
    return debt.join(ends, on="deal_id", how="left", maintain_order="left")
