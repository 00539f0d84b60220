"""Coverage, break-even and balloon arithmetic over columns (analytics F7 to F10, F15)."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.issuers.results import Minsky

_BP = 100
_MONTHS = 12


def interest_cover(cash_flow: pl.Expr, interest: pl.Expr) -> pl.Expr:
    """Return cash flow over interest; null without interest to cover."""
    return pl.when(interest > 0).then(cash_flow / interest)


def cover_after(cash_flow: pl.Expr, interest: pl.Expr, added: pl.Expr) -> pl.Expr:
    """Return ICR' = CF / (I_0 + ΔI): F7."""
    return interest_cover(cash_flow, interest + added)


def break_even_pct(cash_flow: pl.Expr, other_interest: pl.Expr, principal: pl.Expr, *, cover: float) -> pl.Expr:
    """Return y* = (CF / k - I_other) / B in percent: the rate at which cover falls to k (F8)."""
    return pl.when(principal > 0).then((cash_flow / cover - other_interest) / principal * 100)


def headroom_bp(break_even: pl.Expr, market_pct: pl.Expr) -> pl.Expr:
    """Return break-even less market rate in bp; below nothing the cover is already broken."""
    return (break_even - market_pct) * _BP


def liquidity_cover(cash: pl.Expr, ocf: pl.Expr, undrawn: pl.Expr, *, principal: pl.Expr, capex: pl.Expr) -> pl.Expr:
    """Return sources over uses of twelve months (F19); null where cash, cash flow or capital spending is unknown."""
    uses = principal + capex
    return pl.when(uses > 0).then((cash + ocf + undrawn.fill_null(0.0)) / uses)


def minsky_class(cash_flow: pl.Expr, interest: pl.Expr, principal: pl.Expr) -> pl.Expr:
    """Return hedge, speculative or ponzi; null where cash flow or interest is unknown."""
    return (
        pl.when(cash_flow.is_null() | interest.is_null())
        .then(None)
        .when(cash_flow < interest)
        .then(pl.lit(Minsky.PONZI.value))
        .when(cash_flow < interest + principal)
        .then(pl.lit(Minsky.SPECULATIVE.value))
        .otherwise(pl.lit(Minsky.HEDGE.value))
    )


def minsky_after_interest(cash_flow: pl.Expr, principal: pl.Expr) -> pl.Expr:
    """Return the class on a cash flow that is after interest, as OCF and FCF are: no interest figure is needed."""
    nothing = pl.lit(0.0)
    return minsky_class(cash_flow, nothing, principal)


def mortgage_constant(rate_pct: pl.Expr, years: pl.Expr) -> pl.Expr:
    """Return K(y, n) = 12 i / (1 - (1 + i)^-12n), i = y / 12: a year's level monthly payments per dollar."""
    monthly = rate_pct / 100 / _MONTHS
    level = _MONTHS * monthly / (1 - (1 + monthly) ** (-_MONTHS * years))
    return pl.when(rate_pct == 0).then(1 / years).otherwise(level)


def balloon_proceeds(
    noi: pl.Expr,
    *,
    constant: pl.Expr,
    least_dscr: pl.Expr,
    most_ltv_pct: pl.Expr,
    cap_rate_pct: pl.Expr,
    least_debt_yield_pct: pl.Expr,
) -> pl.Expr:
    """Return the new loan: the least of NOI/(DSCR K), LTV NOI/cap rate and NOI/debt yield (F10)."""
    by_service = noi / (least_dscr * constant)
    by_value = most_ltv_pct / 100 * noi / (cap_rate_pct / 100)
    by_yield = noi / (least_debt_yield_pct / 100)
    return pl.min_horizontal(by_service, by_value, by_yield)


def debt_service_cover(cash_flow: pl.Expr, principal: pl.Expr, interest: pl.Expr) -> pl.Expr:
    """Return DSCR = CFADS / (P + I) of one period; null where nothing is due (F9)."""
    return interest_cover(cash_flow, principal + interest)


def loan_life_cover(flows: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """Return LLCR by loan: CFADS discounted at the debt's own rate over its balance today (F9).

    Reads `by`, `years` (from now to the flow), `cash_flow_usd_m`, `rate_pct` and `balance_usd_m`.
    """
    worth = pl.col("cash_flow_usd_m") * (1 + pl.col("rate_pct") / 100) ** (-pl.col("years"))
    return flows.group_by(by, maintain_order=True).agg(
        llcr=pl.when(pl.col("balance_usd_m").first() > 0).then(worth.sum() / pl.col("balance_usd_m").first())
    )


def reset_cost(
    balance: pl.Expr,
    *,
    rate_pct: pl.Expr,
    shift_bp: float,
    hedged_pct: pl.Expr,
    floor_pct: pl.Expr,
    cap_pct: pl.Expr,
) -> pl.Expr:
    """Return ΔI = B (1 - hedged) {clip(R + Δ) - clip(R)} a year; a null floor or cap does not bind (F15)."""

    def held(rate: pl.Expr) -> pl.Expr:
        return pl.min_horizontal(pl.max_horizontal(rate, floor_pct), cap_pct)

    moved = held(rate_pct + shift_bp / _BP) - held(rate_pct)
    return balance * (1 - hedged_pct.fill_null(0.0) / 100) * moved / 100
