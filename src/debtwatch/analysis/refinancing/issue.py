"""What each tranche paid when it was sold: yield at issue and implied rating."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.price import with_yield
from debtwatch.analysis.bonds.schedule import SEMIANNUAL
from debtwatch.analysis.market.quotes import (
    MarketHistory,
    index_spread,
    log_index_spreads,
    par_yields,
    quote,
    tenor_factors,
)
from debtwatch.analysis.refinancing.results import PremiumBasis
from debtwatch.domain.kinds import CouponType, Instrument

_LOWEST_IMPLIED = 20
FLOATING = pl.col("coupon_type") == CouponType.FLOATING.value
ZERO = (pl.col("coupon_type") == CouponType.ZERO.value).fill_null(value=False)
PAID = pl.when(~ZERO).then("coupon_pct")
"""The coupon as a rate paid; null on a zero coupon, which pays the yield it was sold at."""


def _with_reoffer_yield(readings: pl.DataFrame) -> pl.DataFrame:
    """Add `reoffer_pct`: the yield at the reoffer price, of amortising paper to its average life.

    A new issue carries no accrued interest, so its coupons are counted from the issue date in
    periods and their fraction: at par the yield is the coupon. A floater is taken to pay the par
    yield of its issue date plus its margin: what its yield is above that par is margin and discount.
    """
    floats = FLOATING.fill_null(value=False)
    coupon = (
        pl.when(floats)
        .then(pl.col("issue_par_pct") + pl.col("margin_bp") / 100)
        .when(ZERO)
        .then(0.0)
        .otherwise("coupon_pct")
    )
    known = pl.col("issue_price").is_not_null() & coupon.is_not_null()
    priced = readings.filter(known & (pl.col("life_at_issue") > 0)).select(
        "tranche_id",
        "profile",
        "issue_price",
        periods=pl.col("life_at_issue") * SEMIANNUAL,
        to_next=pl.lit(1.0),
        _payment=coupon / SEMIANNUAL,
        _redemption=pl.lit(100.0),
    )
    solved = with_yield(priced, dirty="issue_price", payment="_payment", redemption="_redemption", into="reoffer_pct")
    return readings.join(
        solved.select("tranche_id", "profile", "reoffer_pct"),
        on=["tranche_id", "profile"],
        how="left",
        maintain_order="left",
    )


def with_issue_yield(readings: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Add issue_par_pct, issue_yield_pct, premium_basis and issue_excess_pct.

    The excess is yield less par; of a floater its margin with the discount it was sold at. The yield is the
    book's own, else that at the reoffer price, else the coupon, else benchmark plus published spread.
    `readings` has one row a tranche and profile with `life_at_issue`.
    """
    queries = readings.select(on=pl.col("issued_on"), tenor_years=pl.col("life_at_issue"), currency="currency")
    placed = _with_reoffer_yield(readings.with_columns(issue_par_pct=par_yields(queries, market)))
    stated = pl.coalesce("yield_at_issue_pct", "reoffer_pct")
    from_spread = pl.col("issue_par_pct") + pl.col("spread_at_issue_bp") / 100
    basis = (
        pl.when(FLOATING & pl.col("reoffer_pct").is_not_null())
        .then(pl.lit(PremiumBasis.DISCOUNT_MARGIN.value))
        .when(FLOATING & pl.col("margin_bp").is_not_null())
        .then(pl.lit(PremiumBasis.MARGIN.value))
        .when(FLOATING)
        .then(None)
        .when(stated.is_not_null())
        .then(pl.lit(PremiumBasis.REOFFER.value))
        .when(PAID.is_not_null())
        .then(pl.lit(PremiumBasis.COUPON.value))
        .when(from_spread.is_not_null())
        .then(pl.lit(PremiumBasis.SPREAD.value))
    )
    return placed.with_columns(
        issue_yield_pct=pl.when(~FLOATING.fill_null(value=False)).then(pl.coalesce(stated, PAID, from_spread)),
        premium_basis=basis,
    ).with_columns(
        issue_excess_pct=pl.when(FLOATING)
        .then(pl.coalesce(pl.col("reoffer_pct") - pl.col("issue_par_pct"), pl.col("margin_bp") / 100))
        .otherwise(pl.col("issue_yield_pct") - pl.col("issue_par_pct")),
    )


def with_issue_quotes(readings: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Add issue_index_pct and issue_hqm_pct: the spread of the rating at issue, at that life, on the issue date."""
    asked = readings.select(
        on="issued_on",
        tenor_years="life_at_issue",
        notch=pl.col("notch_at_issue").cast(pl.Float64),
        currency="currency",
    )
    found = quote(asked, market)
    return readings.with_columns(issue_index_pct=found["index_pct"], issue_hqm_pct=found["hqm_pct"])


def _excess_to_imply_from() -> pl.Expr:
    """Return the issue spread in percent: as published, else margin, else yield at issue less par."""
    return pl.coalesce(pl.col("spread_at_issue_bp") / 100, "issue_excess_pct")


def implied_ratings(main: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Return tranche_id, implied_notch and implied_source where no agency rates and an issue spread is known.

    The rating whose index spread at issue, at that tenor, is nearest to the issue spread. A convertible
    has none: its coupon is low for the option in it. `main` has one row a tranche, as
    `with_issue_yield` returns it.
    """
    straight = pl.col("instrument") != Instrument.CONVERTIBLE.value
    asked = (
        main.filter(pl.col("notch").is_null() & straight)
        .select("tranche_id", on="issued_on", tenor_years="life_at_issue", excess=_excess_to_imply_from())
        .drop_nulls()
    )
    scale = pl.DataFrame({"notch": pl.int_range(1, _LOWEST_IMPLIED + 1, eager=True).cast(pl.Float64)})
    grid = asked.select("on").unique().join(scale, how="cross")
    ladder = grid.with_columns(ln_oas=log_index_spreads(grid, market)).drop_nulls()
    rungs = asked.with_columns(factor=tenor_factors(asked, market)).join(ladder, on="on")
    miss = (index_spread(pl.col("ln_oas"), pl.col("factor"), pl.col("notch")) - pl.col("excess")).abs()
    nearest = (
        rungs.with_columns(miss=miss)
        .drop_nulls("miss")
        .sort("miss", "notch")
        .group_by("tranche_id", maintain_order=True)
        .first()
    )
    return nearest.select(
        "tranche_id",
        implied_notch=pl.col("notch").cast(pl.Int64),
        implied_source=pl.format("issue spread {} bp", (pl.col("excess") * 100).round().cast(pl.Int64)),
    )
