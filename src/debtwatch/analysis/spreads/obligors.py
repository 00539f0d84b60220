"""Marks of the obligors themselves: what protection against each costs, from settlement prices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.cds import par_spread_bp
from debtwatch.analysis.bonds.time import DAYS_A_YEAR
from debtwatch.analysis.columns import names
from debtwatch.analysis.frames import without_rows
from debtwatch.analysis.market.quotes import STANDING_DAYS, par_yields, quote
from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.spreads.results import OBLIGOR_COLUMNS
from debtwatch.analysis.structure.parties import party
from debtwatch.domain.dates import on_the_run_end

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.given import BookFrames
    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.domain.series import Series

GROUP = "cds"
TENOR = 5.0
_SUFFIX = " CDS"
_REACH = "10d"
OWED, BACKED = "owes it", "backs it"
_PRINTS = {
    "series": pl.String,
    "party": pl.String,
    "coupon_bp": pl.Float64,
    "observed_on": pl.Date,
    "price": pl.Float64,
}

_UNSWAPPED = {
    "cds_party": pl.String, "cds_relation": pl.String, "cds_from_on": pl.Date, "cds_to_on": pl.Date,
    "cds_bp": pl.Float64, "obligor_bp": pl.Float64, "own_bp": pl.Float64,
}  # fmt: skip


def swap_prints(known: pl.DataFrame, series: Mapping[str, Series]) -> pl.DataFrame:
    """Return series, party, coupon_bp, observed_on and price of every settlement; empty until the feed is switched on."""
    swaps = [each for each in series.values() if each.group == GROUP]
    if not swaps:
        return pl.DataFrame(schema=_PRINTS)
    told = pl.DataFrame(
        [(each.id, each.label.partition(_SUFFIX)[0], _coupon_bp(each)) for each in swaps],
        schema={name: _PRINTS[name] for name in ("series", "party", "coupon_bp")},
        orient="row",
    )
    prints = known.filter(pl.col("series").is_in(told["series"].to_list()))
    return (
        prints.select(pl.col("series").cast(pl.String), "observed_on", price="value")
        .join(told, on="series", maintain_order="left")
        .select(list(_PRINTS))
        .sort("observed_on")
    )


def _coupon_bp(series: Series) -> float | None:
    last = series.code.rpartition(".")[2]
    return float(last) if last.isdigit() else None


def _spread(price: float, day: date, coupon_bp: float | None, par_pct: float | None) -> float | None:
    if coupon_bp is None or par_pct is None:
        return None
    years = (on_the_run_end(day) - day).days / DAYS_A_YEAR
    continuous_pct = 200 * math.log1p(par_pct / 200)
    return par_spread_bp(price, coupon_bp, years, continuous_pct)


def with_spread(prints: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Add cds_bp: the five-year par spread of each price, by ISDA's standard model at that day's five-year par yield.

    `prints` as `swap_prints` returns them. Null without a curve, or where no hazard gives the price.
    """
    par = par_yields(prints.select(on="observed_on", tenor_years=pl.lit(TENOR)), market, STANDING_DAYS)
    rows = zip(prints["price"], prints["observed_on"], prints["coupon_bp"], par, strict=True)
    return prints.with_columns(cds_bp=pl.Series([_spread(*row) for row in rows], dtype=pl.Float64))


def _swaps_of(marks: pl.DataFrame, prints: pl.DataFrame) -> pl.DataFrame:
    """Add cds_party and cds_relation: whose protection a tranche's marks are read beside, its obligor's else its sponsor's."""
    quoted = prints["party"].unique().to_list()
    owing, backing = party(pl.col("obligor")), pl.col("sponsor")
    return marks.with_columns(
        cds_party=pl.when(owing.is_in(quoted)).then(owing).when(backing.is_in(quoted)).then(backing),
        cds_relation=pl.when(owing.is_in(quoted)).then(pl.lit(OWED)).when(backing.is_in(quoted)).then(pl.lit(BACKED)),
    )


def _last_settled(pairs: pl.DataFrame, prints: pl.DataFrame, at: str, market: MarketHistory) -> pl.DataFrame:
    """Return settled_on and cds_bp of the last settlement of each row's party in reach of a day, row by row."""
    asked = pairs.select("cds_party", _on=at).with_row_index("_row")
    found = (
        asked.drop_nulls()
        .sort("_on")
        .join_asof(
            prints.with_columns(settled_on=pl.col("observed_on")),
            left_on="_on",
            right_on="observed_on",
            by_left="cds_party",
            by_right="party",
            strategy="backward",
            tolerance=_REACH,
            check_sortedness=False,
        )
        .drop_nulls("price")
    )
    spreads = with_spread(found.with_columns(observed_on="settled_on"), market).select("_row", "settled_on", "cds_bp")
    return asked.select("_row").join(spreads, on="_row", how="left", maintain_order="left").drop("_row")


def with_obligor_part(pairs: pl.DataFrame, prints: pl.DataFrame, market: MarketHistory) -> pl.DataFrame:
    """Split the issuer figure of pairs of marks: what protection on the obligor cost beyond the index, and the rest.

    Adds cds_party, cds_relation, cds_from_on, cds_to_on, cds_bp (the swap's change), obligor_bp (that
    less the five-year index at the bond's ratings of both days) and own_bp; issuer_bp is their sum.
    Null where the swap did not settle near both marks. `pairs` has obligor, sponsor, from_on, to_on,
    issuer_bp, _notch_then and _notch.
    """
    if prints.is_empty():
        return pairs.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in _UNSWAPPED.items())
    rows = _swaps_of(pairs, prints)
    before, after = (_last_settled(rows, prints, at, market) for at in ("from_on", "to_on"))
    index = [
        quote(rows.select(on=on, tenor_years=pl.lit(TENOR), notch=pl.col(notch).cast(pl.Float64)), market)["index_pct"]
        for on, notch in (("from_on", "_notch_then"), ("to_on", "_notch"))
    ]
    moved = after["cds_bp"] - before["cds_bp"]
    beyond = moved - (index[1] - index[0]) * 100
    return rows.with_columns(
        cds_from_on=before["settled_on"],
        cds_to_on=after["settled_on"],
        cds_bp=moved,
        obligor_bp=pl.when(pl.col("issuer_bp").is_not_null()).then(beyond),
        own_bp=pl.col("issuer_bp") - beyond,
    )


def _concerned(book: BookFrames, as_of: date) -> pl.DataFrame:
    """Return by party how much counted debt it owes itself and how much of others' it backs as sponsor."""
    debt, _ = debt_at(book.tranches, as_of)
    placed = debt.select(owing=party(pl.col("obligor")), backing="sponsor", usd_m="committed_usd_m")
    owed = placed.group_by(party="owing").agg(owed_tranches=pl.len().cast(pl.Int64), owed_usd_m=pl.col("usd_m").sum())
    backed = (
        placed.filter(pl.col("owing") != pl.col("backing"))
        .group_by(party="backing")
        .agg(backed_tranches=pl.len().cast(pl.Int64), backed_usd_m=pl.col("usd_m").sum())
    )
    return owed.join(backed, on="party", how="full", coalesce=True)


def obligor_marks(prints: pl.DataFrame, book: BookFrames, market: MarketHistory, as_of: date) -> pl.DataFrame:
    """Return `OBLIGOR_COLUMNS`: each swap's newest settlement, its moves, and the debt it concerns, widest first.

    `prints` as `swap_prints` returns them; empty until the feed is switched on.
    """
    if prints.is_empty():
        return without_rows(OBLIGOR_COLUMNS)
    newest = prints.group_by("series", maintain_order=True).agg(pl.all().last())
    ago = newest.with_columns(cds_party="party", month=pl.col("observed_on").dt.offset_by("-1mo"))
    previous = prints.group_by("series", maintain_order=True).agg(pl.all().exclude("series").get(-2, null_on_oob=True))
    then = with_spread(previous, market)
    month = _last_settled(ago, prints, "month", market)
    now = with_spread(newest, market)
    return (
        now.with_columns(
            obligor="party",
            spread_bp="cds_bp",
            moved_bp=now["cds_bp"] - then["cds_bp"],
            previous_on=then["observed_on"],
            month_bp=now["cds_bp"] - month["cds_bp"],
        )
        .join(_concerned(book, as_of), on="party", how="left", maintain_order="left")
        .select(names(OBLIGOR_COLUMNS))
        .sort("spread_bp", descending=True, nulls_last=True)
    )
