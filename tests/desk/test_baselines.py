"""The shipped figures read at once are those read row by row, and a wrong line is still named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from debtwatch.analysis.snapshot import baselines_of
from debtwatch.config.baselines import MONTHLY, QUANTILES, read_baselines
from debtwatch.config.paths import shipped
from debtwatch.desk.baselines import shipped_baselines
from debtwatch.domain.errors import ConfigError

FOLDER = shipped("fixtures", "baselines")


def test_read_at_once_they_are_what_they_are_row_by_row() -> None:
    at_once, by_row = shipped_baselines(FOLDER), baselines_of(read_baselines(FOLDER))
    assert_frame_equal(at_once.monthly, by_row.monthly, check_exact=True)
    assert_frame_equal(at_once.quantiles, by_row.quantiles, check_exact=True)
    assert (at_once.issuance, at_once.records, at_once.facts) == (by_row.issuance, by_row.records, by_row.facts)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (MONTHLY, "HY,2003-01-01,nan,1,percent,derived,x"),
        (MONTHLY, "HY,2003-01-01,inf,1,percent,derived,x"),
        (MONTHLY, "HY,2003-13-01,1.0,1,percent,derived,x"),
        (MONTHLY, "HY,2003-01-01,1.0,many,percent,derived,x"),
        (MONTHLY, "HY,2003-01-01"),
        (QUANTILES, "HY,full,nan,2.5,9,2003-07-01,2007-06-30,derived,x"),
        (QUANTILES, "HY,full,1,2.5,9,2003-07-01,soon,derived,x"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, name: str, line: str) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    whole = (tmp_path / name).read_text()
    (tmp_path / name).write_text(f"{whole}{line}\n")
    with pytest.raises(ConfigError, match=f"line {whole.count(chr(10)) + 1} "):
        shipped_baselines(tmp_path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="reinstall"):
        shipped_baselines(tmp_path)
