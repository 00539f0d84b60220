"""How far the market may rise before an issuer's cover breaks, in the shape refinancing joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.issuers.cover import break_even_pct, headroom_bp
from debtwatch.analysis.issuers.results import COVER
from debtwatch.analysis.structure.parties import party

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_headroom(
    priced: pl.DataFrame, cash_flows: pl.DataFrame, *, by: Sequence[str], cover: float = COVER
) -> pl.DataFrame:
    """Return headroom by `by` (tranche_id, deal_id or sponsor): headroom_bp, break_even_pct and what they rest on.

    `priced` is the refinancing tranches: obligor, outstanding_usd_m, market_pct, rate_paid_pct. Only
    debt owed by a company with a cash flow has a figure: a special purpose company's debt is not its
    sponsor's interest. Of several who owe in one group the one who owes most answers, named in `issuer`.
    Interest on the debt asked about is taken out of the interest paid; where it is more than all the
    interest filed, the debt is newer than the filing and there is no figure.
    """
    companies = priced.select("obligor").unique().with_columns(_owes=party(pl.col("obligor")))
    rows = (
        priced.select(*by, "obligor", "market_pct", "rate_paid_pct", "outstanding_usd_m")
        .filter(pl.col("market_pct").is_not_null() & (pl.col("outstanding_usd_m") > 0))
        .join(companies, on="obligor", maintain_order="left")
        .join(
            cash_flows.rename({"sponsor": "_owes", "window": "_window"}).drop("source_url", "source_date"), on="_owes"
        )
    )
    owed = pl.col("outstanding_usd_m")
    summed = rows.group_by(*by, "_owes", maintain_order=True).agg(
        _owed=owed.sum(),
        market_pct=(pl.col("market_pct") * owed).sum() / owed.sum(),
        _paid=(pl.col("rate_paid_pct") * owed).sum() / 100,
        cash_flow_usd_m=pl.col("cash_flow_usd_m").first(),
        interest_usd_m=pl.col("interest_usd_m").first(),
        cash_flow_end=pl.col("period_end").first(),
        window=pl.col("_window").first(),
    )
    other = pl.col("interest_usd_m") - pl.col("_paid")
    return (
        summed.with_columns(
            break_even_pct=pl.when(other >= 0).then(
                break_even_pct(pl.col("cash_flow_usd_m"), other, pl.col("_owed"), cover=cover)
            )
        )
        .with_columns(headroom_bp=headroom_bp(pl.col("break_even_pct"), pl.col("market_pct")))
        .sort("_owed", descending=True)
        .unique(list(by), keep="first", maintain_order=True)
        .sort("headroom_bp", nulls_last=True)
        .select(
            *by, "headroom_bp", "break_even_pct", "market_pct", "cash_flow_usd_m", "interest_usd_m", "cash_flow_end", "window",
            issuer="_owes",
        )
    )  # fmt: skip
