"""The research tables the shipped book was made from, read without any code of the program; tests skip without them."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("DEBTWATCH_SHARED") or Path(__file__).parents[2] / "shared") / "data"
needs_research = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the research tables are not here: DEBTWATCH_SHARED names their folder"
)
NOT_DEBT = {"lease_commitment", "offtake_commitment", "equity"}
OVERLAPPING = {"xai-vci-programme", "spacex-bridge-2026-03", "xai-debt-2025-06"}
NOT_COUNTED = {"rumoured", "announced", "repaid"}


def research(name: str) -> list[dict[str, str]]:
    """Return the rows of one table."""
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    """Return a figure, None where the cell is empty."""
    return float(text) if text else None


def counted_debt() -> list[dict[str, str]]:
    """Return the rows of deals.csv that stand in totals, by the exclusion rule."""
    return [
        row
        for row in research("deals.csv")
        if row["instrument"] not in NOT_DEBT and row["status"] not in NOT_COUNTED and row["deal_id"] not in OVERLAPPING
    ]
