"""Whether a project's own cash flow services its debt and can replace what is left of it (analytics F9, F10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.schedule import SEMIANNUAL
from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.cover import (
    balloon_proceeds,
    debt_service_cover,
    loan_life_cover,
    mortgage_constant,
)
from debtwatch.analysis.refinancing.due import PROJECT_COLUMNS
from debtwatch.analysis.refinancing.results import Counted
from debtwatch.analysis.refinancing.wall import instalments
from debtwatch.domain.kinds import COUNTED, BalanceSheet

if TYPE_CHECKING:
    from datetime import date

_COUNTED = tuple(each.value for each in COUNTED)
_LONGEST_YEARS = 60
_HALF = 1 / SEMIANNUAL
_FEW_DAYS = 0.02
"""Of a half-year: calendar years are not all alike, and a date that is one does not begin the next."""


def project_cover(
    tranches: pl.DataFrame, sold: pl.DataFrame, cash_flows: pl.DataFrame, as_of: date
) -> pl.DataFrame | None:
    """Return `PROJECT_COLUMNS`, one row a deal with a cash flow of its own in the book; None where there is none.

    `tranches` is `TRANCHE_COLUMNS`; `sold` its main readings with what `instalments` reads, row by row;
    `cash_flows` the book's. Half-years are counted from the day: principal as the wall has it, interest
    at the rate paid on the balance at each one's start, as each one's payment pays it. A balloon is no debt
    service: it is replaced.
    """
    if cash_flows.is_empty():
        return None
    flows = _of_deals(cash_flows)
    debt = tranches.join(flows, on="deal_id", how="semi")
    if debt.is_empty():
        return None
    known = debt.filter(
        pl.col("outstanding_usd_m").is_not_null()
        & pl.col("matures_on").is_not_null()
        & pl.col("rate_paid_pct").is_not_null()
    )
    main = sold.join(known, on="tranche_id", how="semi")
    deals = _debts(debt, known).join(flows, on="deal_id", how="left", maintain_order="left")
    halves = _with_cash_flow(_service(known, instalments(main, as_of), as_of), deals, as_of)
    return (
        deals.join(_cover(halves), on="deal_id", how="left", maintain_order="left")
        .join(_life_cover(halves, pl.col("in_loan_life"), "llcr"), on="deal_id", how="left", maintain_order="left")
        .join(
            _life_cover(halves.filter(pl.col("ends_on").is_not_null()), pl.lit(value=True), "plcr"),
            on="deal_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(_balloon())
        .with_columns(refi_gap_usd_m=pl.col("balloon_usd_m") - pl.col("proceeds_usd_m"))
        .select(names(PROJECT_COLUMNS))
    )


def without_cash_flow(tranches: pl.DataFrame, projects: pl.DataFrame | None) -> Counted:
    """Count the debt off balance sheet whose deal has no cash flow in the book: nothing is said of what services it."""
    served = [] if projects is None else projects["deal_id"].to_list()
    bare = (pl.col("balance_sheet") == BalanceSheet.OFF.value) & ~pl.col("deal_id").is_in(served)
    count, usd_m = tranches.select(bare.sum(), pl.col("committed_usd_m").filter(bare).sum()).row(0)
    return Counted("no cash flow published", count or 0, float(usd_m))


def _of_deals(cash_flows: pl.DataFrame) -> pl.DataFrame:
    """Return one row a deal: what its counted cash flows earn together, and the strictest a lender asks."""
    earned = pl.col("cfads_usd_m", "noi_usd_m")
    return (
        cash_flows.filter(pl.col("status").is_in(_COUNTED))
        .group_by("deal_id", maintain_order=True)
        .agg(
            pl.when(earned.is_not_null().any()).then(earned.sum()),
            pl.col("starts_on").max(),
            pl.col("ends_on").min(),
            pl.col("cap_rate_pct", "least_dscr", "least_debt_yield_pct").max(),
            pl.col("most_ltv_pct", "takeout_years").min(),
            cash_flow=pl.col("name").str.join(", "),
        )
    )


def _debts(debt: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    owed = pl.col("outstanding_usd_m")
    rolls = pl.col("roll_principal_usd_m").filter(pl.col("roll_gap_bp").is_not_null())
    takeout = (pl.col("rate_paid_pct") + pl.col("roll_gap_bp") / 100).filter(pl.col("roll_gap_bp").is_not_null())
    sums = known.group_by("deal_id").agg(
        balance_usd_m=owed.sum(),
        rate_pct=pl.when(owed.sum() > 0).then((pl.col("rate_paid_pct") * owed).sum() / owed.sum()),
        balloon_usd_m=pl.col("roll_principal_usd_m").sum(),
        balloon_on=pl.col("matures_on").filter(pl.col("roll_principal_usd_m") > 0).max(),
        _takeout_pct=pl.when(rolls.sum() > 0).then((takeout * rolls).sum() / rolls.sum()),
    )
    return (
        debt.group_by("deal_id", "deal", "sponsor", maintain_order=True)
        .agg(tranches=pl.len().cast(pl.Int64))
        .join(sums, on="deal_id", how="left", maintain_order="left")
        .join(
            known.group_by("deal_id").agg(_known=pl.len().cast(pl.Int64)),
            on="deal_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(missing_tranches=pl.col("tranches") - pl.col("_known").fill_null(0))
    )


def _service(known: pl.DataFrame, paid: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return deal, half-year, instalments, interest, balance and rate of every half-year to the last maturity."""
    day = pl.lit(as_of).cast(pl.Date)

    def half_of(on: str) -> pl.Expr:
        return (years(day, pl.col(on)) / _HALF - _FEW_DAYS).ceil().clip(1).cast(pl.Int64)

    terms = known.select(
        "deal_id",
        "tranche_id",
        "outstanding_usd_m",
        "rate_paid_pct",
        last=half_of("matures_on").clip(upper_bound=_LONGEST_YEARS * SEMIANNUAL),
    )
    grid = terms.with_columns(half=pl.int_ranges(1, pl.col("last") + 1)).explode("half")
    sums = (
        paid.with_columns(half=half_of("paid_on"))
        .group_by("tranche_id", "half")
        .agg(_paid=pl.col("principal_usd_m").sum())
    )
    balance = pl.col("outstanding_usd_m") - pl.col("_paid").cum_sum().shift(1, fill_value=0.0).over("tranche_id")
    return (
        grid.join(sums, on=["tranche_id", "half"], how="left", maintain_order="left")
        .with_columns(pl.col("_paid").fill_null(0.0))
        .with_columns(_interest=balance * pl.col("rate_paid_pct") / 100 * _HALF)
        .group_by("deal_id", "half", maintain_order=True)
        .agg(principal=pl.col("_paid").sum(), interest=pl.col("_interest").sum())
    )


def _with_cash_flow(service: pl.DataFrame, deals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add cash_flow_usd_m, years and in_loan_life by half-year, to the end of the project where it is later."""
    day = pl.lit(as_of).cast(pl.Date)
    start = years(day, pl.col("starts_on")).fill_null(0.0).clip(0.0)
    end = years(day, pl.col("ends_on"))
    loan = service.group_by("deal_id").agg(last=pl.col("half").max())
    span = loan.join(deals, on="deal_id").with_columns(_start=start, _end=end)
    project = (
        (pl.col("_end").fill_null(0.0) / _HALF).ceil().cast(pl.Int64).clip(upper_bound=_LONGEST_YEARS * SEMIANNUAL)
    )
    grid = span.with_columns(half=pl.int_ranges(1, pl.max_horizontal("last", project) + 1)).explode("half")
    until = pl.min_horizontal(pl.col("half") * _HALF, pl.col("_end"))
    earning = (until - pl.max_horizontal((pl.col("half") - 1) * _HALF, pl.col("_start"))).clip(0.0)
    return grid.join(service, on=["deal_id", "half"], how="left", maintain_order="left").with_columns(
        pl.col("principal", "interest").fill_null(0.0),
        cash_flow_usd_m=pl.col("cfads_usd_m") * earning,
        earning=earning,
        years=pl.col("half") * _HALF,
        in_loan_life=pl.col("half") <= pl.col("last"),
    )


def _cover(halves: pl.DataFrame) -> pl.DataFrame:
    """Return DSCR of the first year earned throughout, and the least of that year and every one after it.

    A year is two half-years counted from the day; where the loan ends with an odd one, its last year is its
    last two, as a lender looks back twelve months from the last payment. Instalments and interest, no
    balloon. A year of the loan after the cash flow has ended counts: nothing covers it.
    """
    half, last = pl.col("half"), pl.col("last")
    owing = halves.filter(pl.col("in_loan_life") & pl.col("cash_flow_usd_m").is_not_null()).with_columns(
        year=(half + 1) // SEMIANNUAL
    )
    looked_back = owing.filter((last % SEMIANNUAL == 1) & (half == last - 1)).with_columns(pl.col("year") + 1)
    years_of = (
        pl.concat([owing, looked_back])
        .group_by("deal_id", "year", maintain_order=True)
        .agg(pl.col("principal", "interest", "cash_flow_usd_m", "earning").sum(), runs=pl.len() * _HALF)
        .with_columns(dscr=debt_service_cover(pl.col("cash_flow_usd_m"), pl.col("principal"), pl.col("interest")))
        .drop_nulls("dscr")
        .sort("deal_id", "year")
    )
    earned = pl.col("earning") > pl.col("runs") - _FEW_DAYS
    since = years_of.filter(earned.cast(pl.Int64).cum_max().over("deal_id") > 0)
    return since.group_by("deal_id", maintain_order=True).agg(
        dscr=pl.col("dscr").first(), dscr_year=pl.col("year").first(), worst_dscr=pl.col("dscr").min(),
        worst_year=pl.col("year").sort_by("dscr").first(),
    )  # fmt: skip


def _life_cover(halves: pl.DataFrame, inside: pl.Expr, into: str) -> pl.DataFrame:
    earned = halves.filter(inside & pl.col("cash_flow_usd_m").is_not_null())
    return loan_life_cover(earned, by="deal_id").rename({"llcr": into})


def _balloon() -> list[pl.Expr]:
    constant = mortgage_constant(pl.col("_takeout_pct"), pl.col("takeout_years"))
    noi, balloon = pl.col("noi_usd_m"), pl.col("balloon_usd_m")
    proceeds = balloon_proceeds(
        noi,
        constant=constant,
        least_dscr=pl.col("least_dscr"),
        most_ltv_pct=pl.col("most_ltv_pct"),
        cap_rate_pct=pl.col("cap_rate_pct"),
        least_debt_yield_pct=pl.col("least_debt_yield_pct"),
    )
    due = pl.when(balloon > 0)
    return [
        due.then(proceeds).alias("proceeds_usd_m"),
        due.then(noi / (balloon * constant)).alias("balloon_dscr"),
        pl.when(pl.col("balance_usd_m") > 0).then(noi / pl.col("balance_usd_m") * 100).alias("debt_yield_pct"),
    ]
