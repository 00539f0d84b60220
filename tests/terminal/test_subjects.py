"""Issuers, hurdle, circularity and structure: what their panes say, and where their rows lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from debtwatch.analysis.later import Later
from debtwatch.terminal.rows.circularity import LEG, graph_lines, loop_panels, loops_panel, parties_panel, party_panels
from debtwatch.terminal.rows.hurdle import grid_panel, hurdle_detail, hurdle_panel, life
from debtwatch.terminal.rows.issuers import company_panels, issuers_panel
from debtwatch.terminal.rows.structure import VIEWS, structure_panel
from debtwatch.terminal.rows.structure_detail import (
    chain_panel,
    cliff_lines,
    cliff_panel,
    collateral_panel,
    contract_panel,
    promise_panel,
    promises_panel,
    tail_panel,
)
from debtwatch.terminal.rows.tabled import cover, load, times
from debtwatch.terminal.rows.tranche import tranche_panels
from debtwatch.terminal.rows.values import Panel, Tone, text_of
from debtwatch.terminal.rows.wall import VIEWS as WALL_VIEWS
from debtwatch.terminal.rows.wall import wall_panel
from debtwatch.terminal.screens.level import LevelScreen
from debtwatch.terminal.screens.structure import StructureScreen
from debtwatch.terminal.screens.wall import WallScreen
from terminal.sample import HYPERION_NOTES, StillDesk, app_over, empty, sample
from terminal.screen import press, settled
from terminal.screen import text_of as screen_text


def words(panel: Panel) -> str:
    return "\n".join(text_of(line) for line in panel.lines)


def test_an_issuer_has_cover_before_and_after_and_three_minsky_answers() -> None:
    panel = issuers_panel(sample())
    assert panel.table is not None
    heads = [column.label for column in panel.table.columns]
    row = next(row for row in panel.table.rows if row.key == "Oracle")
    told = dict(zip(heads, (cell.text for cell in row.cells), strict=True))
    assert told["EBIT/int"].endswith("x")
    assert told["after"].endswith("x")
    assert {told["Minsky EBIT"], told["on OCF"], told["on FCF"]} <= {"hedge", "speculative", "ponzi"}
    assert "three answers" in words(panel)
    assert "none is made up for them" in words(panel)


def test_a_companys_figures_lead_to_their_sources() -> None:
    figures, conflicts, floating = company_panels(sample(), "CoreWeave")
    assert figures.table is not None
    assert figures.table.rows
    assert conflicts.table is not None
    assert floating.table is not None
    assert "ddtl" in floating.table.rows[0].key


def test_every_subject_says_what_is_missing_where_the_book_is_empty() -> None:
    nothing = empty()
    panels = [issuers_panel(nothing), hurdle_panel(nothing), loops_panel(nothing), parties_panel(nothing)]
    panels += [structure_panel(nothing, view) for view in VIEWS]
    for panel in panels:
        assert panel.empty, panel.title
    bare = replace(sample(), issuers=None, standing=None)
    for panel in (issuers_panel(bare), hurdle_panel(bare), loops_panel(bare), structure_panel(bare, VIEWS[0])):
        assert "reading" in panel.empty
    assert cliff_lines(bare, HYPERION_NOTES) == ()


def test_the_published_line_stands_beside_ours_with_what_would_make_it_true() -> None:
    panel = hurdle_panel(sample())
    assert "$650bn a year for 10 % on $5.0tn" in words(panel)
    assert "back-solved: 1,560m iPhone users" in words(panel)
    assert "for ever at 77 %" in words(panel)
    assert life(None).text == "for ever"
    assert life(15.0).text == "15"


def test_a_loop_is_drawn_with_its_narrowest_leg_and_every_legs_source() -> None:
    panel = loops_panel(sample())
    assert panel.table is not None
    loop = panel.table.rows[0].key
    drawing, legs, arrows = loop_panels(sample(), loop, 90)
    assert "back to" in words(drawing)
    assert "an upper bound" in words(drawing)
    for party in loop.split(LEG):
        assert party in words(legs)
    assert "https://" in words(legs)
    assert "▶" in words(arrows)


@pytest.mark.parametrize("width", [24, 60, 120])
def test_the_graph_is_never_wider_than_its_pane(width: int) -> None:
    found = sample().circularity
    assert found is not None
    drawing = graph_lines(found, width)[:-1]
    assert drawing
    assert max(len(text_of(line)) for line in drawing) <= width


def test_what_falls_due_before_a_tranche_shows_both_readings_of_its_guarantee() -> None:
    _, events, marks, _ = tranche_panels(sample(), HYPERION_NOTES)
    told = words(events)
    assert "2033-07-01  lease ends" in told
    assert "if it covers that day" in told
    assert "assumed: " in told
    assert "contractual maturity" in told
    assert "issuer" in words(marks)


def test_exposure_drills_to_the_chain_and_guarantees_to_their_promises() -> None:
    chain = chain_panel(sample(), "Oracle")
    assert chain.table is not None
    assert {"owes", "pays"} <= {row.cells[1].text for row in chain.table.rows}
    promises = promises_panel(sample(), "Meta")
    assert promises.table is not None
    assert "Residual value guarantee" in promises.table.rows[0].cells[0].text


def test_a_promise_a_contract_a_cliff_and_chips_lead_to_their_sources() -> None:
    promises = promises_panel(sample(), "Meta").table
    assert promises is not None
    assert "https://" in words(promise_panel(sample(), "Meta", promises.rows[0].key))
    found = sample().structure
    assert found is not None
    cliff = words(cliff_panel(sample(), HYPERION_NOTES))
    assert "V $15.0bn = (1 - 40 %) x $25.0bn" in cliff
    assert "the guarantee of Meta" in cliff
    assert cliff.count("https://") >= 3, "the notes', the guarantee's and the lease's"
    tail = words(tail_panel(sample(), HYPERION_NOTES))
    assert "15.9 years beyond the contract" in tail
    assert tail.count("https://") >= 2, "the debt's and the contract's"
    contract = found.contracts["commitment_id"][0]
    assert "headline" in words(contract_panel(sample(), contract))
    loan = found.collateral["tranche_id"][0]
    chips = words(collateral_panel(sample(), loan))
    assert "above declining value" in chips
    assert "assumed" in chips


async def test_a_key_moves_the_haircut_on_the_lease_cliffs_and_the_header_says_so(tmp_path: Path) -> None:
    desk = StillDesk(sample())
    app = app_over(desk, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "i", "plus")
        assert not [one for one in desk.asked if isinstance(one, tuple) and one[0] == "assume"], (
            "elsewhere it moves nothing"
        )
        await press(pilot, "i", "i")
        assert "haircut 40 %, recovery 60 %" in screen_text(app)
        await press(pilot, "plus", "plus", "minus")
        assert desk.asked[-3:] == [("assume", 45.0), ("assume", 50.0), ("assume", 45.0)]
        assert "HAIRCUT 45 %" in screen_text(app)
        await press(pilot, "0")
        assert desk.asked[-1] == ("assume", None)
        assert "HAIRCUT" not in screen_text(app)


def test_cover_under_one_and_a_loan_over_its_collateral_are_coloured_and_written() -> None:
    assert (cover(1.02).tone, cover(0.93).tone, cover(0.6).tone) == (Tone.PLAIN, Tone.AMBER, Tone.RED)
    assert cover(None).text == "—"
    assert load(1.68).tone is Tone.RED
    assert times(4.48).text == "4.5x"
    assert times(None).text == "—"


async def test_w_turns_through_the_wall_and_enter_opens_what_falls_due(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "w")
        assert isinstance(app.screen, WallScreen)
        assert "balance not published" in screen_text(app)
        await press(pilot, "enter")
        assert "due from 2027-01-01 to 2027-04-01" in screen_text(app)
        await press(pilot, "enter")
        assert "what it would cost today" in screen_text(app)
        await press(pilot, "escape", "escape", *"wwwww")
        assert "hedges not published" in screen_text(app)
        await press(pilot, *"www")
        assert "no cash flow published" in screen_text(app)


def test_every_table_of_the_wall_says_what_its_columns_mean_and_what_is_missing() -> None:
    for view in WALL_VIEWS:
        panel = wall_panel(sample(), view)
        assert panel.table is not None
        assert all(column.meaning for column in panel.table.columns), view.name
        assert wall_panel(empty(), view).empty


async def test_i_turns_through_the_structure_and_enter_goes_down_to_a_tranche(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2", "i")
        assert isinstance(app.screen, StructureScreen)
        assert "off balance sheet: 45 % of this book" in screen_text(app)
        await press(pilot, "i", "down", "enter")
        assert "Oracle, through everything" in screen_text(app)
        await press(pilot, "enter")
        assert "what falls due before it" in screen_text(app)
        await press(pilot, "escape", "escape", "escape")
        assert app.current_mode == "refinancing"
        assert not isinstance(app.screen, StructureScreen)


async def test_an_issuer_drills_to_a_figure_and_a_loop_to_its_legs(tmp_path: Path) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        await press(pilot, "5", "enter", "enter")
        assert isinstance(app.screen, LevelScreen)
        assert "what it measures" in screen_text(app)
        await press(pilot, "6")
        assert "what returns within" in screen_text(app)
        await press(pilot, "tab", "enter")
        assert "its legs, with their sources" in screen_text(app)


@pytest.mark.parametrize("width", [60, 100, 160])
async def test_i_turns_mode_6_to_its_grid_and_its_graph_at_every_width(tmp_path: Path, width: int) -> None:
    app = app_over(StillDesk(sample()), tmp_path)
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "6")
        assert "JPMorgan" in screen_text(app)
        await press(pilot, "i")
        assert "margin" in screen_text(app)
        turns = 1 if width >= 150 else 3
        await press(pilot, *["i"] * turns)
        assert "who pays whom" in screen_text(app)
        assert "◀" in screen_text(app) if width >= 150 else "▶" in screen_text(app)
        await press(pilot, "i")
        assert "JPMorgan" in screen_text(app), "and round again"


def test_no_firm_payment_that_returns_is_said_in_words_and_not_in_zeros() -> None:
    panel = parties_panel(sample())
    assert "0 % of a firm dollar returns to anyone" in words(panel)
    assert "financed: the same share" in words(panel)
    assert panel.table is not None
    assert "returns" not in [column.label for column in panel.table.columns]


def test_a_party_lists_what_it_pays_and_receives_with_sources() -> None:
    pays, receives = party_panels(sample(), "OpenAI")
    assert "OpenAI → Oracle" in words(pays)
    assert "Nvidia → OpenAI" in words(receives)
    assert "https://" in words(pays)


def test_the_grid_has_a_column_a_horizon_and_its_rows_lead_to_prices_and_sources() -> None:
    panel = grid_panel(sample())
    assert panel.table is not None
    assert [column.label for column in panel.table.columns][3:] == ["5 y", "6 y", "10 y", "15 y", "20 y", "for ever"]
    made, prices, published, users, sales = hurdle_detail(sample(), panel.table.rows[-1].key)
    assert "5.0tn" in words(made)
    assert "15 %" in words(prices)
    assert "back-solved" in words(published)
    assert "https://" in words(users)
    assert "RUN-RATE" in words(sales)


def test_before_the_published_line_the_hurdle_keeps_the_counted_users_only() -> None:
    snapshot = sample()
    assert snapshot.hurdle is not None
    then = snapshot.hurdle.required.with_columns(per_iphone_usd_month=None, per_netflix_usd_month=None)
    unpublished = replace(snapshot.hurdle, published=None, required=then)
    assert snapshot.standing is not None
    standing = replace(snapshot.standing, later_hurdle=Later(lambda: unpublished))
    panel = hurdle_panel(replace(snapshot, standing=standing))
    assert panel.table is not None
    labels = [column.label for column in panel.table.columns]
    assert "iPhone ct" in labels
    assert "/iPhone" not in labels
    assert "no hurdle had been published" in words(panel)
    assert "whose figures were published by this day" in words(panel)
