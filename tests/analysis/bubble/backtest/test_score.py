from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bubble.backtest.results import History, Kind, Lead, Level, Reading
from debtwatch.analysis.bubble.backtest.score import Spell, is_hit, score, spells, wilson
from debtwatch.analysis.bubble.backtest.score_text import record_row
from debtwatch.analysis.bubble.declared import Break
from debtwatch.analysis.bubble.run_up import add_months

START = date(2000, 1, 1)
BREAKS = (Break("one", date(2007, 8, 1), "a run"),)
ERA = date(2022, 1, 1)
LAST = date(2021, 12, 1)


def month(place: int) -> date:
    return add_months(START, place)


def history(levels: dict[int, int], months: int = 264) -> History:
    readings = tuple(Reading(month(place), levels.get(place, 0)) for place in range(months))
    return History("made-up", "made up", Kind.GAUGE, revised=False, readings=readings)


def test_a_signal_a_year_before_the_break_is_right_and_has_its_lead() -> None:
    found = score(history({79: 1, 80: 2}), Level.AMBER, BREAKS, ERA, LAST)

    assert (found.signals, found.hits, found.false_alarms) == (1, 1, 0)
    assert (found.leads[0].first, found.leads[0].months) == (date(2006, 8, 1), 12)
    assert score(history({79: 1, 80: 2}), Level.RED, BREAKS, ERA, LAST).leads[0].months == 11


def test_a_line_lit_as_the_two_years_before_a_break_began_leads_by_at_least_them() -> None:
    two = (*BREAKS, Break("other", date(2019, 8, 1), "another"))
    found = score(history(dict.fromkeys(range(60, 75), 2) | {231: 2}), Level.RED, two, ERA, LAST)

    words = record_row(found)
    assert (words["lead_2007"], words["lead_2017"]) == ("≥+24", "+4")


def test_a_signal_without_a_break_is_a_false_alarm() -> None:
    found = score(history({12: 2}), Level.RED, BREAKS, ERA, LAST)

    assert (found.signals, found.hits) == (1, 0)
    assert found.false_per_decade == pytest.approx(120 / 264)
    assert found.lit_share == pytest.approx(100 / 264)


def test_a_break_that_has_not_come_makes_no_signal_right() -> None:
    lit = history({80: 2})

    before = score(lit, Level.RED, BREAKS, ERA, date(2007, 7, 1))
    assert (before.signals, before.leads) == (0, (Lead("one"),))
    assert score(lit, Level.RED, BREAKS, ERA, date(2007, 8, 1)).hits == 1


def test_half_a_year_late_is_seen_and_more_is_not() -> None:
    assert is_hit(Spell(date(2008, 2, 1), date(2009, 1, 1)), BREAKS)
    assert not is_hit(Spell(date(2008, 3, 1), date(2009, 1, 1)), BREAKS)


def test_the_ai_era_is_shown_and_not_scored() -> None:
    found = score(history(dict.fromkeys(range(270, 280), 2), months=290), Level.RED, BREAKS, ERA, month(289))

    assert found.signals == 0
    assert (found.era_lit, found.era_months) == (10, 26)


def test_a_signal_whose_horizon_is_open_is_not_scored() -> None:
    assert score(history({255: 2}), Level.RED, BREAKS, ERA, LAST).signals == 0


def test_a_signal_that_runs_on_into_the_ai_era_is_open_until_it_has_ended() -> None:
    lit = dict.fromkeys(range(258, 290), 2)

    assert score(history(lit, months=300), Level.RED, BREAKS, ERA, month(299)).signals == 0
    ended = score(history(lit, months=330), Level.RED, BREAKS, ERA, month(329))
    assert (ended.signals, ended.hits, ended.lit_months, ended.era_lit) == (1, 0, 6, 26)


def test_months_not_reporting_count_for_nothing() -> None:
    silent = History(
        "made-up",
        "made up",
        Kind.LAMP,
        revised=False,
        readings=tuple(Reading(month(place), None) for place in range(99)),
    )
    found = score(silent, Level.RED, BREAKS, ERA, LAST)

    assert (found.reporting_months, found.false_per_decade, found.lit_share, found.hit_rate) == (0, None, None, None)
    assert not found.leads[0].reporting


def test_dark_months_up_to_a_year_stay_inside_one_signal() -> None:
    assert spells([month(0), month(12)]) == (Spell(month(0), month(12)),)
    assert spells([month(0), month(13)]) == (Spell(month(0), month(0)), Spell(month(13), month(13)))


def test_wilsons_interval_is_the_published_one() -> None:
    assert wilson(0, 0) is None
    assert wilson(7, 15) == pytest.approx((24.81, 69.88), abs=0.01)
    assert wilson(1, 1) == pytest.approx((20.65, 100.0), abs=0.01)


@given(st.integers(0, 50), st.integers(0, 50))
def test_the_interval_always_holds_the_rate(hits: int, misses: int) -> None:
    interval = wilson(hits, hits + misses)
    if interval is not None:
        rate = 100 * hits / (hits + misses)
        assert 0 <= interval[0] <= rate + 1e-9
        assert rate - 1e-9 <= interval[1] <= 100
