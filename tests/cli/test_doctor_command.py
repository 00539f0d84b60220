from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from debtwatch.cli.main import main


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(filled_home, tmp_path / "home")
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    return home


def test_a_new_installation_is_told_what_to_do_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "! feed      fred: its terms need your yes: `debtwatch config accept fred`" in printed
    assert "120 deals" in printed
    assert "nobody polls this store now" in printed


def test_a_store_that_cannot_be_read_is_a_finding_not_a_crash(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "data" / "debtwatch.sqlite").write_bytes(b"\x00" * 4096 + b"junk" * 4096)
    assert main(["doctor"]) == 1
    assert "! store" in capsys.readouterr().out


def test_wrong_deals_are_counted_and_the_command_that_lists_them_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "config" / "deals").mkdir(parents=True)
    (home / "config" / "deals" / "mine.toml").write_text("[[deal]]\nid = 7\n")
    assert main(["doctor"]) == 1
    assert "`debtwatch book check` lists them" in capsys.readouterr().out


def test_a_secret_is_never_printed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEBTWATCH_TIINGO_KEY", "s3cret-value")
    main(["doctor"])
    main(["config", "show", "--origin"])
    printed = capsys.readouterr()
    assert "s3cret-value" not in printed.out + printed.err
    assert "(set, hidden)" in printed.out
