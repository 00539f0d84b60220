"""The maturity wall: what falls due, month by month, by contract, as expected and as leases end (analytics F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.due import WALL_COLUMNS, WallShape
from debtwatch.analysis.refinancing.events import by_year_alone, put_or_maturity
from debtwatch.analysis.refinancing.profiles import in_equal_parts, last_instalment, with_instalments
from debtwatch.domain.kinds import DRAWN_OVER_TIME, Instrument

if TYPE_CHECKING:
    from datetime import date

_DRAWN_OVER_TIME = tuple(each.value for each in DRAWN_OVER_TIME)
_MONTHS = 12
_FLAT = 1e-7


def instalments(main: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return every instalment still due of amortising tranches: tranche_id, paid_on, principal_usd_m.

    As often as the book says, else as its market pays, counted back from the last; level payments at the
    coupon, equal instalments where the profile says so or no coupon is known; a table of the tranche's own
    on its days. What waits for maturity is not among them.
    """
    today, last = pl.lit(as_of).cast(pl.Date), last_instalment()
    waiting = (pl.col("balloon") < 1) & (last > today) & pl.col("repayment_days").is_null()
    repaying = with_instalments(main.filter(waiting), today, "_n")
    times, n, k = pl.col("frequency"), pl.col("_n"), pl.col("_k")
    rate = pl.col("coupon_pct") / 100 / times
    level = rate * (1 + rate) ** (k - 1) / ((1 + rate) ** n - 1)
    equal = in_equal_parts() | (rate < _FLAT)
    share = (1 - pl.col("balloon")) * pl.when(equal).then(1 / n).otherwise(level)
    months_back = ((n - k) * (_MONTHS // times)).cast(pl.Int64)
    spread = (
        repaying.with_columns(_k=pl.int_ranges(1, n.cast(pl.Int64) + 1))
        .explode("_k")
        .select(
            "tranche_id",
            paid_on=last.dt.offset_by(pl.format("-{}mo", months_back)),
            principal_usd_m=pl.col("outstanding_usd_m") * share,
        )
    )
    return pl.concat([spread, _by_table(main, today)])


def _by_table(main: pl.DataFrame, today: pl.Expr) -> pl.DataFrame:
    """Return the instalments still due of a table: their share of what is owed that does not wait for maturity."""
    rows = main.filter((pl.col("balloon") < 1) & pl.col("repayment_days").is_not_null())
    paid = pl.col("principal_pct")
    return (
        rows.select(
            "tranche_id", "outstanding_usd_m", "balloon", paid_on="repayment_days", principal_pct="repayment_pcts"
        )
        .explode("paid_on", "principal_pct")
        .filter(pl.col("paid_on") > today)
        .select(
            "tranche_id",
            "paid_on",
            principal_usd_m=pl.col("outstanding_usd_m")
            * (1 - pl.col("balloon"))
            * paid
            / paid.sum().over("tranche_id"),
        )
    )


def _by_month(rows: pl.DataFrame, on: pl.Expr, amount: pl.Expr, into: str) -> pl.DataFrame:
    return (
        rows.select(quarter=on.dt.truncate("1mo"), amount=amount)
        .drop_nulls()
        .group_by("quarter", maintain_order=True)
        .agg(pl.col("amount").sum().alias(into))
    )


def _expected_on(due: pl.Expr, as_of: date) -> pl.Expr:
    """Return when principal is expected back: anticipated or extended where that day is ahead, else when it is due."""
    ahead = (pl.col("expected") != pl.col("matures_on")) & (pl.col("expected") > as_of)
    return pl.when(ahead).then("expected").otherwise(due)


def monthly_wall(main: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `WALL_COLUMNS` by month; `main` has one row a tranche with balloon, outstanding and contract end.

    Facilities whose drawings are not published add nothing. A convertible counts at its put date. A
    contract that has ended is in no month.
    """
    due = put_or_maturity(as_of)
    principal = pl.col("outstanding_usd_m") * pl.col("balloon")
    paid = instalments(main, as_of)
    convertible = main.filter((pl.col("instrument") == Instrument.CONVERTIBLE.value) & (pl.col("put_on") > as_of))
    facilities = main.filter(pl.col("instrument").is_in(_DRAWN_OVER_TIME))
    undrawn = (pl.col("committed_usd_m") - pl.col("outstanding_usd_m")).clip(0.0)
    contract = main.filter(pl.col("contract_ends_on") > as_of)
    maturing = (
        main.select(quarter=due.dt.truncate("1mo"))
        .drop_nulls()
        .group_by("quarter")
        .agg(pl.len().cast(pl.Int64).alias("tranches"))
    )
    parts = [
        maturing,
        _by_month(main, due, principal, "bullet_usd_m"),
        _by_month(main.filter(by_year_alone() & (due == pl.col("matures_on"))), due, principal, "year_alone_usd_m"),
        _by_month(paid, pl.col("paid_on"), pl.col("principal_usd_m"), "amortization_usd_m"),
        _by_month(main, _expected_on(due, as_of), principal, "_expected"),
        _by_month(convertible, pl.col("put_on"), principal, "put_usd_m"),
        _by_month(contract, pl.col("contract_ends_on"), pl.col("outstanding_usd_m"), "contract_usd_m"),
        _by_month(facilities, pl.col("matures_on"), undrawn, "undrawn_usd_m"),
    ]
    months = pl.concat([part.select("quarter") for part in parts]).unique().sort("quarter")
    for part in parts:
        months = months.join(part, on="quarter", how="left", maintain_order="left")
    amounts = [
        "bullet_usd_m",
        "year_alone_usd_m",
        "amortization_usd_m",
        "_expected",
        "put_usd_m",
        "contract_usd_m",
        "undrawn_usd_m",
    ]
    return (
        months.with_columns(pl.col(amounts).fill_null(0.0), pl.col("tranches").fill_null(0))
        .with_columns(
            year=pl.col("quarter").dt.year().cast(pl.Int64),
            principal_usd_m=pl.col("bullet_usd_m") + pl.col("amortization_usd_m"),
            expected_usd_m=pl.col("_expected") + pl.col("amortization_usd_m"),
        )
        .select(names(WALL_COLUMNS))
    )


def wall_by(months: pl.DataFrame, every: str) -> pl.DataFrame:
    """Sum a monthly wall by `1q` or `1y`; the first day of each period stands under `quarter`."""
    sums = [name for name in names(WALL_COLUMNS) if name not in {"quarter", "year"}]
    return (
        months.group_by(pl.col("quarter").dt.truncate(every), maintain_order=True)
        .agg(pl.col("year").first(), pl.col(sums).sum())
        .select(names(WALL_COLUMNS))
    )


def shape_of(tranches: pl.DataFrame, quarters: pl.DataFrame, years: pl.DataFrame) -> WallShape:
    """Return how a wall is spread (F1) and what of `TRANCHE_COLUMNS` cannot stand in it."""
    owed, committed = pl.col("outstanding_usd_m"), pl.col("committed_usd_m")
    undated, unknown = owed.is_not_null() & pl.col("matures_on").is_null(), owed.is_null()
    sums = tranches.select(
        owed_usd_m=owed.sum(),
        undated_tranches=undated.sum(),
        undated_usd_m=owed.filter(undated).sum(),
        unknown_tranches=unknown.sum(),
        unknown_usd_m=committed.filter(unknown).sum(),
    ).row(0, named=True)
    closely = quarters["principal_usd_m"] - quarters["year_alone_usd_m"]
    due = list(zip(closely.to_list(), quarters["quarter"].to_list(), strict=True))
    cliff, cliff_on = max(due, key=lambda each: each[0], default=(0.0, None))
    total = float(sums["owed_usd_m"])
    return WallShape(
        **sums,
        dated_usd_m=float(quarters["principal_usd_m"].sum()),
        year_alone_usd_m=float(quarters["year_alone_usd_m"].sum()),
        cliff_on=cliff_on if cliff > 0 else None,
        cliff_usd_m=cliff,
        cliff_share=cliff / total if total > 0 else None,
        concentration=sum((each / total) ** 2 for each in years["principal_usd_m"]) if total > 0 else None,
    )
