from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from debtwatch.cli.main import main


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(filled_home, tmp_path / "home")
    (home / "config").mkdir()
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    return home


def test_it_shows_each_value_and_what_set_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "config" / "debtwatch.toml").write_text("[book]\namber_days = 30\n")
    monkeypatch.setenv("DEBTWATCH_NETWORK_CONTACT", "me@example.org")
    assert main(["config", "show", "--origin"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["book.amber_days"].split()[1:] == ["30", str(home / "config" / "debtwatch.toml")]
    assert lines["network.contact"].endswith("environment DEBTWATCH_NETWORK_CONTACT")
    assert lines["store.lock_seconds"].endswith("default")


def test_it_says_where_everything_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "where"]) == 0
    printed = capsys.readouterr().out
    assert str(home / "config" / "deals") in printed
    assert str(home / "data" / "debtwatch.sqlite") in printed


def test_shipped_files_are_fine(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check"]) == 0
    assert "rules: fine" in capsys.readouterr().out


def test_a_wrong_file_is_named_and_the_others_are_still_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config" / "series.toml").write_text("[series.SOFR]\nunit = 'miles'\n")
    assert main(["config", "check"]) == 1
    printed = capsys.readouterr().out
    assert "series.toml" in printed
    assert "calendars: fine" in printed


def test_terms_are_shown_accepted_and_withdrawn(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "terms"]) == 0
    assert "not accepted" in capsys.readouterr().out
    assert main(["config", "accept", "fred"]) == 0
    assert "fred: Federal Reserve Bank of St. Louis (FRED®): accepted on" in capsys.readouterr().out
    assert main(["config", "withdraw", "fred"]) == 0
    assert "not accepted" in capsys.readouterr().out


def test_a_feed_without_terms_is_said_to_have_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "accept", "treasury"]) == 3
    assert "treasury has no terms to accept" in capsys.readouterr().err
