from __future__ import annotations

from pathlib import Path

import pytest

from debtwatch.config.settings import effective, read_settings
from debtwatch.domain.errors import ConfigError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEBTWATCH_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    return tmp_path


def write(home: Path, text: str) -> None:
    (home / "config" / "debtwatch.toml").write_text(text, encoding="utf-8")


def test_the_shipped_shocks_are_a_rise_a_twist_both_eras_and_a_downgrade(home: Path) -> None:
    shocks = read_settings({}).shocks
    assert list(shocks) == ["up-100", "steeper", "spreads-2008", "spreads-2017", "downgrade"]
    assert (shocks["up-100"].par_bp, shocks["spreads-2008"].spreads_of, shocks["downgrade"].notches) == (100, "2008", 1)


def test_a_shock_of_one_s_own_stands_beside_the_shipped_ones(home: Path) -> None:
    write(home, "[shocks.mine]\npar_bp = -50\nspread_bp = -10\nhold_premium = false\n")
    settings = read_settings({})
    mine = settings.shocks["mine"]
    assert (mine.par_bp, mine.spread_bp, mine.hold_premium) == (-50.0, -10.0, False)
    assert "up-100" in settings.shocks
    assert ("shocks.mine.par_bp", -50.0) in [(key, value) for key, value, _ in effective(settings)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('spreads_of = "1929"', "2008 or 2017"),
        ("spread_factor = 0.0", "a number above 0"),
        ("par_bp = nan", "a number of basis points"),
        ("notches = -1", "at least 0"),
        ("wibble = 1", "unknown key"),
    ],
)
def test_a_shock_that_means_nothing_is_refused_with_what_was_expected(home: Path, line: str, said: str) -> None:
    write(home, f"[shocks.mine]\n{line}\n")
    with pytest.raises(ConfigError, match=said):
        read_settings({})
