"""The maturity wall: what falls due, quarter by quarter (analytics F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.schedule import SEMIANNUAL, months_between
from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.events import put_or_maturity
from debtwatch.analysis.refinancing.results import WALL_COLUMNS
from debtwatch.domain.deal import AmortizationKind, Instrument

if TYPE_CHECKING:
    from datetime import date

_STEP_MONTHS = 12 // SEMIANNUAL


def instalments(main: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Return every instalment still due of amortising tranches: tranche_id, paid_on, principal_usd_m.

    Semi-annual, counted back from the last; level payments at the coupon, equal instalments where the
    profile says so or no coupon is known. What waits for maturity is not among them.
    """
    today = pl.lit(as_of).cast(pl.Date)
    start = pl.max_horizontal(today, pl.col("amort_first").dt.offset_by(f"-{_STEP_MONTHS}mo"))
    repaying = (
        main.filter((pl.col("balloon") < 1) & pl.col("matures_on").is_not_null())
        .with_columns(_last=pl.coalesce("amort_last", "matures_on"), _start=start)
        .filter(pl.col("_last") > today)
        .with_columns(_n=(months_between(pl.col("_start"), pl.col("_last")) // _STEP_MONTHS).clip(1).cast(pl.Int64))
    )
    rate = pl.col("coupon_pct") / 100 / SEMIANNUAL
    equal = (pl.col("amort_kind") == AmortizationKind.LINEAR.value) | rate.is_null() | (rate < 1e-7)  # noqa: PLR2004
    n, k = pl.col("_n"), pl.col("_k")
    level = rate * (1 + rate) ** (k - 1) / ((1 + rate) ** n - 1)
    share = (1 - pl.col("balloon")) * pl.when(equal.fill_null(value=True)).then(1 / n).otherwise(level)
    months_back = ((n - k) * _STEP_MONTHS).cast(pl.Int64)
    return (
        repaying.with_columns(_k=pl.int_ranges(1, n + 1))
        .explode("_k")
        .select(
            "tranche_id",
            paid_on=pl.col("_last").dt.offset_by(pl.format("-{}mo", months_back)),
            principal_usd_m=pl.col("outstanding_usd_m") * share,
        )
    )


def _by_quarter(rows: pl.LazyFrame, on: pl.Expr, amount: pl.Expr, into: str) -> pl.LazyFrame:
    return (
        rows.select(quarter=on.dt.truncate("1q"), amount=amount)
        .drop_nulls()
        .group_by("quarter")
        .agg(pl.col("amount").sum().alias(into))
    )


def maturity_wall(main: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `WALL_COLUMNS` by quarter; `main` has one row a tranche with balloon and outstanding.

    Facilities whose drawings are not published add nothing. A convertible counts at its put date.
    """
    due = put_or_maturity()
    rows = main.lazy()
    principal = pl.col("outstanding_usd_m") * pl.col("balloon")
    paid = instalments(rows, as_of)
    convertible = rows.filter(pl.col("instrument") == Instrument.CONVERTIBLE.value)
    expected = pl.max_horizontal(pl.col("expected"), due)
    maturing = (
        rows.select(quarter=due.dt.truncate("1q"))
        .drop_nulls()
        .group_by("quarter")
        .agg(pl.len().cast(pl.Int64).alias("tranches"))
    )
    amortization = _by_quarter(paid, pl.col("paid_on"), pl.col("principal_usd_m"), "amortization_usd_m")
    parts = [
        maturing,
        _by_quarter(rows, due, principal, "bullet_usd_m"),
        amortization,
        _by_quarter(rows, expected, principal, "_expected"),
        _by_quarter(convertible, pl.col("put_on"), principal, "put_usd_m"),
    ]
    quarters = pl.concat([part.select("quarter") for part in parts]).unique().sort("quarter")
    for part in parts:
        quarters = quarters.join(part, on="quarter", how="left", maintain_order="left")
    amounts = ["bullet_usd_m", "amortization_usd_m", "_expected", "put_usd_m"]
    return (
        quarters.with_columns(pl.col(amounts).fill_null(0.0), pl.col("tranches").fill_null(0))
        .with_columns(
            year=pl.col("quarter").dt.year().cast(pl.Int64),
            principal_usd_m=pl.col("bullet_usd_m") + pl.col("amortization_usd_m"),
            expected_usd_m=pl.col("_expected") + pl.col("amortization_usd_m"),
        )
        .select(names(WALL_COLUMNS))
        .collect()
    )
