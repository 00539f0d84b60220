"""What the screens say, made from a snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from debtwatch.domain.freshness import FreshnessState
from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.rows.ages import badge, counts, dated, pane_tone, trouble, worst
from debtwatch.terminal.rows.alerts import firing, since_panel
from debtwatch.terminal.rows.board import Seen, build_board
from debtwatch.terminal.rows.bubble import lamp_line
from debtwatch.terminal.rows.refinancing import deals_panel, headline, pressure_panel, wall_by_quarter
from debtwatch.terminal.rows.spreads import drawn, spreads_panel
from debtwatch.terminal.rows.tranche import tranche_panels
from debtwatch.terminal.rows.values import Panel, Tone, text_of
from terminal.sample import FRIDAY, NOW, TODAY, empty, event, feed, fresh, sample

HYPERION = "meta-hyperion/senior-secured-notes"


def words(panel: Panel) -> str:
    return "\n".join(text_of(line) for line in panel.lines)


def test_the_sum_on_the_screen_adds_up_to_the_gap() -> None:
    total, _, _ = tranche_panels(sample(), HYPERION)
    figures = {text_of(line)[:10].strip(): text_of(line)[40:50] for line in total.lines if line}
    par, spread, premium = (float(figures[name]) for name in ("Treasury p", "+ A+ sprea", "+ its own"))
    market, paid = float(figures["= market r"]), float(figures["- coupon"])
    assert par + spread + premium == pytest.approx(market, abs=0.011)
    assert round((market - paid) * 100) == 96
    assert "▲ +96 bp" in words(total)
    assert "+$262m a year" in words(total)
    assert "amortises to zero, nothing rolls" in words(total)


def test_what_is_unpriced_says_why_and_shows_no_rate() -> None:
    total, _, source = tranche_panels(sample(), "softbank-bridge/bridge")
    assert words(total).startswith("unpriced: a bridge is not ranked as a bond")
    assert "= market rate" not in words(total)
    assert "https://www.sec.gov/" in words(source)


def test_a_tranche_that_was_not_issued_yet_is_said_to_be_missing() -> None:
    missing, *_ = tranche_panels(empty(), HYPERION)
    assert "not in the book on 23 Nov 2026" in missing.empty


def test_hyperion_is_on_the_first_screen_with_its_gap_and_first_event() -> None:
    table = pressure_panel(sample(), Symbols.BRAILLE).table
    assert table is not None
    row = next(row for row in table.rows if row.key == "meta-hyperion")
    assert [cell.text for cell in row.cells][:1] == ["Meta · Hyperion"]
    assert "▲ +96" in [cell.text for cell in row.cells]
    assert [cell.text for cell in row.cells][-2:] == ["2033-07", "lease ends"]


def test_principal_that_falls_due_with_nothing_priced_is_never_shown_as_free() -> None:
    fine = sample()
    unpriced = replace(fine.refinancing.totals, roll_12m_usd_m_y=0.0)
    shown = text_of(headline(replace(fine, refinancing=replace(fine.refinancing, totals=unpriced)), Symbols.BRAILLE))
    assert "none of it priced" in shown
    assert "$0/y" not in shown


def test_a_sponsors_deals_are_its_own() -> None:
    table = deals_panel(sample(), "Meta").table
    assert table is not None
    assert [row.key for row in table.rows] == ["meta-hyperion"]


def test_quarters_without_principal_stand_in_the_wall_as_nothing() -> None:
    wall = wall_by_quarter(sample().refinancing.wall, TODAY)
    assert wall[:3] == [0.0, 40_000.0, 0.0]
    assert wall_by_quarter(empty().refinancing.wall, TODAY) == []


def test_credit_is_in_basis_points_and_yields_in_percent() -> None:
    table = spreads_panel(sample(), Symbols.BRAILLE).table
    assert table is not None
    levels = {row.key: row.cells[1].text for row in table.rows}
    assert levels["BAMLH0A0HYM2"] == "312"
    assert levels["UST_10Y"] == "5.29"
    assert next(row.key for row in table.rows) == "BAMLC0A0CM"
    chart = drawn(sample(), "BAMLC0A0CM")
    assert chart is not None
    assert chart.title.startswith("IG, bp")
    assert drawn(sample(), "gone") is None


def test_a_lamp_counts_families_and_says_how_many_report() -> None:
    assert "2 of 4 red, 3 of 4 reporting" in text_of(lamp_line(sample().bubble.build_up))
    assert "cannot judge" in text_of(lamp_line(empty().bubble.build_up))


def test_live_needs_no_word_and_everything_else_has_one() -> None:
    assert badge(fresh("SOFR", FreshnessState.LIVE)) == ""
    assert badge(fresh("SOFR", FreshnessState.CLOSED)) == ""
    assert badge(fresh("SOFR", FreshnessState.FAILED)) == "failed, stale"
    assert badge(fresh("SOFR", FreshnessState.LIVE, recorded=True)) == "recorded"
    assert badge(None) == "never"
    assert dated("OAS", FRIDAY, [fresh("x", FreshnessState.DELAYED)], TODAY) == "OAS Fri 20 Nov, delayed"
    assert dated("OAS", None, [], TODAY) == "no OAS"


def test_a_pane_wears_the_colour_of_its_worst_number() -> None:
    assert pane_tone([fresh("a", FreshnessState.LIVE)]) is Tone.PLAIN
    assert pane_tone([fresh("a", FreshnessState.LIVE), fresh("b", FreshnessState.DELAYED)]) is Tone.AMBER
    assert pane_tone([fresh("a", FreshnessState.LIVE, recorded=True)]) is Tone.AMBER
    assert pane_tone([fresh("a", FreshnessState.FAILED)]) is Tone.RED
    assert worst([]) is FreshnessState.NEVER
    assert worst([FreshnessState.LIVE, FreshnessState.STALE]) is FreshnessState.STALE


def test_trouble_names_the_feed_the_cause_and_the_next_try() -> None:
    failed = feed("coinbase", FreshnessState.FAILED, "coinbase: 429 too many requests")
    assert text_of(trouble([failed], {}, NOW)) == "coinbase failed: 429 too many requests, again in 4 min"
    other = feed("ofr", FreshnessState.FAILED, "no connection")
    assert text_of(trouble([failed, other], {}, NOW)).startswith("coinbase and 1 more failed")
    waiting = replace(feed("fred", FreshnessState.NEVER), note="its terms need your yes")
    assert text_of(trouble([waiting], {}, NOW)) == "fred: its terms need your yes"
    assert trouble([feed("fred", FreshnessState.LIVE)], {}, NOW) == ()
    assert text_of(counts([failed, other, feed("fred", FreshnessState.CLOSED)])) == "live 1 · failed 2"


def test_what_happened_before_the_reader_left_is_not_news() -> None:
    old, new = event("old", minutes=600), event("new", minutes=5)
    panel = since_panel([new, old], NOW - timedelta(hours=1), NOW)
    assert "new" in words(panel)
    assert "old" not in words(panel)
    assert firing([new, old]) == 1


def test_every_panel_of_the_board_has_rows_or_says_why_it_has_none() -> None:
    board = build_board(Seen(empty(), [], {}, None, "collecting"), NOW, Symbols.ASCII)
    for name, panel in board.panels.items():
        assert panel.lines or panel.empty or (panel.table and panel.table.rows), name
