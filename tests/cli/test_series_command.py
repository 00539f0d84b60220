from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "observation_date,BAMLH0A0HYM2\n1998-10-01,6.11\n1998-10-02,6.24\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "own.csv").write_text(TEXT)
    return tmp_path


def series(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBTWATCH_HOME": str(home / "home")}
    return subprocess.run(
        [sys.executable, "-m", "debtwatch", "series", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_history_of_ones_own_is_added_once_and_marked_imported(home: Path) -> None:
    first = series(home, "import", str(home / "own.csv"), "--series", "BAMLH0A0HYM2")
    again = series(home, "import", str(home / "own.csv"), "--series", "BAMLH0A0HYM2")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert "2 days added" in first.stdout
    assert "0 days added, 2 were there" in again.stdout
    assert "imported" in series(home, "show", "BAMLH0A0HYM2").stdout


def test_a_day_that_is_stored_otherwise_is_reported_and_stays(home: Path) -> None:
    series(home, "import", str(home / "own.csv"), "--series", "BAMLH0A0HYM2")
    (home / "other.csv").write_text(TEXT.replace("6.24", "6.99"))

    done = series(home, "import", str(home / "other.csv"), "--series", "BAMLH0A0HYM2")

    assert done.returncode == 1
    assert "the file says 6.99, stored is 6.24: kept" in done.stderr
    assert "6.99" not in series(home, "show", "BAMLH0A0HYM2").stdout


def test_a_file_in_another_unit_than_what_ships_of_the_same_months_is_refused(home: Path) -> None:
    days = [f"{year}-{month:02}-15" for year in (2004, 2005) for month in range(1, 13)]
    (home / "shares.csv").write_text(
        "day,spread\n" + "".join(f"{day},0.0{place + 300}\n" for place, day in enumerate(days))
    )

    done = series(home, "import", str(home / "shares.csv"), "--series", "BAMLH0A0HYM2")

    assert done.returncode == 3
    assert "24 days it shares with the monthly means that ship read 0.0" in done.stderr
    assert "nothing was added" in done.stderr
    assert "2004-01-15" not in series(home, "show", "BAMLH0A0HYM2").stdout


def test_a_dry_run_adds_nothing(home: Path) -> None:
    series(home, "import", str(home / "own.csv"), "--series", "BAMLH0A0HYM2", "--dry-run")

    assert "1998-10-01" not in series(home, "show", "BAMLH0A0HYM2").stdout


def test_a_personal_series_is_not_exported_unasked(home: Path) -> None:
    series(home, "import", str(home / "own.csv"), "--series", "BAMLH0A0HYM2")

    kept = series(home, "export", "BAMLH0A0HYM2")
    sent = series(home, "export", "BAMLH0A0HYM2", "--include-personal")

    assert kept.returncode == 3
    assert "6.24" not in kept.stdout
    assert "personal use only" in kept.stderr
    assert "BAMLH0A0HYM2,1998-10-02,6.24" in sent.stdout


def test_a_series_nobody_declared_says_how_to_declare_it(home: Path) -> None:
    done = series(home, "import", str(home / "own.csv"), "--series", "NOSUCH")

    assert done.returncode == 3
    assert "declare your own in series.toml" in done.stderr


def test_the_list_holds_what_was_recorded(home: Path) -> None:
    done = series(home, "list", "--format", "csv")

    assert any(line.startswith("UST_10Y,") and ",recorded," in line for line in done.stdout.splitlines())
