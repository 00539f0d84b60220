from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def backtest(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBTWATCH_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "debtwatch", "backtest", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_record_is_printed_with_both_breaks_and_its_intervals(tmp_path: Path) -> None:
    done = backtest(tmp_path)

    assert done.returncode == 0, done.stderr
    assert "2007-08" in done.stdout
    assert "build-up lamp" in done.stdout
    assert "older rule" in done.stdout
    assert "revised data" in done.stdout


def test_json_holds_every_line_at_both_levels(tmp_path: Path) -> None:
    document = json.loads(backtest(tmp_path, "--format", "json").stdout)

    levels = {(row["line"], row["level"]) for row in document["rows"]}
    assert {("build-up", "caution"), ("build-up", "high"), ("run_up", "red"), ("explosive", "amber")} <= levels
    nfci = next(row for row in document["rows"] if (row["line"], row["level"]) == ("conditions_nfci", "red"))
    assert (nfci["lead_2007_months"], nfci["lead_2017_months"], nfci["lead_2017_readable"]) == (-1, None, True)
    assert (nfci["right"], nfci["signals"], nfci["months"], nfci["revised"]) == (1, 3, 264, True)
    assert (nfci["hit_rate_pct"], nfci["hit_rate_low_pct"], nfci["hit_rate_high_pct"]) == pytest.approx(
        (100 / 3, 6.15, 79.23), abs=0.01
    )
    assert nfci["false_per_decade"] == pytest.approx(2 * 120 / 264)


def test_months_are_listed_from_the_month_asked_for(tmp_path: Path) -> None:
    done = backtest(tmp_path, "--months", "--from", "2007-01", "--to", "2008-12-31", "--format", "csv")

    lines = done.stdout.splitlines()
    assert lines[0] == "month,line,level"
    assert lines[1].startswith("2007-01,build-up,")
    assert {"2008-11,break,high", "2008-11,widening_hy,red", "2007-01,build-up,high"} <= set(lines)
    assert not any(line.startswith("2009") for line in lines)


def test_a_month_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    done = backtest(tmp_path, "--from", "spring")

    assert done.returncode == 3
    assert "is not a month of the form YYYY-MM" in done.stderr


@pytest.mark.parametrize(
    "asked",
    [
        ("--from", "0001-01"),
        ("--from", "2010-01", "--to", "2005-01-01"),
        ("--from", "2007-06", "--to", "2007-06-30"),
    ],
)
def test_a_range_without_a_month_says_so(tmp_path: Path, asked: tuple[str, ...]) -> None:
    done = backtest(tmp_path, *asked)

    assert done.returncode == 3
    assert done.stdout == ""
    assert "had ended by" in done.stderr


def test_a_day_that_has_not_come_is_today(tmp_path: Path) -> None:
    asked = ("--months", "--from", "2025-01", "--format", "csv")

    assert backtest(tmp_path, *asked, "--to", "2090-01-01").stdout == backtest(tmp_path, *asked).stdout
