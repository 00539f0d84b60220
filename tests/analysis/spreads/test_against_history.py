"""Every change, z and percentile again in plain Python over decades of real prints, where those are at hand."""

from __future__ import annotations

import csv
import os
from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import stdev
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.spreads.moves import spreads
from debtwatch.domain.series import Cadence
from markets import SERIES, baselines, noon, vintages

ROOT = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data" / "series"
DAYS = (date(2008, 10, 15), date(2015, 6, 30), date(2017, 12, 29), date(2020, 3, 31), date(2025, 11, 3))
CHECKED = (
    "BAMLC0A0CM", "BAMLC0A1CAAA", "BAMLC0A4CBBB", "BAMLH0A0HYM2", "BAA10Y", "VIXCLS", "SOFR", "OFR_FSI",
    "NFCI", "ANFCI", "STLFSI4", "NASDAQCOM", "SP500", "EBP",
)  # fmt: skip
PRICES = ("NASDAQCOM", "SP500")
REACH = timedelta(days=45)
ERAS = {"pct_2007": (date(2003, 7, 1), date(2007, 6, 30)), "pct_2017": (date(2016, 1, 1), date(2018, 1, 31))}
Prints = list[tuple[date, float]]
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="needs the research series, which may not be copied here")


@cache
def raw(series: str) -> tuple[tuple[date, float], ...]:
    with (ROOT / f"{series}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return tuple((date.fromisoformat(row[0]), float(row[1])) for row in rows if row[1] not in {"", "."})


def under_fridays(series: str, until: date) -> Prints:
    """Return the prints by a day; a weekend's last stands under its Friday where Friday itself had none."""
    weekday = SERIES[series].cadence is Cadence.DAILY
    found: dict[date, float] = {}
    astray: dict[date, float] = {}
    for day, value in raw(series):
        if day > until:
            break
        past_friday = day.isoweekday() - 5
        if weekday and past_friday > 0:
            astray[day - timedelta(days=past_friday)] = value
        else:
            found[day] = value
    return sorted((astray | found).items())


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def at(prints: Prints, day: date) -> float | None:
    """Return the last value on or before a day, of the 45 days before it."""
    place = bisect_right(prints, (day, float("inf"))) - 1
    return prints[place][1] if place >= 0 and day - prints[place][0] <= REACH else None


def moved(series: str, now: float, then: float | None) -> float | None:
    if then is None:
        return None
    return (now / then - 1) * 10_000 if series in PRICES else (now - then) * 100


def expected(series: str, until: date) -> dict[str, Any]:
    prints = under_fridays(series, until)
    (last_on, last), cadence = prints[-1], SERIES[series].cadence
    daily, weekly = cadence is Cadence.DAILY, cadence in {Cadence.DAILY, Cadence.WEEKLY}
    window = [moved(series, value, at(prints, months_before(day, 1))) for day, value in prints[-252:]]
    changes = [each for each in window if each is not None]
    month = window[-1]
    return {
        "observed_on": last_on,
        "d1_bp": moved(series, last, prints[-2][1]) if daily else None,
        "w1_bp": moved(series, last, at(prints, last_on - timedelta(days=7))) if weekly else None,
        "m1_bp": month,
        "m3_bp": moved(series, last, at(prints, months_before(last_on, 3))),
        "ytd_bp": moved(series, last, at(prints, date(last_on.year - 1, 12, 31))),
        "z": month / stdev(changes) if month is not None and len(changes) >= 12 else None,
    }


def share_below(value: float, among: list[float]) -> float:
    return 100 * (sum(each < value for each in among) + sum(each == value for each in among) / 2) / len(among)


@cache
def found(until: date) -> dict[str, dict[str, Any]]:
    rows = [(series, day, value) for series in CHECKED for day, value in raw(series) if day <= until]
    known = history(vintages(rows), SERIES, as_of=until, moment=noon(until + timedelta(days=3)))
    return {row["series"]: row for row in spreads(known, SERIES, baselines(), {}, until).table.to_dicts()}


@pytest.mark.parametrize("until", DAYS, ids=str)
def test_every_change_and_z_is_that_of_a_count_by_hand(until: date) -> None:
    table = found(until)
    checked = 0
    for series in CHECKED:
        if not [day for day, _ in raw(series) if day <= until] or table[series]["basis"] == "monthly mean":
            continue
        for column, value in expected(series, until).items():
            assert table[series][column] == (pytest.approx(value, abs=1e-6) if isinstance(value, float) else value), (
                f"{series} {column}"
            )
        checked += 1
    assert checked >= 9


@pytest.mark.parametrize("until", DAYS, ids=str)
def test_a_percentile_in_its_own_history_is_the_share_of_prints_below(until: date) -> None:
    table = found(until)
    for series in CHECKED:
        row = table.get(series)
        if row is None or row["basis"] == "monthly mean" or row["pct_full"] is None:
            continue
        prints = under_fridays(series, until)
        # A shipped table of nineteen points stands from the day it was made: between them it is straight.
        assert row["pct_full"] == pytest.approx(share_below(prints[-1][1], [v for _, v in prints]), abs=3.5), series


@pytest.mark.parametrize("until", [day for day in DAYS if day > ERAS["pct_2017"][1]], ids=str)
@pytest.mark.parametrize("era", ERAS)
def test_an_era_s_percentile_is_the_share_of_its_prints_below(until: date, era: str) -> None:
    first, last = ERAS[era]
    for series in ("BAMLC0A0CM", "BAMLC0A4CBBB", "BAMLH0A0HYM2", "BAA10Y", "VIXCLS", "OFR_FSI", "NFCI"):
        prints = under_fridays(series, until)
        inside = [value for day, value in raw(series) if first <= day <= last]
        if found(until)[series]["basis"] == "monthly mean":
            continue
        assert found(until)[series][era] == pytest.approx(share_below(prints[-1][1], inside), abs=3.5), series


def test_a_month_s_mean_is_set_against_months_and_a_day_against_days() -> None:
    """The same value on the last day of a month and as its mean stands among different crowds."""
    until = date(2017, 12, 31)
    table = found(until)
    rows = baselines().monthly.filter(pl.col("month") <= date(2017, 11, 30))
    means = spreads(
        history(vintages([]), SERIES, as_of=until, moment=noon(until)), SERIES, baselines(), {}, until
    ).table
    for series in ("BAMLC0A0CM", "BAMLH0A0HYM2"):
        mean = means.row(by_predicate=pl.col("series") == series, named=True)
        own = rows.filter(pl.col("series") == series)["value"].to_list()
        assert (table[series]["basis"], mean["basis"]) == ("daily", "monthly mean")
        if mean["pct_full"] is not None:
            assert mean["pct_full"] == pytest.approx(share_below(mean["last"], own), abs=1e-9)
