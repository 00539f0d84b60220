"""Market rate, gap and premium of every tranche: par + spread + premium less what it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.market.quotes import EURO, HQM_STANDING_DAYS, STANDING_DAYS, quote
from debtwatch.analysis.market.ratios import floating_base_pct
from debtwatch.analysis.market.shocks import downgraded, shocked
from debtwatch.analysis.refinancing.issue import FLOATING, PAID
from debtwatch.analysis.refinancing.results import PremiumBasis
from debtwatch.domain.kinds import Instrument

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock

A_AND_BETTER = 7
"""A-: the corporate curve stands in for the index down to here."""
BANK_TERM_CAP_YEARS = 10.0
BOND_TERM_CAP_YEARS = 30.0
BANK_AND_ABS = (
    Instrument.TERM_LOAN.value,
    Instrument.DDTL.value,
    Instrument.REVOLVER.value,
    Instrument.ABS.value,
    Instrument.CMBS.value,
)
INDEX = "index"
HQM = "hqm"


def original_term(issued: pl.Expr, matures: pl.Expr) -> pl.Expr:
    """Return the term new paper would have: the original one, at most 10 years for bank and ABS, 30 for bonds."""
    cap = pl.when(pl.col("instrument").is_in(BANK_AND_ABS)).then(BANK_TERM_CAP_YEARS).otherwise(BOND_TERM_CAP_YEARS)
    term = pl.coalesce("takeout_tenor_years", years(issued, matures))
    return pl.min_horizontal(term, cap)


def _present_quotes(queries: pl.DataFrame, market: MarketHistory, today: Market, shock: Shock | None) -> pl.DataFrame:
    """Quote the market of the day, moved by a shock; corporate par widens with the index where ratings fall."""
    before = quote(queries, market, STANDING_DAYS, HQM_STANDING_DAYS)
    if shock is None:
        return before
    if shock.notches:
        fallen = queries.with_columns(downgraded(pl.col("notch"), shock.notches))
        after = quote(fallen, market, STANDING_DAYS, HQM_STANDING_DAYS)
        # Below investment grade the tenor factor is 1: a long BBB- would seem to gain by falling to BB+.
        index = pl.DataFrame({"was": before["index_pct"], "now": after["index_pct"]}).select(
            pl.when(pl.col("now").is_not_null()).then(pl.max_horizontal("was", "now"))
        )
        wider = index.to_series() / before["index_pct"]
        before = after.with_columns(index_pct=index.to_series(), hqm_pct=after["hqm_pct"] * wider.fill_null(1.0))
    return shocked(before, shock, today)


def _with_quotes(
    readings: pl.DataFrame, market: MarketHistory, today: Market, as_of: date, shock: Shock | None
) -> pl.DataFrame:
    """Add par, index and hqm quotes of the day at the remaining life (`now_`) and at the original term (`term_`)."""
    tenors = {
        "now": pl.coalesce("takeout_tenor_years", "life_years"),
        "term": original_term(pl.col("issued_on"), pl.col("matures_on")),
    }
    asked = [
        readings.select(
            on=pl.lit(as_of).cast(pl.Date),
            tenor_years=tenor,
            notch=pl.col("notch").cast(pl.Float64),
            currency="currency",
        )
        for tenor in tenors.values()
    ]
    quoted = _present_quotes(pl.concat(asked), market, today, shock)
    parts = [
        quoted.slice(place * readings.height, readings.height).select(
            pl.col("par_pct", "index_pct", "hqm_pct").name.prefix(f"{when}_")
        )
        for place, when in enumerate(tenors)
    ]
    return pl.concat([readings, *parts], how="horizontal")


def _spread_basis() -> pl.Expr:
    """Choose one spread for both days: the index where both have it, else corporate par for A and better."""
    corporate = (pl.col("notch") <= A_AND_BETTER) & pl.col("now_hqm_pct").is_not_null()
    both = corporate & (pl.col("notch_at_issue") <= A_AND_BETTER) & pl.col("issue_hqm_pct").is_not_null()
    index = pl.col("now_index_pct").is_not_null()
    return (
        pl.when(index & pl.col("issue_index_pct").is_not_null())
        .then(pl.lit(INDEX))
        .when(both)
        .then(pl.lit(HQM))
        .when(index)
        .then(pl.lit(INDEX))
        .when(corporate)
        .then(pl.lit(HQM))
    )


def _by_basis(when: str) -> pl.Expr:
    index, hqm = pl.col(f"{when}_index_pct"), pl.col(f"{when}_hqm_pct")
    return pl.when(pl.col("spread_basis") == INDEX).then(index).when(pl.col("spread_basis") == HQM).then(hqm)


def with_gap(
    readings: pl.DataFrame, market: MarketHistory, today: Market, as_of: date, shock: Shock | None = None
) -> pl.DataFrame:
    """Add the market rate and the gap to every reading (definitions, section 3).

    `readings` has one row a tranche and profile with life_years, notch, notch_at_issue and the columns
    of `with_issue_yield` and `with_issue_quotes`. A floater's par is its SOFR average, which
    cancels: its gap is the index spread's change since issue, and without an index on its issue date
    it has a rate, ex premium, but no gap. Rates in percent, gaps in bp.
    """
    sofr = pl.lit(floating_base_pct(today.sofr_pct, shock), dtype=pl.Float64)
    floating = FLOATING.fill_null(value=False)
    quoted = _with_quotes(readings, market, today, as_of, shock).with_columns(spread_basis=_spread_basis())
    placed = quoted.with_columns(
        base=pl.when(floating)
        .then(pl.lit("SOFR average"))
        .when(pl.col("currency") == EURO)
        .then(pl.lit("euro AAA par"))
        .otherwise(pl.lit("Treasury par")),
        par_pct=pl.when(floating).then(sofr).otherwise("now_par_pct"),
        spread_pct=_by_basis("now"),
        issue_spread_pct=_by_basis("issue"),
        term_spread_pct=_by_basis("term"),
        rate_paid_pct=pl.when(floating)
        .then(sofr + pl.col("margin_bp") / 100)
        .otherwise(pl.coalesce(PAID, "issue_yield_pct")),
    ).with_columns(premium_pct=pl.col("issue_excess_pct") - pl.col("issue_spread_pct"))
    held = pl.col("premium_pct").fill_null(0.0) if shock is None or shock.hold_premium else pl.lit(0.0)
    # SOFR stands on both sides of a floater's gap, so the gap needs no SOFR.
    base_less_paid = (
        pl.when(floating).then(-pl.col("margin_bp") / 100).otherwise(pl.col("par_pct") - pl.col("rate_paid_pct"))
    )
    term_base = pl.when(floating).then(base_less_paid).otherwise(pl.col("term_par_pct") - pl.col("rate_paid_pct"))
    comparable = ~floating | pl.col("premium_pct").is_not_null()
    return placed.with_columns(
        premium_basis=pl.when(pl.col("premium_pct").is_null())
        .then(pl.lit(PremiumBasis.NONE.value))
        .otherwise("premium_basis"),
        market_pct=pl.col("par_pct") + pl.col("spread_pct") + held,
        gap_bp=pl.when(comparable).then((base_less_paid + pl.col("spread_pct") + held) * 100),
        roll_gap_bp=pl.when(comparable).then((term_base + pl.col("term_spread_pct") + held) * 100),
    )
