"""What a tranche was worth on the days somebody said so: yield or margin, life and rating at each mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.price import accrued, with_yield
from debtwatch.analysis.bonds.schedule import SEMIANNUAL, with_coupon_position
from debtwatch.analysis.market.quotes import par_yields
from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.issue import FLOATING
from debtwatch.analysis.refinancing.profiles import BULLET, readings, with_life
from debtwatch.analysis.refinancing.ratings import with_ratings
from debtwatch.analysis.spreads.quoted import with_spreads
from debtwatch.domain.kinds import CouponType, Instrument

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.given import BookFrames
    from debtwatch.analysis.market.quotes import MarketHistory

_STATED = ("marked_on", "marked_on_text", "price", "stated_pct", "stated_bp", "source_url", "confidence", "second_hand")
_DOLLAR = "USD"
_PAR = 100.0
_EXACT = len("2031-05-15")
MARK_COLUMNS = (
    "tranche_id", "deal", "tranche", "obligor", "sponsor", "marked_on", "marked_on_text", "yield_pct", "spread_pct",
    "read_from", "life_years", "notch", "g_spread_bp", "i_spread_bp", "z_spread_bp", "source_url", "confidence",
    "second_hand",
)  # fmt: skip
"""What `marks_at` returns; spread_pct is over par at its life, of a floater over its base."""


def _markable(book: BookFrames, as_of: date) -> pl.DataFrame:
    """Return the straight dollar debt of a day whose coupon is known to be fixed or floating."""
    debt, _ = debt_at(book.tranches, as_of)
    return debt.filter(
        pl.col("coupon_type").is_in([CouponType.FIXED.value, CouponType.FLOATING.value])
        & (pl.col("instrument") != Instrument.CONVERTIBLE.value)
        & (pl.col("currency") == _DOLLAR)
    )


def _sold(debt: pl.DataFrame) -> pl.DataFrame:
    """Return the first mark of each tranche: what its source says it was sold at, price, yield or spread.

    A coupon alone is no price, nor is a margin.
    """
    said = pl.any_horizontal(pl.col("issue_price", "yield_at_issue_pct", "spread_at_issue_bp").is_not_null())
    return debt.filter(said & pl.col("issued_on").is_not_null()).select(
        "tranche_id",
        marked_on="issued_on",
        marked_on_text=pl.col("issued_on").cast(pl.String),
        price="issue_price",
        stated_pct="yield_at_issue_pct",
        stated_bp="spread_at_issue_bp",
        source_url="source_url",
        confidence="confidence",
        second_hand="second_hand",
        at_issue=pl.lit(value=True),
    )


def _with_marks(debt: pl.DataFrame, marks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return one row a mark of the tranches that have one besides their sale, in order of day, the sale first."""
    said = marks.filter(pl.col("marked_on") <= as_of).rename({"yield_pct": "stated_pct", "spread_bp": "stated_bp"})
    quoted = said.select("tranche_id", *_STATED, at_issue=pl.lit(value=False))
    held = debt.join(quoted, on="tranche_id", how="semi")
    # "The first days" of a month in which a bond was sold come after the sale, not on the month's middle.
    every = pl.concat(
        [_sold(held), quoted.cast({"price": pl.Float64, "stated_pct": pl.Float64, "stated_bp": pl.Float64})]
    )
    read = readings(held).filter("main").drop("source_url", "confidence", "second_hand")
    inexact = pl.col("marked_on_text").str.len_chars() < _EXACT
    same_month = pl.col("marked_on").dt.truncate("1mo") == pl.col("issued_on").dt.truncate("1mo")
    day = pl.when(inexact & same_month).then(pl.max_horizontal("marked_on", "issued_on")).otherwise("marked_on")
    marked = read.join(every, on="tranche_id", maintain_order="left").with_columns(marked_on=day)
    return marked.sort("tranche_id", "marked_on", "at_issue", descending=[False, False, True])


def _priced_by_coupons(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `priced_pct`, the yield of fixed paper at the price: of a bullet by its coupon dates, else to its average life.

    At issue nothing has accrued: coupons are counted from the day, so that at par the yield is the coupon.
    """
    by_dates = (pl.col("profile") == BULLET) & ~pl.col("at_issue")
    placed = with_coupon_position(rows, settle="marked_on", maturity="matures_on").with_columns(
        _dirty=pl.when(by_dates)
        .then(pl.col("price") + accrued(pl.col("coupon_pct"), pl.col("to_next")))
        .otherwise("price"),
        periods=pl.when(by_dates).then("periods").otherwise(pl.col("life_years") * SEMIANNUAL),
        to_next=pl.when(by_dates).then("to_next").otherwise(1.0),
        _payment=pl.when(~FLOATING).then(pl.col("coupon_pct") / SEMIANNUAL),
        _redemption=pl.lit(_PAR),
    )
    solved = with_yield(placed, dirty="_dirty", payment="_payment", redemption="_redemption", into="priced_pct")
    return solved.drop("_dirty", "_payment", "_redemption", "periods", "to_next")


def _read() -> dict[str, pl.Expr]:
    """Return the yield of fixed paper, the spread of either, and what they were read from.

    A yield is as stated, else at the price, else par plus the spread. A floater has a spread only: as
    stated, else its simple discount margin, the margin and the discount spread over its life.
    """
    discount_margin = pl.col("margin_bp") / 100 + (_PAR - pl.col("price")) / pl.col("life_years")
    stated_spread = pl.col("stated_bp") / 100
    fixed = pl.coalesce("stated_pct", "priced_pct", pl.col("_par") + stated_spread)
    name = (
        pl.when(pl.col("stated_pct").is_not_null() & ~FLOATING)
        .then(pl.lit("yield"))
        .when(pl.col("priced_pct").is_not_null() | (FLOATING & pl.col("price").is_not_null()))
        .then(pl.lit("price"))
        .otherwise(pl.lit("spread"))
    )
    return {
        "yield_pct": pl.when(~FLOATING).then(fixed),
        "spread_pct": pl.when(FLOATING)
        .then(pl.coalesce(discount_margin, stated_spread))
        .otherwise(fixed - pl.col("_par")),
        "read_from": pl.when("at_issue").then(pl.concat_str(name, pl.lit(" at issue"))).otherwise(name),
    }


def marks_at(book: BookFrames, marks: pl.DataFrame, market: MarketHistory, as_of: date) -> pl.DataFrame:
    """Return `MARK_COLUMNS`, one row a mark known on a day, by tranche and day, of straight dollar debt.

    What a tranche's source says it was sold at is its first mark, where a later one exists. notch is
    null without a rating; `marks` are the book's.
    """
    rows = with_life(_with_marks(_markable(book, as_of), marks, as_of), pl.col("marked_on"), "life_years")
    rated = with_ratings(_priced_by_coupons(rows.filter(pl.col("life_years") > 0)), book.ratings, "marked_on")
    par = par_yields(rated.select(on="marked_on", tenor_years="life_years"), market)
    whole = rated.with_columns(_par=par).with_columns(**_read())
    return (
        with_spreads(whole, market)
        .sort("tranche_id", "marked_on", "at_issue", descending=[False, False, True])
        .select(MARK_COLUMNS)
    )
