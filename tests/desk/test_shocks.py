from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.snapshot import baselines_of
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from debtwatch.desk.shocks import shock_named
from debtwatch.domain.errors import UsageError
from debtwatch.domain.settings import ShockSettings

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def monthly() -> pl.DataFrame:
    return baselines_of(read_baselines(shipped("fixtures", "baselines"))).monthly


def test_an_era_s_peaks_come_with_the_present_they_are_set_against(monthly: pl.DataFrame) -> None:
    shock = shock_named("crisis", {"crisis": ShockSettings(spreads_of="2008")}, monthly, TODAY)
    assert [notch for notch, _ in shock.peaks] == [notch for notch, _ in shock.present] == [7, 9, 14]
    assert all(peak > now for (_, peak), (_, now) in zip(shock.peaks, shock.present, strict=True))


def test_a_twist_is_told_at_two_and_thirty_years(monthly: pl.DataFrame) -> None:
    shock = shock_named("twist", {"twist": ShockSettings(short_bp=-25.0, long_bp=50.0)}, monthly, TODAY)
    assert shock.tenor_bp == ((2.0, -25.0), (30.0, 50.0))


def test_what_is_not_set_does_not_move(monthly: pl.DataFrame) -> None:
    shock = shock_named("still", {"still": ShockSettings()}, monthly, TODAY)
    assert (shock.par_bp, shock.peaks, shock.tenor_bp, shock.notches, shock.spread_factor) == (0.0, (), (), 0, 1.0)


def test_a_name_nobody_gave_is_refused_with_those_there_are(monthly: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="crisis"):
        shock_named("wave", {"crisis": ShockSettings()}, monthly, TODAY)
