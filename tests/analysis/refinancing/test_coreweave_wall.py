"""CoreWeave's wall of 2026 to 2028, counted by hand from the source rows.

Its delayed-draw loans and equipment financing amortise without a published profile: equal instalments,
quarterly as loans pay, on the days counted back from each maturity. Every note and convertible falls due
from 2030 on, the revolver in 2029, so that all of the wall to 2028 is instalments.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.events import with_contract_end, with_expected_date
from debtwatch.analysis.refinancing.profiles import readings, with_balloon
from debtwatch.analysis.refinancing.wall import monthly_wall, wall_by
from structure_examples import TODAY, shipped_frames

BY_HAND: dict[str, tuple[float, int, tuple[int, int, int]]] = {
    # what its row says is drawn, $m; instalments from 22 November 2026 to maturity; those of 2026, 2027, 2028
    "coreweave-ddtl-1-0/ddtl-1-0": (1_300, 6, (1, 4, 1)),  # 28 Dec 2026 to 28 Mar 2028
    "coreweave-ddtl-2-0/ddtl-2-0-investment-grade-customer-loans": (3_190, 15, (0, 4, 4)),  # to Aug 2030
    "coreweave-ddtl-2-1/ddtl-2-1-fifth-amendment-incremental": (3_000, 18, (1, 4, 4)),  # 15 Dec 2026 to Mar 2031
    "coreweave-ddtl-3-0/ddtl-3-0": (2_215, 15, (0, 4, 4)),  # 21 Feb 2027 to 21 Aug 2030
    "coreweave-ddtl-4-0/ddtl-4-0-floating-and-fixed": (2_837, 22, (1, 4, 4)),  # 15 Dec 2026 to Mar 2032
    "coreweave-ddtl-5-0/ddtl-5-0": (1_101, 20, (0, 4, 4)),  # 15 Feb 2027 to 15 Nov 2031
    "coreweave-oem/non-recourse-oem-financing": (882, 11, (0, 4, 4)),  # mid-quarter days to 2029
    "coreweave-oem/recourse-oem-financing": (4_220, 15, (0, 4, 4)),  # to 2030
}
LATER = {
    "coreweave-revolver/revolving-credit-facility": 1_500,
    "coreweave-2030-notes/9-250-senior-notes-due-2030": 2_000,
    "coreweave-2031-notes/9-000-senior-notes-due-2031": 1_750,
    "coreweave-2031b-notes/9-75-senior-notes-due-2031": 2_750,
    "coreweave-2032-notes/9-625-senior-notes-due-2032": 1_250,
    "coreweave-2032-notes/eur-8-5-senior-notes-due-2032": 2_279,
    "coreweave-conv-2031/1-75-convertible-notes-due-2031": 2_588,
    "coreweave-conv-2032/1-75-convertible-notes-due-2032": 4_000,
    "coreweave-conv-2033/2-875-convertible-notes-due-2033": 3_700,
}
"""What falls due after 2028, $m."""
UNPUBLISHED = "coreweave-ddtl-5-5/ddtl-5-5"
SINCE_THE_NOTE = (
    "coreweave-conv-2033/2-875-convertible-notes-due-2033",
    "coreweave-revolver/revolving-credit-facility",
)
"""Sold after the debt note of 30 June 2026, or not in it."""


def owed() -> pl.DataFrame:
    frames = shipped_frames()
    ours = frames.tranches.filter(pl.col("obligor").str.starts_with("CoreWeave"))
    debt, _ = debt_at(ours, TODAY)
    debt = with_contract_end(with_expected_date(debt), frames.commitments)
    return with_balloon(readings(debt).filter("main"), TODAY)


def test_every_row_of_the_source_is_in_the_wall_at_what_is_drawn() -> None:
    found = dict(owed().select("tranche_id", "outstanding_usd_m").rows())
    drawn = {name: each[0] for name, each in BY_HAND.items()} | LATER
    assert found == {**drawn, UNPUBLISHED: None}


def test_the_rows_add_up_to_the_debt_note_but_for_what_the_book_does_not_hold() -> None:
    """The note's principal is $35,551m; $189m of it, half a percent, has no row."""
    listed = {name: each[0] for name, each in BY_HAND.items()} | LATER
    assert sum(usd_m for name, usd_m in listed.items() if name not in SINCE_THE_NOTE) == 35_551 - 189
    facts = shipped_frames().facts
    note = facts.filter(
        (pl.col("company") == "CoreWeave")
        & (pl.col("metric") == "total_debt")
        & (pl.col("period_end") == date(2026, 6, 30))
    )
    assert note["value_usd_m"].to_list() == [35_551]


def test_the_wall_of_2026_to_2028_is_the_sum_by_hand() -> None:
    years = dict(wall_by(monthly_wall(owed(), TODAY), "1y").select("year", "principal_usd_m").rows())
    by_hand = {
        year: sum(drawn / count * paid[place] for drawn, count, paid in BY_HAND.values())
        for place, year in enumerate((2026, 2027, 2028))
    }
    assert by_hand == {2026: pytest.approx(512.29, abs=0.01), 2027: pytest.approx(5_156.75, abs=0.01),
                       2028: pytest.approx(4_506.75, abs=0.01)}  # fmt: skip
    assert {year: years[year] for year in by_hand} == pytest.approx(by_hand)
