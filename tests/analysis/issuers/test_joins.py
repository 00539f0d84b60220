"""What refinancing and the issuers read of each other is there under the same names."""

from __future__ import annotations

from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.results import CASH_FLOW_COLUMNS
from debtwatch.analysis.refinancing.results import DEAL_COLUMNS, SPONSOR_COLUMNS, TRANCHE_COLUMNS
from debtwatch.analysis.structure.results import CLIFF_SUMMARY_COLUMNS


def test_headroom_reads_columns_refinancing_has() -> None:
    read = {
        "tranche_id", "deal_id", "sponsor", "obligor", "outstanding_usd_m", "market_pct", "rate_paid_pct",
        "roll_24m_usd_m_y",
    }  # fmt: skip
    assert read <= set(names(TRANCHE_COLUMNS))


def test_headroom_and_cover_shortfall_join_on_what_refinancing_groups_by() -> None:
    assert "sponsor" in names(SPONSOR_COLUMNS)
    assert "deal_id" in names(DEAL_COLUMNS)
    assert {"deal_id", "cover_shortfall"} <= set(names(CLIFF_SUMMARY_COLUMNS))
    assert "sponsor" in names(CASH_FLOW_COLUMNS)
