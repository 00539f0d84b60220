"""What the screens say, made from a snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from debtwatch.analysis.bubble.results import Verdict
from debtwatch.domain.alert import Acknowledgement, AlertEvent, Phase, Severity
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.series import Origin, StoredObservation
from debtwatch.terminal.chart import Symbols
from debtwatch.terminal.rows.ages import badge, counts, dated, pane_tone, trouble, worst
from debtwatch.terminal.rows.alerts import alerts_panel, firing, has_new_critical, since_panel
from debtwatch.terminal.rows.board import Seen, build_board
from debtwatch.terminal.rows.bubble import lamp_line, record_line
from debtwatch.terminal.rows.drawn import Reach, drawn, following, prints
from debtwatch.terminal.rows.pressure import basis, headline, wall_by_quarter
from debtwatch.terminal.rows.refinancing import deals_panel, pressure_panel, sponsors_panel
from debtwatch.terminal.rows.spreads import _state, spreads_panel
from debtwatch.terminal.rows.tranche import tranche_panels
from debtwatch.terminal.rows.values import Panel, Tone, text_of
from debtwatch.terminal.widgets.fit import wrap
from markets import SERIES
from terminal.sample import FRIDAY, HYPERION, HYPERION_NOTES, NOW, SENIOR, TODAY, empty, event, feed, fresh, sample

WIDE = 156
"""Cells inside a pane of a screen of 160."""


def words(panel: Panel) -> str:
    return "\n".join(text_of(line) for line in panel.lines)


def figures(panel: Panel) -> dict[str, float]:
    """Return the sum's figures by the first word or sign of their line."""
    found = {}
    for line in panel.lines:
        text = text_of(line)
        if text[:1] in {"T", "+", "=", "-"}:
            found[text[:40].strip()] = text[40:50].strip().lstrip("▲▼ ")
    return {name: float(number) for name, number in found.items()}


def test_the_sum_on_the_screen_adds_up_to_the_gap() -> None:
    total, *_ = tranche_panels(sample(), HYPERION_NOTES)
    found = figures(total)
    parts = [number for name, number in found.items() if name.startswith(("Treasury", "+"))]
    assert sum(parts) == pytest.approx(found["= market rate"], abs=0.016)
    assert (found["= market rate"] - found["- coupon"]) * 100 == pytest.approx(found["= gap"], abs=1.1)
    assert "a year" in words(total)
    assert "amortises to zero, nothing rolls" in words(total)


def test_what_is_unpriced_says_why_and_shows_no_rate() -> None:
    frame = sample().refinancing.tranches
    bridge = frame.filter(frame["instrument"] == "bridge")["tranche_id"][0]
    total, *_, source = tranche_panels(sample(), bridge)
    assert words(total).startswith("unpriced: ")
    assert "= market rate" not in words(total)
    assert "https://" in words(source)


def test_a_tranche_that_was_not_issued_yet_is_said_to_be_missing() -> None:
    missing, *_ = tranche_panels(empty(), HYPERION_NOTES)
    assert "not in the book on 23 Nov 2026" in missing.empty


def test_hyperion_is_on_the_first_screen_with_its_gap_and_first_event() -> None:
    table = pressure_panel(sample(), Symbols.BRAILLE).table
    assert table is not None
    row = next(row for row in table.rows if row.key == HYPERION)
    cells = [cell.text for cell in row.cells]
    assert cells[0] == "Meta · Hyperion JV (Beignet Investor LLC)"
    assert cells[-2:] == ["2029", "lease starts"]
    assert any(cell.startswith("▲ +") for cell in cells)


def test_principal_that_falls_due_with_nothing_priced_is_never_shown_as_free() -> None:
    fine = sample()
    unpriced = replace(fine.refinancing.totals, roll_12m_usd_m_y=0.0)
    shown = text_of(headline(replace(fine, refinancing=replace(fine.refinancing, totals=unpriced)), Symbols.BRAILLE))
    assert "unpriced" in shown
    assert "$0/y" not in shown


def test_a_sponsors_deals_are_its_own_and_so_are_the_totals_in_the_title() -> None:
    panel = deals_panel(sample(), "Meta")
    assert panel.table is not None
    assert {row.key for row in panel.table.rows} == {HYPERION, SENIOR}
    assert panel.note == "priced $57.3bn of $57.3bn committed"
    assert "tranches" in [column.label for column in panel.table.columns]
    assert deals_panel(empty(), "Meta").note == "nothing counted"


def test_numbers_priced_on_corporate_yields_say_so_and_of_which_month() -> None:
    fine = sample()
    market = replace(fine.market, oas=())
    assert "OAS Fri 20 Nov" in basis(fine)
    assert "A and better on HQM Nov 2026" in basis(replace(fine, market=market))
    assert fine.market.hqm is not None
    recorded = replace(market, hqm=replace(fine.market.hqm, recorded=True))
    assert "A and better on HQM Nov 2026, recorded" in basis(replace(fine, market=recorded))


def test_quarters_without_principal_stand_in_the_wall_as_nothing() -> None:
    wall = wall_by_quarter(sample().refinancing.wall, TODAY)
    assert wall[1] == pytest.approx(40_000.0 + 3_190.0 / 15), "the bridge, and one of the loan's fifteen instalments"
    assert (wall[0], wall[17]) == (0.0, 0.0)
    assert wall_by_quarter(empty().refinancing.wall, TODAY) == []


def test_credit_is_in_basis_points_and_yields_in_percent() -> None:
    table = spreads_panel(sample(), Symbols.BRAILLE).table
    assert table is not None
    levels = {row.key: row.cells[1].text for row in table.rows}
    assert 300 < float(levels["BAMLH0A0HYM2"]) < 500
    assert 3 < float(levels["UST_10Y"]) < 6
    assert next(row.key for row in table.rows) == "BAMLC0A0CM"


def test_a_level_that_is_a_monthly_mean_or_recorded_says_so_beside_its_state() -> None:
    table = spreads_panel(sample("recorded"), Symbols.BRAILLE).table
    assert table is not None
    states = {row.key: row.cells[-1].text for row in table.rows}
    assert states["SOFR"] == "● rec"
    assert _state({"basis": "monthly mean", "state": "live"}, "recorded").text == "● rec, mean"
    assert "rec: recorded, shipped with the program" in next(c.meaning for c in table.columns if c.key == "state")


def test_a_chart_has_both_eras_as_lines_and_reaches_as_far_as_asked() -> None:
    chart = drawn(sample(), "BAMLC0A0CM")
    assert chart is not None
    assert chart.title.startswith("IG OAS, bp, one year to")
    assert [guide.label for guide in chart.guides] == ["2007 mid", "2017 mid", "now"]
    assert 50 < chart.guides[0].value < 150
    days = [date(2016, 1, 4), date(2024, 1, 2), date(2026, 11, 20), date(2026, 11, 24)]
    vintages = [StoredObservation("BAMLC0A0CM", day, 1.0, day, False, NOW, Origin.FEED) for day in days]
    assert [day for day, _ in prints(vintages, TODAY, Reach.FIVE_YEARS)] == days[1:3]
    assert [day for day, _ in prints(vintages, TODAY, Reach.ALL)] == days[:3]
    longer = drawn(sample(), "BAMLC0A0CM", Reach.ALL, vintages)
    assert longer is not None
    assert "Mon 4 Jan 2016 to" in longer.title
    assert [following(reach) for reach in Reach] == [Reach.FIVE_YEARS, Reach.ALL, Reach.YEAR]
    assert drawn(sample(), "gone") is None


def test_a_lamp_counts_families_and_says_how_many_report() -> None:
    lamp = sample().bubble.build_up
    told = text_of(lamp_line(lamp))
    assert f"{lamp.reds} of 4 red, {lamp.reporting} reporting" in told
    assert len(lamp.families) == 4
    assert "cannot judge" in text_of(lamp_line(empty().bubble.breaking))
    assert lamp.published.reporting == 0
    assert "; no published level reports" in told
    judged = replace(lamp, published=replace(lamp.published, verdict=Verdict.CALM, reporting=2))
    assert "; published levels: calm, 0 of 2" in text_of(lamp_line(judged))


def test_a_lamp_of_four_families_fits_one_line_of_a_wide_screen() -> None:
    lamp = sample().bubble.build_up
    judged = replace(
        lamp, verdict=Verdict.CAUTION, published=replace(lamp.published, verdict=Verdict.CAUTION, reporting=2)
    )
    for one in (lamp, judged):
        assert len(wrap(lamp_line(one), WIDE)) == 1


def test_a_record_is_said_not_to_have_been_known_on_a_past_day() -> None:
    now = sample("live")
    assert text_of(record_line(now)).startswith("signals right at high: build-up 1 of 1")
    then = replace(now, as_of=date(2017, 12, 16))
    assert text_of(record_line(then)).startswith("signals right at high, not known then: build-up 1 of 1")


def test_what_is_wrong_in_the_book_is_said_on_every_screen() -> None:
    wrong = sample()
    wrong = replace(wrong, book=replace(wrong.book, problems=1))
    board = build_board(Seen(wrong, [event()], SERIES, None, "collecting"), NOW, Symbols.BRAILLE)
    assert text_of(board.trouble).startswith("book: 1 problem")
    assert "1 problem in the book" in words(sponsors_panel(wrong, Symbols.BRAILLE)).splitlines()[1]


def test_alert_rules_that_cannot_be_judged_are_said_above_the_events() -> None:
    panel = alerts_panel([event()], NOW, "the store is busy")
    assert "the rules cannot be judged: the store is busy" in words(panel)
    assert panel.tone is Tone.RED
    assert alerts_panel([event()], NOW).lines == ()


def test_an_acknowledged_alert_is_marked_until_it_fires_anew() -> None:
    def marks(*events: AlertEvent) -> list[str]:
        table = alerts_panel(events, NOW, acknowledged=[Acknowledgement("hy", NOW, "ada")]).table
        assert table is not None
        place = [column.key for column in table.columns].index("seen")
        return [row.cells[place].text for row in table.rows]

    began = NOW - timedelta(hours=2)
    fired = replace(event(minutes=120), started_at=began)
    repeated = replace(event(minutes=30), started_at=began)
    assert marks(repeated, fired) == ["✓", "✓"]
    resolved = replace(event(minutes=20), phase=Phase.INACTIVE, started_at=began)
    assert marks(resolved, fired) == ["", ""]
    anew = replace(event(minutes=-30), started_at=NOW + timedelta(minutes=30))
    assert marks(anew, resolved, fired) == ["", "", ""]


def test_only_a_critical_alert_that_was_not_there_before_is_news_for_the_bell() -> None:
    old = [event("old", 600, Severity.CRITICAL)]
    assert has_new_critical(old, [event("new", 5, Severity.CRITICAL), *old])
    assert not has_new_critical(old, [event("new", 5), *old])
    assert not has_new_critical(old, old)


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
