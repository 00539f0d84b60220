from __future__ import annotations

from pathlib import Path

import pytest

from debtwatch.cli.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEBTWATCH_HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_new_store_is_sound(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "check"]) == 0
    assert "sound" in capsys.readouterr().out


def test_a_damaged_store_is_restored_from_its_backup_and_nothing_is_thrown_away(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = home / "home" / "data" / "debtwatch.sqlite"
    assert main(["config", "accept", "fred"]) == 0
    assert main(["store", "backup", str(home / "kept.sqlite")]) == 0
    store.write_bytes(b"not a database" * 1000)
    assert main(["store", "check"]) == 3
    assert main(["store", "restore", str(home / "kept.sqlite")]) == 0
    capsys.readouterr()
    assert main(["config", "terms"]) == 0
    assert "accepted on" in capsys.readouterr().out
    assert [path for path in store.parent.iterdir() if path.read_bytes().startswith(b"not a database")]


def test_a_backup_that_is_none_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "fake.sqlite").write_text("hello")
    assert main(["store", "check"]) == 0
    assert main(["store", "restore", str(home / "fake.sqlite")]) == 3
    assert main(["store", "check"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_an_existing_file_is_never_overwritten_by_a_backup(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "mine.txt").write_text("mine")
    assert main(["store", "backup", str(home / "mine.txt")]) == 3
    assert (home / "mine.txt").read_text() == "mine"
