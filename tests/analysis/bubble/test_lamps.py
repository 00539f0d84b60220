from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bubble.declared import BREAK, BUILD_UP, FAMILIES
from debtwatch.analysis.bubble.lamps import Vote, lamp, verdict
from debtwatch.analysis.bubble.levels import Levels, colour
from debtwatch.analysis.bubble.results import Colour, Verdict

COLOURS = st.sampled_from(list(Colour))


def votes(*said: tuple[str, Colour]) -> list[Vote]:
    return [Vote(f"g{place}", BUILD_UP, family, shade, revised=False) for place, (family, shade) in enumerate(said)]


def test_a_family_has_one_vote_however_many_gauges_it_has() -> None:
    three = lamp(BUILD_UP, votes(*[("complacency", Colour.RED)] * 3, ("run-up", Colour.CALM)))
    assert (three.reds, three.reporting, three.verdict) == (1, 2, Verdict.CALM)


def test_two_red_families_are_caution_and_three_are_high() -> None:
    two = [("run-up", Colour.RED), ("complacency", Colour.RED)]
    assert lamp(BUILD_UP, votes(*two)).verdict is Verdict.CAUTION
    assert lamp(BUILD_UP, votes(*two, ("issuance and capex", Colour.RED))).verdict is Verdict.HIGH


def test_fewer_than_two_families_cannot_judge() -> None:
    assert lamp(BUILD_UP, votes(("run-up", Colour.RED))).verdict is Verdict.UNKNOWN
    assert lamp(BREAK, []).verdict is Verdict.UNKNOWN


def test_every_family_stays_in_the_lamp_and_says_when_it_does_not_report() -> None:
    families = lamp(BUILD_UP, votes(("run-up", Colour.AMBER))).families
    assert tuple(family.name for family in families) == FAMILIES[BUILD_UP]
    assert [family.note for family in families] == ["g0", *["not reporting"] * 3]


@pytest.mark.parametrize("unknown", [None, math.nan])
def test_an_unknown_value_never_warns(unknown: float | None) -> None:
    assert colour(unknown, amber=-1e9, red=-1e9) is Colour.NONE


def test_a_level_counts_as_reached_at_the_level() -> None:
    assert colour(25, amber=25, red=10, low_warns=True) is Colour.AMBER
    assert colour(10, amber=25, red=10, low_warns=True) is Colour.RED
    assert colour(99.9, amber=100, red=150) is Colour.CALM
    assert colour(150, amber=100, red=150) is Colour.RED


def test_on_published_levels_alone_a_level_set_here_says_nothing() -> None:
    levels = Levels(0.0, 1.0, "amber")
    assert (levels.colour(2.0), levels.published_colour(2.0)) == (Colour.RED, Colour.AMBER)
    assert Levels(25, 10, low_warns=True).published_colour(5.0) is Colour.NONE
    assert Levels(-0.3, 0.0, "red").published_colour(-0.1) is Colour.CALM
    assert Levels().colour(1.0) is Colour.NONE
    assert Levels(2, 10, "both").published_colour(None) is Colour.NONE


def test_a_lamp_says_what_it_would_be_without_the_levels_set_here() -> None:
    own = [Vote("a", BUILD_UP, "run-up", Colour.RED, revised=False, published=Colour.RED),
           Vote("b", BUILD_UP, "complacency", Colour.RED, revised=False),
           Vote("c", BUILD_UP, "issuance and capex", Colour.RED, revised=False, published=Colour.AMBER)]  # fmt: skip
    lit = lamp(BUILD_UP, own)
    assert (lit.verdict, lit.reds, lit.reporting) == (Verdict.HIGH, 3, 3)
    assert (lit.published.verdict, lit.published.reds, lit.published.reporting) == (Verdict.CALM, 1, 2)


@given(said=st.lists(st.tuples(st.sampled_from(FAMILIES[BUILD_UP]), COLOURS), max_size=12))
def test_a_lamp_never_lights_on_fewer_reds_than_it_says(said: list[tuple[str, Colour]]) -> None:
    lit = lamp(BUILD_UP, votes(*said))
    assert lit.reds <= lit.reporting <= len(lit.families)
    assert lit.verdict is verdict(lit.reds, lit.reporting)
    if lit.verdict in {Verdict.CAUTION, Verdict.HIGH}:
        assert len({family for family, shade in said if shade is Colour.RED}) >= 2
