"""The tranche frame: every counted tranche with its rating, its price and what it rolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.bonds.worth import worth_of_extra_interest
from debtwatch.analysis.columns import names
from debtwatch.analysis.market.quotes import DOLLAR
from debtwatch.analysis.refinancing.events import put_or_maturity
from debtwatch.analysis.refinancing.issue import (
    FLOATING,
    PAID,
    ZERO,
    implied_ratings,
    with_issue_quotes,
    with_issue_yield,
)
from debtwatch.analysis.refinancing.pricing import original_term, with_gap
from debtwatch.analysis.refinancing.profiles import readings, with_balloon, with_life
from debtwatch.analysis.refinancing.ratings import SYMBOLS, with_ratings
from debtwatch.analysis.refinancing.results import TRANCHE_COLUMNS, RatingBasis
from debtwatch.domain.kinds import Instrument

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock

_PRICED_ON = (
    "tranche_id", "instrument", "currency", "coupon_type", "coupon_pct", "margin_bp", "spread_at_issue_bp",
    "yield_at_issue_pct", "issue_price", "issued_on", "matures_on", "takeout_tenor_years", "amortization", "amort_kind",
    "amort_first", "amort_last", "amort_final_pct", "frequency", "repayment_days", "repayment_pcts", "outstanding_usd_m",
    "put_on", "expected", "notch", "notch_source", "notch_at_issue",
)  # fmt: skip
"""What a price is computed from; the rest of a row waits until the prices are known."""
_BP = 10_000
NO_CHANGE = "floater without an index on its issue date: no gap"
"""Why a floater may have a market rate, ex premium, and yet no gap."""


def _rated_or_implied(read: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Fill the notches no agency gives with the implied rating, and say which is which."""
    implied = implied_ratings(read.filter("main"), market)
    joined = read.join(implied, on="tranche_id", how="left", maintain_order="left")
    agency = pl.col("notch").is_not_null()
    basis = (
        pl.when(agency)
        .then(pl.lit(RatingBasis.RATED.value))
        .when(pl.col("implied_notch").is_not_null())
        .then(pl.lit(RatingBasis.IMPLIED.value))
        .otherwise(pl.lit(RatingBasis.NONE.value))
    )
    return joined.with_columns(
        rating_basis=basis,
        rating_source=pl.coalesce("notch_source", "implied_source"),
        notch=pl.coalesce("notch", "implied_notch"),
        notch_at_issue=pl.when(agency).then("notch_at_issue").otherwise("implied_notch"),
    )


def _unpriced_because() -> pl.Expr:
    """Name why a tranche has no gap, the first reason that applies; null where it has one."""
    instrument, rate = pl.col("instrument"), pl.coalesce(PAID, "issue_yield_pct")
    floating = FLOATING.fill_null(value=False)
    unread = (
        pl.when(floating & pl.col("margin_bp").is_null())
        .then(pl.lit("no margin published"))
        .when(ZERO & rate.is_null())
        .then(pl.lit("zero coupon without a price or yield at issue"))
        .when(~floating & rate.is_null())
        .then(pl.lit("no coupon or issue spread published"))
        .when(pl.col("matures_on").is_null())
        .then(pl.lit("no maturity published"))
        .when(pl.col("notch").is_null() & pl.col("issue_excess_pct").is_null())
        .then(pl.lit("no rating, and no curve on the issue date to imply one from"))
        .when(pl.col("notch").is_null())
        .then(pl.lit("no rating, and no index on the issue date to imply one from"))
        .when(pl.col("spread_pct").is_null())
        .then(pl.lit("no index spread in reach for its rating"))
        .when(floating & pl.col("issue_spread_pct").is_null())
        .then(pl.lit(NO_CHANGE))
        .when(~floating & pl.col("par_pct").is_null())
        .then(pl.lit("no Treasury curve in reach"))
    )
    return (
        pl.when(instrument == Instrument.CONVERTIBLE.value)
        .then(pl.lit("convertible: off the gap"))
        .when((pl.col("currency") != DOLLAR) & (floating | pl.col("now_par_pct").is_null()))
        .then(pl.format("{} curve is off", "currency"))
        .when((instrument == Instrument.BRIDGE.value) & pl.col("takeout_tenor_years").is_null())
        .then(pl.lit("bridge without a take-out tenor"))
        .otherwise(unread)
    )


def _range(priced: pl.DataFrame) -> pl.DataFrame:
    """Return tranche_id, gap_low_bp and gap_high_bp of the tranches read in two ways."""
    return (
        priced.group_by("tranche_id")
        .agg(pl.len().alias("ways"), gap_low_bp=pl.col("gap_bp").min(), gap_high_bp=pl.col("gap_bp").max())
        .filter(pl.col("ways") > 1)
        .drop("ways")
    )


def _with_roll(main: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add mark, roll principal and roll cost; what falls due is counted by contractual maturity (a put by its date)."""
    due = put_or_maturity(as_of)
    today = pl.lit(as_of).cast(pl.Date)
    principal = pl.col("outstanding_usd_m") * pl.col("balloon")
    cost = principal * pl.col("roll_gap_bp") / _BP
    mark = pl.col("outstanding_usd_m") * pl.col("gap_bp") / _BP
    roll_pct = pl.col("rate_paid_pct") + pl.col("roll_gap_bp") / 100
    floating = FLOATING.fill_null(value=False)
    within = {f"{months}m": due <= today.dt.offset_by(f"{months}mo") for months in (12, 24)}
    return main.with_columns(
        mark_usd_m_y=mark,
        mark_worth_usd_m=worth_of_extra_interest(mark, pl.col("market_pct"), pl.col("life_years")),
        roll_worth_usd_m=worth_of_extra_interest(cost, roll_pct, pl.col("term_years")),
        economic_gap_bp=pl.when(floating)
        .then(pl.col("gap_bp") - (pl.col("issue_excess_pct") * 100 - pl.col("margin_bp")))
        .otherwise((pl.col("market_pct") - pl.col("issue_yield_pct")) * 100),
        margin_gap_bp=pl.when(floating).then("gap_bp"),
        roll_principal_usd_m=principal,
        # Nothing times a gain is minus nothing: adding nothing takes the sign away.
        roll_usd_m_y=cost + 0.0,
        **{
            f"rolls_{span}_usd_m": pl.when(inside).then(principal).otherwise(principal * 0)
            for span, inside in within.items()
        },
        **{f"roll_{span}_usd_m_y": pl.when(inside).then(cost).otherwise(cost * 0) for span, inside in within.items()},
    )


def sold_tranches(debt: pl.DataFrame, ratings: pl.DataFrame, market: MarketHistory, as_of: date) -> pl.DataFrame:
    """Return every reading of every counted tranche with its rating, what it paid when it was sold, and its lives.

    `debt` as `debt_at` and `with_expected_date` return it; of `market` only the issue dates are read. One
    row a tranche and profile; `main` marks the reading shown, and those rows come first, in the order of `debt`.
    """
    rated = with_ratings(debt, ratings, as_of).select(_PRICED_ON)
    tables = rated["repayment_days"].null_count() < rated.height
    read = with_life(readings(rated), pl.lit(as_of).cast(pl.Date), "life_years", tables=tables)
    read = with_life(read, pl.col("issued_on"), "life_at_issue", tables=tables)
    read = with_balloon(read, as_of, tables=tables)
    return with_issue_quotes(_rated_or_implied(with_issue_yield(read, market), market), market)


def priced_tranches(
    sold: pl.DataFrame, market: MarketHistory, today: Market, *, as_of: date, shock: Shock | None = None
) -> pl.DataFrame:
    """Return the readings of `sold_tranches` with market rate, gap, or the reason why there is none."""
    priced = with_gap(sold, market, today, as_of, shock).with_columns(unpriced_because=_unpriced_because())
    whole = pl.col("unpriced_because").is_null()
    gaps = [pl.when(whole).then(pl.col(name)).alias(name) for name in ("gap_bp", "roll_gap_bp")]
    rate = pl.when(whole | (pl.col("unpriced_because") == NO_CHANGE)).then("market_pct")
    return priced.with_columns(*gaps, market_pct=rate)


def rolled(debt: pl.DataFrame, priced: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return one row a tranche in the order of `debt`, from the readings of `priced_tranches`, with what it rolls."""
    prices = priced.filter("main")
    main = pl.concat([debt.select(pl.exclude(prices.columns)), prices], how="horizontal").with_columns(
        term_years=original_term(pl.col("issued_on"), pl.col("matures_on"))
    )
    return _with_roll(main, as_of)


def tranche_frame(debt: pl.DataFrame, priced: pl.DataFrame, ahead: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return `TRANCHE_COLUMNS`, one row a tranche in the order of `debt`, from the readings of `priced_tranches`.

    `ahead` as `first_events` returns it.
    """
    today = pl.lit(as_of).cast(pl.Date)
    bridge = pl.col("instrument") == Instrument.BRIDGE.value
    return (
        rolled(debt, priced, as_of)
        .join(_range(priced), on="tranche_id", how="left", maintain_order="left")
        .join(ahead, on="tranche_id", how="left", maintain_order="left")
        .with_columns(
            rating_notch=pl.col("notch"),
            rating=pl.col("notch").replace_strict(SYMBOLS, return_dtype=pl.String, default=None),
            remaining_years=years(today, pl.col("matures_on")),
            wal_years=pl.col("life_years"),
            due_on=put_or_maturity(as_of),
            expected_on=pl.col("expected"),
            priced=pl.col("gap_bp").is_not_null(),
            ranked=pl.col("gap_bp").is_not_null() & ~bridge,
            source_date=pl.col("source_date_text"),
        )
        .select(names(TRANCHE_COLUMNS))
    )
