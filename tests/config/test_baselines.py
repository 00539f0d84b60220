from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from debtwatch.config.baselines import MONTHLY, QUANTILES, read_baselines
from debtwatch.config.paths import shipped
from debtwatch.domain.errors import ConfigError

FOLDER = shipped("fixtures", "baselines")
WINDOWS = {"full", "2003-07..2007-06", "2016-01..2018-01"}


def test_the_shipped_baselines_read_and_name_their_rights() -> None:
    rows = read_baselines(FOLDER)
    assert {row.rights for row in rows.monthly} == {"derived", "attribution", "public"}
    assert all(row.month.day == 1 and row.source for row in rows.monthly)
    assert {row.window for row in rows.quantiles} == WINDOWS


def test_quantiles_rise_with_their_percentile() -> None:
    rows = read_baselines(FOLDER).quantiles
    for series in {row.series for row in rows}:
        for window in WINDOWS:
            values = [row.value for row in rows if (row.series, row.window) == (series, window)]
            assert values == sorted(values), (series, window)


def test_no_month_of_a_series_stands_twice() -> None:
    rows = read_baselines(FOLDER).monthly
    assert len({(row.series, row.month) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "bad", ["HY,2003-01-01,nan,1,percent,derived,x", "HY,2003-13-01,1.0,1,percent,derived,x", "HY,2003-01-01"]
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, bad: str) -> None:
    (tmp_path / MONTHLY).write_text(f"series,month,value,n,unit,rights,source\n{bad}\n")
    (tmp_path / QUANTILES).write_text("series,window,percentile,value,n,first,last\n")
    with pytest.raises(ConfigError, match="line 2"):
        read_baselines(tmp_path)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="reinstall"):
        read_baselines(tmp_path)


def test_no_shipped_month_is_a_raw_value_of_a_series_that_may_not_ship() -> None:
    """A month's one print of a personal series would be that print; a mean of several is not."""
    root = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    index = root / "data" / "series" / "INDEX.csv"
    if not index.is_file():
        pytest.skip("needs the shared raw series")
    with index.open(newline="") as file:
        closed = {row["series"] for row in csv.DictReader(file) if "never commit" in row["rights"]}
    months = read_baselines(FOLDER).monthly
    assert not [row for row in months if row.series in closed and row.n == 1]
    for series in closed & {row.series for row in months}:
        with (root / "data" / "series" / f"{series}.csv").open(newline="") as file:
            raw = {(row[0], row[1]) for row in list(csv.reader(file))[1:]}
        shipped_rows = {
            (row.month.isoformat(), str(row.value)) for row in months if row.series == series and row.n == 1
        }
        assert not shipped_rows & raw, series
