from __future__ import annotations

import csv
import math
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from debtwatch.config.baselines import FACTS, MONTHLY, QUANTILES, read_baselines
from debtwatch.config.paths import shipped
from debtwatch.domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from debtwatch.domain.baseline import Monthly

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


def test_every_row_says_whose_it_is_and_of_which_vintage() -> None:
    """Revised data names its vintage; the Treasury's and the Board's market rates are never revised."""
    for name in (MONTHLY, QUANTILES, FACTS):
        with (FOLDER / name).open(newline="") as file:
            for row in csv.DictReader(file):
                assert row["rights"] in {"derived", "attribution", "public"}, row
                assert row["source"], row
                dated = "vintage" in row["source"] or "copy to" in row["source"]
                assert dated or row["rights"] == "derived" or "H.15" in row["source"], row


SHARED = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "series"
needs_raw = pytest.mark.skipif(not (SHARED / "INDEX.csv").is_file(), reason="needs the raw series")
RAW_OF = {"BTC": "BTC-USD", "SP500_TR_PROXY": "SPY"}
"""The raw series behind a shipped one of another name; baskets of several are nobody's print."""


def closed_series() -> set[str]:
    with (SHARED / "INDEX.csv").open(newline="") as file:
        return {row["series"] for row in csv.DictReader(file) if "never commit" in row["rights"]}


def raw(series: str) -> dict[date, float]:
    with (SHARED / f"{series}.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {date.fromisoformat(row[0]): float(row[1]) for row in rows if row[1]}


def leaks(months: Sequence[Monthly], prints: Mapping[date, float]) -> list[str]:
    """Say which shipped months of a closed series could be one of its prints.

    A mean of ten prints and more is none, whatever day happens to read the same; a month that is not the mean of
    its prints is some print or other.
    """
    found = []
    for row in months:
        own = [value for day, value in prints.items() if (day.year, day.month) == (row.month.year, row.month.month)]
        mean = fmean(own) if own else math.nan
        exact = math.isclose(row.value, mean, rel_tol=2e-3, abs_tol=0.0501 if row.series == "VIXCLS" else 0.00501)
        if row.n < 10 or row.n != len(own) or not exact or min(own) == max(own):
            found.append(f"{row.series} {row.month:%Y-%m}: {row.value} of {row.n}, mean {mean:g} of {len(own)}")
    return found


@needs_raw
def test_no_shipped_month_is_a_raw_value_of_a_series_that_may_not_ship() -> None:
    closed = closed_series()
    months = read_baselines(FOLDER).monthly
    tested = 0
    for series in {row.series for row in months}:
        source = RAW_OF.get(series, series)
        if source in closed:
            own = [row for row in months if row.series == series]
            assert leaks(own, raw(source)) == [], series
            tested += len(own)
    assert tested > 1_500


@needs_raw
def test_a_print_put_in_place_of_a_mean_would_be_found() -> None:
    prints = raw("BAMLH0A0HYM2")
    row = next(
        each for each in read_baselines(FOLDER).monthly if each.series == "BAMLH0A0HYM2" and each.month.year == 2008
    )
    last = max(day for day in prints if (day.year, day.month) == (row.month.year, row.month.month))

    assert not leaks([row], prints)
    assert leaks([replace(row, value=prints[last])], prints)
    assert leaks([replace(row, n=1, value=prints[last])], prints)
    assert leaks([replace(row, n=row.n - 1)], prints)


@needs_raw
def test_quantiles_of_closed_series_describe_hundreds_of_days_and_no_day() -> None:
    closed = closed_series()
    own = [row for row in read_baselines(FOLDER).quantiles if row.series in closed]
    assert own
    for row in own:
        assert row.n >= 500
        assert 1 <= row.percentile <= 99


@needs_raw
def test_the_facts_of_the_eras_are_those_of_the_raw_series_and_give_none_of_a_closed_one_away() -> None:
    closed = closed_series()
    series = {
        "widening_hy": "BAMLH0A0HYM2", "complacency_ig": "BAMLC0A0CM", "complacency_bbb": "BAMLC0A4CBBB",
        "complacency_baa": "BAA10Y", "conditions_nfci": "NFCI", "conditions_anfci": "ANFCI",
        "conditions_stlfsi": "STLFSI4", "conditions_ofr": "OFR_FSI", "conditions_ebp": "EBP", "tdsp": "TDSP",
        "issuance_stop": "ABCP_OUTSTANDING_USD_BN", "run_up_btc": "BTC-USD",
    }  # fmt: skip
    checked = 0
    for fact in read_baselines(FOLDER).facts:
        named = fact.source.partition("closes of ")[2] or series.get(fact.gauge, "")
        if not named:
            continue
        prints = raw(named)
        if fact.value is None:
            level = 0.0 if "above 0" in fact.what else next((float(w) for w in fact.what.split() if w.isdigit()), 0.0)
            if "low of 252 days" not in fact.what:
                assert (
                    min(day for day, value in prints.items() if day >= date(2007, 6, 1) and value > level) == fact.first
                )
        elif fact.unit == "bp":
            assert round((prints[fact.last] - prints[fact.first]) * 100) == fact.value, fact
        elif fact.first == fact.last:
            assert fact.rights != "derived"
            assert named not in closed
            assert prints[fact.first] == pytest.approx(fact.value, abs=0.006), fact
        else:
            assert (prints[fact.last] / prints[fact.first] - 1) * 100 == pytest.approx(fact.value, abs=0.6), fact
        if named in closed:
            assert fact.rights == "derived"
            assert fact.value not in {prints.get(fact.first), prints.get(fact.last)}, fact
        checked += 1
    assert checked > 40
