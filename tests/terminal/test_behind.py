"""`enter` on a row around the wall opens what the row stands on, or says why nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from debtwatch.analysis.issuers.resets import ending, floating, hedge_wall, resetting
from debtwatch.analysis.refinancing.absorption import sold_and_due
from debtwatch.analysis.refinancing.due import ABSORPTION_ANCHORS
from debtwatch.analysis.refinancing.horizons import due_within
from debtwatch.terminal.rows.behind import hedge_panel, why_nothing
from terminal.sample import TODAY, StillDesk, app_over, sample
from terminal.screen import press, settled, text_of

LOAN = {"tranche_id": "alpha/loan", "obligor": "Alpha", "coupon_type": "floating", "balance_usd_m": 1_000.0}
HEDGES = (
    {"tranche_id": "alpha/loan", "kind": "swap", "notional_usd_m": 400.0, "expires_on": date(2028, 3, 31)},
    {"tranche_id": "alpha/loan", "kind": "cap", "notional_usd_m": 200.0, "expires_on": date(2028, 1, 15)},
    {"tranche_id": "alpha/loan", "kind": "swap", "notional_usd_m": 100.0, "expires_on": None},
)


def test_what_stands_behind_a_horizon_sums_to_it() -> None:
    part = sample().refinancing
    assert part.horizons is not None
    for row in part.horizons.iter_rows(named=True):
        own = due_within(part.tranches, row["horizon"], TODAY)
        dated = own.filter(pl.col("due_on").is_not_null())
        assert dated["roll_principal_usd_m"].sum() == pytest.approx(row["principal_usd_m"])
        known = dated.filter(pl.col("roll_gap_bp").is_not_null() & pl.col("roll_principal_usd_m").is_not_null())
        assert own.height - known.height == row["missing_tranches"]


def test_what_stands_behind_a_grade_sums_to_it_and_nothing_behind_a_published_reading() -> None:
    part = sample().refinancing
    assert part.absorption is not None
    published = {name for name, *_ in ABSORPTION_ANCHORS}
    for row in part.absorption.iter_rows(named=True):
        own = sold_and_due(part.tranches, row["grade"], TODAY)
        if row["grade"] in published:
            assert own.is_empty()
            assert "Moody's refunding index" in why_nothing(sample(), row["grade"])
            continue
        assert why_nothing(sample(), row["grade"]) == ""
        assert own["due_12m_usd_m"].sum() == pytest.approx(row["due_12m_usd_m"])
        assert own["due_36m_usd_m"].sum() == pytest.approx(row["due_36m_usd_m"])
        assert own["missing"].sum() == row["missing_tranches"]
        if row["basis"] == "this book":
            assert own["sold_usd_m"].sum() == pytest.approx(row["issued_12m_usd_m"])


def test_what_stands_behind_a_reset_is_what_resets_then() -> None:
    found = sample().issuers
    assert found is not None
    for row in found.resets.iter_rows(named=True):
        own = resetting(found.floating, row["resets_in"])
        assert (own.height, own["balance_usd_m"].sum()) == (row["tranches"], row["balance_usd_m"])


def test_what_stands_behind_the_end_of_hedges_is_every_hedge_that_ends_then() -> None:
    _, running = floating(pl.DataFrame([LOAN]), pl.DataFrame(HEDGES), TODAY, 3.64)
    wall = hedge_wall(running)
    assert wall["ends_in"].to_list() == [date(2028, 1, 1), None]
    for row in wall.iter_rows(named=True):
        own = ending(running, row["ends_in"])
        assert (own.height, own["hedged_usd_m"].sum()) == (row["hedges"], row["hedged_usd_m"])


def test_two_hedges_of_one_tranche_are_two_rows_that_open_it() -> None:
    found, (_, running) = sample().issuers, floating(pl.DataFrame([LOAN]), pl.DataFrame(HEDGES), TODAY, 3.64)
    assert found is not None
    hedged = replace(sample(), issuers=replace(found, hedged=running))
    panel = hedge_panel(hedged, "2028-01-01")
    assert panel.table is not None
    assert [row.key.partition("|")[0] for row in panel.table.rows] == ["alpha/loan"] * 2
    assert len({row.key for row in panel.table.rows}) == 2
    assert panel.note == "2 hedges"
    assert hedge_panel(hedged, "None").note == "1 hedge"


@pytest.mark.parametrize(
    ("turns", "title"),
    [
        ("www", "due within 12 months"),
        ("wwww", "sold and due: investment grade"),
        ("wwwww", "next reset: not published"),
    ],
)
async def test_enter_opens_the_tranches_behind_a_row_and_from_there_the_tranche(
    tmp_path: Path, turns: str, title: str
) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "w", *turns, "enter")
        assert title in text_of(app)
        if "nothing stands there" not in text_of(app):
            await press(pilot, "enter")
            assert "what it would cost today" in text_of(app)
            await press(pilot, "escape")
        await press(pilot, "escape")
        assert "wall:" in text_of(app)


async def test_enter_on_a_published_reading_says_whose_it_is(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "2", *"wwwww", "end", "enter")
        assert "wall: absorption" in text_of(app)
        assert "is a published reading of another universe" in text_of(app)
