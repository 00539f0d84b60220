"""Assembles the issuers of a day from published figures and the debt in the book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.cover import (
    cover_after,
    interest_cover,
    liquidity_cover,
    minsky_after_interest,
    minsky_class,
)
from debtwatch.analysis.issuers.debts import principal_due, undrawn
from debtwatch.analysis.issuers.figures import FLOWS, balances, conflicts, known_figures, windows
from debtwatch.analysis.issuers.resets import float_totals, floating, hedge_wall, reset_wall
from debtwatch.analysis.issuers.results import (
    CASH_FLOW_COLUMNS,
    HEDGED_COLUMNS,
    ISSUER_COLUMNS,
    Issuers,
    Window,
    Without,
)
from debtwatch.analysis.structure.parties import party
from debtwatch.analysis.structure.standing import standing_debt

if TYPE_CHECKING:
    from datetime import date

_SHORT = {
    "revenue": "revenue_usd_m",
    "operating_income": "ebit_usd_m",
    "depreciation": "depreciation_usd_m",
    "ebitda": "published_ebitda_usd_m",
    "operating_cash_flow": "ocf_usd_m",
    "capex": "capex_usd_m",
    "interest_expense": "interest_usd_m",
}
_SUMMED = "EBIT plus depreciation"
_PUBLISHED = "as published or derived"
_NO_DEPRECIATION = "EBIT: depreciation of that window not known"
_NO_DEBT = "no debt of it in the book"
_SURE = {"low": 0, "medium": 1, "high": 2}
_PREFERENCE = {window.value: place for place, window in enumerate(Window)}


def build_issuers(
    facts: pl.DataFrame,
    tranches: pl.DataFrame,
    *,
    as_of: date,
    priced: pl.DataFrame | None = None,
    hedges: pl.DataFrame | None = None,
    base_pct: float | None = None,
) -> Issuers:
    """Return coverage, Minsky classes and capex strain of every company with figures known on a day.

    `facts` and `tranches` are the book's frames. `priced` is the refinancing tranches (obligor,
    roll_24m_usd_m_y): without them nothing is said about cover after refinancing. `hedges` are the book's,
    `base_pct` the reference rate of today.
    """
    known = known_figures(facts, as_of)
    debt = standing_debt(tranches, as_of)
    read = _with_sums(_wide(windows(known.filter(pl.col("metric").is_in(FLOWS)))))
    floats, running = floating(debt, pl.DataFrame() if hedges is None else hedges, as_of, base_pct)
    differing = conflicts(known)
    rows = _newest(read)
    table = (
        _with_cover(rows, read)
        .join(added_interest(priced), on="issuer", how="left", maintain_order="left")
        .join(principal_due(debt, as_of), on="issuer", how="left", maintain_order="left")
        .join(undrawn(debt, as_of), on="issuer", how="left", maintain_order="left")
        .join(_floats_by_issuer(floats), on="issuer", how="left", maintain_order="left")
        .join(_balance(known, "total_debt", "debt"), on="company", how="left", maintain_order="left")
        .join(_balance(known, "cash", "cash"), on="company", how="left", maintain_order="left")
        .join(
            differing.group_by("company").agg(conflicts=pl.len().cast(pl.Int64)),
            on="company",
            how="left",
            maintain_order="left",
        )
    )
    return Issuers(
        as_of=as_of,
        table=_judged(table)
        .select(names(ISSUER_COLUMNS))
        .sort("debt_usd_m", "company", descending=[True, False], nulls_last=True),
        conflicts=differing,
        cash_flows=_cash_flows(read),
        without=_without(debt, rows),
        **_floating_parts(floats, running),
    )


def rebased(
    issuers: Issuers, tranches: pl.DataFrame, *, hedges: pl.DataFrame | None = None, base_pct: float | None = None
) -> Issuers:
    """Return the issuers of a day with their floating debt paying over another base: `build_issuers` with that one.

    Nothing but the floating debt, its hedges and what a rise costs rests on it.
    """
    debt = standing_debt(tranches, issuers.as_of)
    floats, running = floating(debt, pl.DataFrame() if hedges is None else hedges, issuers.as_of, base_pct)
    by_issuer = _floats_by_issuer(floats)
    table = issuers.table.drop(name for name in by_issuer.columns if name != "issuer")
    return replace(
        issuers,
        table=table.join(by_issuer, on="issuer", how="left", maintain_order="left").select(names(ISSUER_COLUMNS)),
        **_floating_parts(floats, running),
    )


def _floating_parts(floats: pl.DataFrame, running: pl.DataFrame) -> dict[str, Any]:
    """Return what is told of floating debt and its hedges, by field of `Issuers`."""
    return {
        "floating": floats,
        "resets": reset_wall(floats),
        "hedges": hedge_wall(running),
        "hedged": running.select(names(HEDGED_COLUMNS)),
        "floats": float_totals(floats),
    }


def _wide(read: pl.DataFrame) -> pl.DataFrame:
    """Return one row a company and window, a column a metric, with the sources of all."""
    keys = ["company", "window", "period_end"]
    values = [
        pl.col("value_usd_m").filter(pl.col("metric") == metric).first().alias(short)
        for metric, short in _SHORT.items()
    ]
    sure = pl.col("confidence").replace_strict(_SURE, default=0, return_dtype=pl.Int64)
    words = {place: word for word, place in _SURE.items()}
    return (
        read.group_by(keys, maintain_order=True)
        .agg(
            *values,
            confidence=sure.min().replace_strict(words, return_dtype=pl.String),
            second_hand=pl.col("second_hand").fill_null(value=False).any(),
            source_url=pl.col("source_url").drop_nulls().unique(maintain_order=True).str.join(" | "),
            source_date=pl.col("source_date").max(),
        )
        .with_columns(issuer=party(pl.col("company")))
    )


def _with_sums(wide: pl.DataFrame) -> pl.DataFrame:
    """Add EBITDA and free cash flow, each from one window."""
    summed = pl.col("ebit_usd_m") + pl.col("depreciation_usd_m")
    return wide.with_columns(
        ebitda_usd_m=pl.coalesce(summed, "published_ebitda_usd_m"),
        ebitda_basis=pl.when(summed.is_not_null())
        .then(pl.lit(_SUMMED))
        .when(pl.col("published_ebitda_usd_m").is_not_null())
        .then(pl.lit(_PUBLISHED)),
        fcf_usd_m=pl.col("ocf_usd_m") - pl.col("capex_usd_m"),
    ).with_columns(
        cash_flow_usd_m=pl.coalesce("ebitda_usd_m", "ebit_usd_m"),
        cash_flow=pl.when(pl.col("ebitda_usd_m").is_not_null())
        .then(pl.format("EBITDA, {}", "ebitda_basis"))
        .when(pl.col("ebit_usd_m").is_not_null())
        .then(pl.lit(_NO_DEPRECIATION)),
    )


def _latest(read: pl.DataFrame) -> pl.DataFrame:
    """Return the newest row a company, the preferred window where several end on one day."""
    order = pl.col("window").replace_strict(_PREFERENCE, return_dtype=pl.Int64)
    return read.sort(["company", pl.col("period_end"), order], descending=[False, True, False]).unique(
        "company", keep="first", maintain_order=True
    )


def _whole(read: pl.DataFrame) -> pl.DataFrame:
    return read.filter(pl.col("window") != Window.QUARTER.value)


def _newest(read: pl.DataFrame) -> pl.DataFrame:
    """Return one row a company: the newest twelve months with operating income or cash flow."""
    return _latest(_whole(read).filter(pl.col("ebit_usd_m").is_not_null() | pl.col("ocf_usd_m").is_not_null()))


def _with_cover(rows: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Add cover from the newest twelve months that hold both sides, and from the newest quarter."""
    with_interest = read.filter(pl.col("interest_usd_m").is_not_null() & pl.col("ebit_usd_m").is_not_null())
    ebit, interest = pl.col("ebit_usd_m"), pl.col("interest_usd_m")
    paired = _latest(_whole(with_interest)).select(
        "company",
        icr_ebit=interest_cover(ebit, interest),
        icr_ebitda=interest_cover(pl.col("ebitda_usd_m"), interest),
        _interest=interest,
        _ebit=ebit,
        _cash_flow=pl.col("cash_flow_usd_m"),
        cash_flow=pl.col("cash_flow"),
        interest_period=pl.format("{} to {}", "window", pl.col("period_end").dt.to_string()),
    )
    quarter = _latest(with_interest.filter(pl.col("window") == Window.QUARTER.value)).select(
        "company", icr_ebit_quarter=interest_cover(ebit, interest), quarter_end="period_end"
    )
    return (
        rows.drop("interest_usd_m", "cash_flow")
        .join(paired, on="company", how="left", maintain_order="left")
        .join(quarter, on="company", how="left", maintain_order="left")
        .rename({"_interest": "interest_usd_m"})
    )


def _judged(table: pl.DataFrame) -> pl.DataFrame:
    """Add cover after refinancing, the classes and the strain; a class takes both sides from one window.

    OCF and FCF are after interest, so their classes are of the newest twelve months shown.
    """
    interest = pl.col("interest_usd_m")
    principal = pl.col("principal_12m_usd_m").fill_null(0.0)
    strained, cover = pl.col("ocf_usd_m"), pl.col("icr_ebit")
    return table.with_columns(
        icr_after=cover_after(pl.col("_cash_flow"), interest, pl.col("added_interest_usd_m_y")),
        at_risk=pl.when(cover < 1).then(pl.lit("below 1")).when(cover < 2).then(pl.lit("below 2")),  # noqa: PLR2004 -- the IMF's lines
        minsky_ebit=minsky_class(pl.col("_ebit"), interest, principal),
        minsky_ocf=minsky_after_interest(pl.col("ocf_usd_m"), principal),
        minsky_fcf=minsky_after_interest(pl.col("fcf_usd_m"), principal),
        liquidity_cover=liquidity_cover(
            pl.col("cash_usd_m"),
            pl.col("ocf_usd_m"),
            pl.col("undrawn_usd_m"),
            principal=principal,
            capex=pl.col("capex_usd_m"),
        ),
        capex_strain=pl.when(strained > 0).then(pl.col("capex_usd_m") / strained),
        debt_to_ebitda=pl.when(pl.col("ebitda_usd_m") > 0).then(pl.col("debt_usd_m") / pl.col("ebitda_usd_m")),
        principal_12m_usd_m=principal,
        principal_basis=pl.col("principal_basis").fill_null(_NO_DEBT),
        conflicts=pl.col("conflicts").fill_null(0),
    )


def added_interest(priced: pl.DataFrame | None) -> pl.DataFrame:
    """Return issuer and added_interest_usd_m_y: what rolling within 24 months costs, of tranches with a price."""
    if priced is None:
        return pl.DataFrame(schema={"issuer": pl.String, "added_interest_usd_m_y": pl.Float64})
    known = priced.filter(pl.col("roll_24m_usd_m_y").is_not_null())
    return known.group_by(issuer=party(pl.col("obligor"))).agg(added_interest_usd_m_y=pl.col("roll_24m_usd_m_y").sum())


def _balance(known: pl.DataFrame, metric: str, short: str) -> pl.DataFrame:
    return balances(known, metric).select(
        "company",
        pl.col("value_usd_m").alias(f"{short}_usd_m"),
        pl.col("period_end").alias(f"{short}_on"),
        pl.col("definition_note").alias(f"{short}_note"),
    )


def _floats_by_issuer(floats: pl.DataFrame) -> pl.DataFrame:
    return floats.group_by("issuer").agg(
        floating_usd_m=pl.col("balance_usd_m").sum(), floating_100bp_usd_m_y=pl.col("rise_100bp_usd_m_y").sum()
    )


def _cash_flows(read: pl.DataFrame) -> pl.DataFrame:
    """Return the newest EBITDA, else EBIT, with the interest of the same window, by sponsor.

    The newest quarter x 4 where it is no older than the newest twelve months: break-even asks about the
    debt owed now, and a borrower's last twelve months hold the interest of a smaller debt.
    """
    both = read.filter(pl.col("cash_flow_usd_m").is_not_null() & pl.col("interest_usd_m").is_not_null())
    year = _latest(_whole(both))
    quarter = _latest(both.filter(pl.col("window") == Window.QUARTER.value))
    newer = quarter.join(year.select("company", _year_end="period_end"), on="company", how="left").filter(
        pl.col("_year_end").is_null() | (pl.col("period_end") >= pl.col("_year_end"))
    )
    return (
        pl.concat([newer.drop("_year_end"), year.join(newer, on="company", how="anti")])
        .with_columns(sponsor=pl.col("issuer"))
        .select(names(CASH_FLOW_COLUMNS))
        .sort("sponsor", "company")
        .unique("sponsor", keep="first", maintain_order=True)
    )


def _without(debt: pl.DataFrame, rows: pl.DataFrame) -> Without:
    named = debt.with_columns(issuer=party(pl.col("obligor"))).join(rows, on="issuer", how="anti")
    return Without(
        issuers=tuple(named["issuer"].unique().sort()),
        tranches=named.height,
        usd_m=float(named["committed_usd_m"].sum()),
    )
