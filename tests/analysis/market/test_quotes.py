from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from debtwatch.analysis.market.interpolation import interpolate
from debtwatch.analysis.market.quotes import market_history, quote
from debtwatch.analysis.market.shocks import era_peaks
from debtwatch.analysis.market.today import market_today
from debtwatch.analysis.market.vintages import history
from debtwatch.domain.rating import BUCKET_CENTRES
from markets import FACTORS, SERIES, baselines, made_up, noon, oas, par

DAY = date(2026, 6, 11)
AS_OF = date(2026, 6, 12)


def asked(**query: object) -> dict[str, float | None]:
    known = history(made_up(), SERIES, as_of=AS_OF, moment=noon(AS_OF))
    frame = pl.DataFrame({"on": [query.get("on", DAY)], "tenor_years": [query["tenor"]], "notch": [query.get("notch")]})
    return quote(frame.with_columns(pl.col("notch").cast(pl.Float64)), market_history(known, SERIES)).row(0, named=True)


def test_a_g_spread_reads_the_benchmark_linear_in_years() -> None:
    # CFA reading: 7.96 years between 7.00 at 1.53 % and 9.88 at 1.77 % is 1.61 %; a bond at 3.24 % is 163 over.
    points = pl.DataFrame({"on": [0, 0], "tenor": [7.0, 9.88], "y": [1.53, 1.77]})
    query = pl.DataFrame({"on": [0], "tenor": [7.96]})
    benchmark = interpolate(query, points, at="tenor", value="y")[0]
    assert benchmark == pytest.approx(1.61, abs=1e-9)
    assert round((3.24 - benchmark) * 100) == 163


def test_a_point_of_the_curve_is_itself_and_between_two_lies_the_line() -> None:
    assert asked(tenor=10.0)["par_pct"] == pytest.approx(par(10, DAY))
    assert asked(tenor=15.0)["par_pct"] == pytest.approx((par(10, DAY) + par(20, DAY)) / 2)


@pytest.mark.parametrize("bucket", BUCKET_CENTRES)
def test_at_a_bucket_s_centre_the_spread_is_its_index_times_the_tenor_factor(bucket: str) -> None:
    factor = FACTORS[8.5] if BUCKET_CENTRES[bucket] <= 10 else 1.0
    assert asked(tenor=8.5, notch=BUCKET_CENTRES[bucket])["index_pct"] == pytest.approx(oas(bucket, DAY) * factor)


def test_a_day_without_a_print_in_reach_has_no_quote() -> None:
    nothing = asked(tenor=10.0, notch=6, on=date(2020, 1, 2))
    assert (nothing["par_pct"], nothing["index_pct"], nothing["hqm_pct"]) == (None, None, None)


def test_a_default_rating_has_no_index_spread() -> None:
    assert asked(tenor=10.0, notch=22)["index_pct"] is None


def test_an_unknown_tenor_or_rating_is_unknown() -> None:
    unknown = asked(tenor=None, notch=None)
    assert (unknown["par_pct"], unknown["index_pct"]) == (None, None)
    assert asked(tenor=10.0)["index_pct"] is None


def test_the_market_carries_each_part_s_own_day_and_series() -> None:
    known = history(made_up(), SERIES, as_of=AS_OF, moment=noon(AS_OF))
    today = market_today(known, market_history(known, SERIES), AS_OF)
    assert today.par is not None
    assert (today.par.observed_on, len(today.par.tenors_years)) == (DAY, 14)
    assert [point.bucket for point in today.oas] == list(BUCKET_CENTRES)
    assert {point.observed_on for point in today.oas} == {DAY}
    assert [factor.factor for factor in today.factors] == pytest.approx(list(FACTORS.values()))
    assert (today.sofr_pct, today.sofr_series) == (4.0, "SOFR90DAYAVG")


def test_an_old_print_stands_with_its_day_until_it_is_half_a_year_old() -> None:
    late = date(2026, 10, 1)
    known = history(made_up(), SERIES, as_of=late, moment=noon(late))
    market = market_history(known, SERIES)
    today = market_today(known, market, late)
    assert today.par is not None
    assert today.par.observed_on == date(2026, 6, 30)
    later = date(2027, 2, 1)
    assert market_today(known, market, later).par is None


def test_a_few_tenors_are_no_curve() -> None:
    some = made_up().filter(pl.col("series").is_in(["UST_10Y", "UST_2Y"]))
    assert market_history(history(some, SERIES, as_of=AS_OF, moment=noon(AS_OF)), SERIES).par.is_empty()


def test_peaks_of_an_era_are_its_highest_monthly_means() -> None:
    peaks = dict(era_peaks(baselines().monthly, date(2007, 6, 1), date(2009, 12, 31)))
    assert list(peaks) == [7, 9, 14]
    assert peaks[7] < peaks[9] < peaks[14]
    assert peaks[14] > 15


def test_hyperion_s_benchmark_lies_on_the_curve_of_its_issue_day() -> None:
    """6.581 % at 225 over is a benchmark of 4.331 %: between the 10- and the 20-year of 16 October 2025."""
    root = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    file = root / "data/payloads/treasury/par_yield_csv_2025_with1.5Month.csv"
    if not file.is_file():
        pytest.skip(f"needs {file.name} of the shared payloads")
    rows = pl.read_csv(file, infer_schema_length=None)
    day = rows.filter(pl.col("Date") == "10/16/2025").row(0, named=True)
    points = pl.DataFrame({"on": [0, 0], "tenor": [10.0, 20.0], "y": [day["10 Yr"], day["20 Yr"]]})
    benchmark = interpolate(pl.DataFrame({"on": [0], "tenor": [15.9]}), points, at="tenor", value="y")[0]
    assert benchmark == pytest.approx(6.581 - 2.25, abs=0.01)
