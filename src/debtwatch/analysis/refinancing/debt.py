"""The debt that counts on a day, and what stands outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.profiles import STATED, frequency, with_share_left
from debtwatch.analysis.refinancing.results import Counted
from debtwatch.domain.kinds import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from polars._typing import PolarsDataType

TEXT: tuple[str, ...] = (
    "tranche_id", "deal_id", "deal", "sponsor", "obligor", "tranche", "instrument", "currency", "coupon_type",
    "balance_sheet", "seniority", "amortization", "amort_kind", "extension_options", "status", "excluded_because",
    "confidence", "source_url", "source_date_text", "sp_at_issue", "moodys_at_issue", "fitch_at_issue",
    "issued_on_text", "matures_on_text", "expected_on_text", "put_on_text", "draw_ends_on_text",
)  # fmt: skip
NUMBERS: tuple[str, ...] = (
    "committed_usd_m", "drawn_usd_m", "outstanding_usd_m", "coupon_pct", "margin_bp", "spread_at_issue_bp", "yield_at_issue_pct",
    "issue_price", "amort_final_pct", "takeout_tenor_years",
)  # fmt: skip
COUNTS: tuple[str, ...] = ("extension_count", "extension_months", "payments_a_year", "resets_a_year")
DAYS: tuple[str, ...] = (
    "issued_on", "drawn_on", "matures_on", "expected_on", "extended_to", "draw_ends_on", "put_on", "repaid_on", "amort_first",
    "amort_last", "source_date",
)  # fmt: skip
FLAGS: tuple[str, ...] = ("commitment_basis", "counted", "second_hand")
TABLE: Mapping[str, PolarsDataType] = {"repayment_days": pl.List(pl.Date), "repayment_pcts": pl.List(pl.Float64)}
_NOTHING = 1e-9
"""A share below this is a rounding of nothing."""
_OVERLAPS = "overlaps another deal"


def complete(tranches: pl.DataFrame) -> pl.DataFrame:
    """Return the columns the calculations read, in order, with `frequency`; a column the book does not have is null."""
    wanted: list[tuple[tuple[str, ...], PolarsDataType]] = [
        (TEXT, pl.String),
        (NUMBERS, pl.Float64),
        (COUNTS, pl.Int64),
        (DAYS, pl.Date),
        (FLAGS, pl.Boolean),
        *(((name,), kind) for name, kind in TABLE.items()),
    ]
    return tranches.select(
        (pl.col(name) if name in tranches.columns else pl.lit(None)).cast(kind).alias(name)
        for names, kind in wanted
        for name in names
    ).with_columns(
        pl.col(FLAGS).fill_null(value=False), pl.col("amortization").fill_null("unknown"), frequency=frequency()
    )


def with_balance(debt: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Take from `outstanding_usd_m` what a stated schedule has repaid since the balance was stated.

    A drawn balance is of `drawn_on`, else of its source's day; a commitment of the day of issue. A schedule
    is a table of the tranche's own, or instalments whose first is stated. Adds `balance_basis` and
    `left_share`, the share of the first amount a schedule that has begun leaves. `debt` as `complete` returns it.
    """
    drawn, day = pl.col("drawn_usd_m").is_not_null(), pl.coalesce("drawn_on", "source_date", "issued_on")
    stated = (
        pl.when(pl.col("outstanding_usd_m").is_null())
        .then(pl.lit("not published"))
        .when(drawn)
        .then(pl.format("drawn on {}", day.dt.to_string().fill_null("a day not stated")))
        .otherwise(pl.lit("committed"))
    )
    told = debt.with_columns(balance_basis=stated, left_share=pl.lit(None, pl.Float64))
    first = pl.coalesce(pl.col("repayment_days").list.first(), "amort_first")
    begun = told.filter(pl.col("amort_kind").is_in(STATED) & (first <= as_of))
    if begun.is_empty():
        return told
    left = with_share_left(begun, pl.lit(as_of).cast(pl.Date), "left_share")
    kept = pl.col("left_share") / pl.when(drawn).then("_then").otherwise(1.0)
    followed = (
        with_share_left(left, day, "_then")
        .with_columns(_kept=kept.fill_nan(None).fill_null(1.0).clip(upper_bound=1.0))
        .select(
            "tranche_id",
            "left_share",
            outstanding_usd_m=pl.col("outstanding_usd_m") * pl.col("_kept"),
            balance_basis=pl.when(pl.col("_kept") < 1)
            .then(
                pl.format(
                    "{}, less {} % repaid since by its schedule",
                    "balance_basis",
                    ((1 - pl.col("_kept")) * 100).round(1),
                )
            )
            .otherwise("balance_basis"),
        )
    )
    return told.update(followed, on="tranche_id")


def _in_book() -> pl.Expr:
    """Counted; or repaid on a known day, so that it did count before."""
    repaid = (pl.col("status") == Status.REPAID.value) & pl.col("repaid_on").is_not_null()
    return pl.col("counted") | repaid


def _standing(as_of: date) -> pl.Expr:
    """Name why a row is outside the debt of a day; null where it is inside."""
    issued = pl.coalesce("issued_on", "source_date")
    return (
        pl.when(~_in_book())
        .then(
            pl.when(pl.col("excluded_because").str.starts_with("overlaps"))
            .then(pl.lit(_OVERLAPS))
            .otherwise(pl.col("excluded_because").fill_null("not counted"))
        )
        .when(issued.is_null() | (issued > as_of))
        .then(pl.lit("not issued yet"))
        .when(pl.col("repaid_on") <= as_of)
        .then(pl.lit("repaid"))
        .when(pl.col("matures_on") <= as_of)
        .then(pl.lit("matured"))
        .when(pl.col("left_share") < _NOTHING)
        .then(pl.lit("repaid"))
    )


def debt_at(tranches: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, tuple[Counted, ...]]:
    """Split the book into the debt that counts on a day, with what is owed on it, and the reasons for the rest.

    Issued by the day (a row without an issue date counts from its source's date), not matured, not repaid
    on a known day or by a schedule of its own. The second value counts every other row by reason, largest first.
    """
    placed = with_balance(complete(tranches), as_of).with_columns(_why=_standing(as_of))
    outside = (
        placed.filter(pl.col("_why").is_not_null())
        .group_by("_why")
        .agg(pl.len(), pl.col("committed_usd_m").sum())
        .sort("committed_usd_m", "_why", descending=[True, False])
    )
    return placed.filter(pl.col("_why").is_null()).drop("_why"), tuple(Counted(*row) for row in outside.rows())
