"""Cover once what falls due has been refinanced at market rates (analytics F7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.build import added_interest
from debtwatch.analysis.issuers.cover import cover_after
from debtwatch.analysis.issuers.results import ISSUER_COLUMNS

if TYPE_CHECKING:
    from debtwatch.analysis.issuers.results import Issuers


def refinanced(issuers: Issuers, priced: pl.DataFrame) -> Issuers:
    """Return the issuers with the interest that refinancing within 24 months adds, and their cover after it.

    `priced` is the refinancing tranches. The cash flow is that behind the cover shown: EBITDA, else EBIT.
    """
    interest = pl.col("interest_usd_m")
    cash_flow = interest * pl.coalesce("icr_ebitda", "icr_ebit")
    table = (
        issuers.table.drop("added_interest_usd_m_y")
        .join(added_interest(priced), on="issuer", how="left", maintain_order="left")
        .with_columns(icr_after=cover_after(cash_flow, interest, pl.col("added_interest_usd_m_y")))
    )
    return replace(issuers, table=table.select(names(ISSUER_COLUMNS)))
