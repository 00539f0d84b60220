"""The drill from a tranche to its cash flows and to the source of each figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtwatch.analysis.cashflows.results import CashFlows
from debtwatch.domain.errors import UsageError
from debtwatch.terminal.rows.flows import flows_panel, measures_panel, source_panel, sources_panel
from debtwatch.terminal.rows.values import Tone
from terminal.sample import HYPERION_NOTES, SENIOR, StillDesk, app_over, sample
from terminal.screen import press, settled, text_of

TO_TRANCHE = ("2", "down", "enter", "enter", "enter")


async def drilled(tranche_id: str = HYPERION_NOTES) -> CashFlows:
    return await StillDesk(sample("live")).cash_flows(tranche_id)


async def test_enter_on_a_tranche_opens_its_cash_flows_and_escape_comes_back(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample("live")), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_TRANCHE)
        before = text_of(app)
        await press(pilot, "enter")
        assert "cash flows" in text_of(app)
        assert "2049-05-30" in text_of(app)
        await press(pilot, "enter")
        assert "where each figure comes from" in text_of(app)
        await press(pilot, "escape", "escape")
        assert text_of(app) == before


async def test_enter_on_a_measure_says_in_full_what_it_rests_on_or_lacks(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample("live")), tmp_path)
    async with app.run_test(size=(60, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_TRANCHE, "enter", "tab", *["down"] * 9, "enter")
        shown = " ".join(text_of(app).split())
    assert "missing no swap curve: declare one in the group `swap`" in shown


async def test_a_tranche_that_left_the_book_is_told_and_the_screen_stays(tmp_path: Path) -> None:
    class Emptied(StillDesk):
        async def cash_flows(self, tranche_id: str) -> CashFlows:
            raise UsageError(f"no tranche {tranche_id!r}")

    app = app_over(Emptied(sample("live")), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_TRANCHE, "enter")
        assert "no tranche" in text_of(app)
        await press(pilot, "enter", "escape")
        assert "what it would cost today" in text_of(app)


async def test_amounts_are_dollars_where_what_is_owed_is_known_else_per_hundred() -> None:
    found = await drilled()
    known, unknown = flows_panel(found), flows_panel(replace(found, owed_usd_m=None))
    assert known.note == "owed $27.3bn, $m"
    assert unknown.note == "per 100 drawn"
    assert known.table is not None
    assert unknown.table is not None
    assert known.table.rows[0].cells[2].text == "898.31"
    assert unknown.table.rows[0].cells[2].text == "3.29"


async def test_a_measure_without_its_input_is_a_dash_with_the_reason_in_amber() -> None:
    table = measures_panel(await drilled()).table
    assert table is not None
    (swap,) = (row for row in table.rows if row.key == "I-spread")
    assert swap.cells[1].text == "—"
    assert swap.cells[2].tone is Tone.AMBER
    assert "no swap curve" in swap.cells[2].text


async def test_what_is_refused_says_why_and_still_cites_its_sources() -> None:
    found = replace(await drilled(), refused="at or past maturity", terms="", notes=())
    none = replace(found, flows=found.flows.clear(), measures=found.measures.clear())
    assert flows_panel(none).empty == "no payments: at or past maturity"
    assert measures_panel(none).empty == "nothing to value"
    table = sources_panel(none).table
    assert table is not None
    assert len(table.rows) > 20


async def test_a_source_is_told_in_full_and_one_that_is_gone_says_so() -> None:
    found = await drilled()
    place = found.sources["field"].to_list().index("coupon_pct")
    told = "\n".join("".join(span.text for span in line) for line in source_panel(found, str(place)).lines)
    assert "6.581" in told
    assert "https://www.sec.gov/" in told
    assert "high" in told
    assert source_panel(found, "9999").empty == "no longer among the figures"


@pytest.mark.parametrize("tranche", ["4-2-notes-due-2030", "5-75-notes-due-2065"])
async def test_every_tranche_of_the_small_book_can_be_drilled(tranche: str) -> None:
    found = await drilled(f"{SENIOR}/{tranche}")
    assert found.as_of == date(2026, 11, 23)
    assert found.flows["principal"].sum() == pytest.approx(100.0)
