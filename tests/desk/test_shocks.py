from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.snapshot import baselines_of, build_snapshot
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from debtwatch.desk.shocks import shock_of, told_by, under_shock, words
from debtwatch.domain.errors import UsageError
from debtwatch.domain.settings import ShockSettings
from markets import book, inputs, made_up, noon

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def monthly() -> pl.DataFrame:
    return baselines_of(read_baselines(shipped("fixtures", "baselines"))).monthly


def test_an_era_s_peaks_come_with_the_present_they_are_set_against(monthly: pl.DataFrame) -> None:
    shock = shock_of("crisis", {"crisis": ShockSettings(spreads_of="2008")}, monthly, TODAY)
    assert [notch for notch, _ in shock.peaks] == [notch for notch, _ in shock.present] == [7, 9, 14]
    assert all(peak > now for (_, peak), (_, now) in zip(shock.peaks, shock.present, strict=True))


def test_a_twist_is_told_at_two_and_thirty_years(monthly: pl.DataFrame) -> None:
    shock = shock_of("twist", {"twist": ShockSettings(short_bp=-25.0, long_bp=50.0)}, monthly, TODAY)
    assert shock.tenor_bp == ((2.0, -25.0), (30.0, 50.0))


def test_what_is_not_set_does_not_move(monthly: pl.DataFrame) -> None:
    shock = shock_of("still", {"still": ShockSettings()}, monthly, TODAY)
    assert (shock.par_bp, shock.peaks, shock.tenor_bp, shock.notches, shock.spread_factor) == (0.0, (), (), 0, 1.0)


def test_a_name_nobody_gave_is_refused_with_those_there_are(monthly: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="crisis"):
        shock_of("wave", {"crisis": ShockSettings()}, monthly, TODAY)


def test_a_move_may_be_spelled_out_and_several_joined(monthly: pl.DataFrame) -> None:
    named = {"crisis": ShockSettings(spreads_of="2008", hold_premium=False)}
    assert told_by("+100bp", {}) == ShockSettings(par_bp=100.0)
    assert told_by(" -37.5bp ", {}) == ShockSettings(par_bp=-37.5)
    assert told_by("spreads-20bp", {}) == ShockSettings(spread_bp=-20.0)
    assert told_by("2notches", {}) == ShockSettings(notches=2)
    both = told_by("+100bp, 1notch, crisis, rates+25bp", named)
    assert both == ShockSettings(par_bp=125.0, notches=1, spreads_of="2008", hold_premium=False)
    assert shock_of("+100bp,crisis", named, monthly, TODAY).words == (
        "government yields +100 bp, spreads to their peaks of 2007-06 to 2009-12, premia gone"
    )


def test_a_name_of_the_settings_stands_before_a_spelling() -> None:
    assert told_by("+100bp", {"+100bp": ShockSettings(notches=1)}) == ShockSettings(notches=1)


@pytest.mark.parametrize("text", ["", "100bp", "+100", "+1e3bp", "spreads", "+100bp,,1notch", "-1notch", "+nanbp"])
def test_what_is_neither_a_name_nor_a_spelling_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(UsageError, match=r"crisis; or spelled: \+100bp"):
        told_by(text, {"crisis": ShockSettings()})


def test_two_eras_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="2008 and to 2017"):
        told_by("a,b", {"a": ShockSettings(spreads_of="2008"), "b": ShockSettings(spreads_of="2017")})


def test_a_shock_that_moves_nothing_says_so() -> None:
    assert words(ShockSettings()) == "nothing moves"


@pytest.mark.parametrize("text", ["-5000bp", "spreads+99999bp", "+2501bp", "99notch", "up-100,-5000bp"])
def test_a_move_no_market_ever_made_is_refused_with_the_largest_taken(text: str) -> None:
    with pytest.raises(UsageError, match="2,500 bp either way, or 20 notches"):
        told_by(text, {"up-100": ShockSettings(par_bp=100)})


@pytest.mark.parametrize(
    ("text", "index", "idle"), [("1notch", False, True), ("1notch", True, False), ("+100bp", False, False)]
)
def test_without_an_index_a_fall_in_rating_says_that_it_moves_nothing(text: str, index: bool, idle: bool) -> None:
    shock = shock_of(text, {}, pl.DataFrame(), TODAY)
    priced = build_snapshot(inputs(book({}), made_up(index=index)), as_of=TODAY, moment=noon(TODAY), shock=shock)
    said = under_shock(priced, "refinancing")
    assert any("no index by rating is stored" in line for line in said) == idle
