from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from debtwatch.analysis.bubble.gauges import OLDEST_DAYS, ON_SERIES
from debtwatch.analysis.bubble.results import GAUGE_COLUMNS, Colour, Verdict
from debtwatch.analysis.bubble.run_up import add_months, months_between, run_ups
from debtwatch.analysis.bubble.warnings import bubble
from debtwatch.analysis.columns import names
from debtwatch.analysis.market.vintages import history
from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from markets import SERIES, baselines, noon, vintages, weekdays

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.results import Bubble

NOTHING = vintages([])


def warned(as_of: date, rows: pl.DataFrame = NOTHING) -> Bubble:
    known = history(rows, SERIES, as_of=as_of, moment=noon(as_of).replace(hour=23))
    return bubble(known, SERIES, baselines(), as_of)


def gauges(as_of: date, rows: pl.DataFrame = NOTHING) -> dict[str, dict[str, Any]]:
    frame = warned(as_of, rows).gauges
    assert tuple(frame.columns) == names(GAUGE_COLUMNS)
    return {row["gauge"]: row for row in frame.to_dicts()}


@pytest.mark.parametrize(
    ("day", "build_up", "breaking"),
    [
        (date(2007, 2, 15), Verdict.HIGH, Verdict.CALM),
        # On monthly means the builders last stood 150 % up, net, in March 2005: by June 2007 that is over.
        (date(2007, 6, 15), Verdict.CAUTION, Verdict.CALM),
        (date(2008, 10, 1), Verdict.CALM, Verdict.HIGH),
    ],
)
def test_on_the_shipped_months_alone_the_lamps_say_of_2007_and_2008(
    day: date, build_up: Verdict, breaking: Verdict
) -> None:
    shown = warned(day)
    assert (shown.build_up.verdict, shown.breaking.verdict) == (build_up, breaking)


def test_on_the_shipped_months_december_2017_is_a_mania_and_its_percentiles_say_of_which_months_they_are() -> None:
    shown = warned(date(2017, 12, 16))
    colours = {family.name: family.colour for family in shown.build_up.families}
    assert (colours["run-up"], colours["complacency"]) == (Colour.RED, Colour.CALM)
    assert shown.breaking.verdict is Verdict.CALM
    note = shown.gauges.filter(pl.col("gauge") == "complacency_hy")["note"][0]
    assert "among the 114 monthly means known since 2003-01, 65 months between the eras are not" in note


def test_fewer_than_four_years_of_months_make_no_percentile() -> None:
    assert gauges(date(2006, 12, 15))["complacency_hy"]["value"] is None
    assert gauges(date(2007, 1, 15))["complacency_hy"]["value"] is not None


@pytest.fixture(scope="module")
def daily() -> pl.DataFrame:
    """Return the whole daily history of two spreads, as a user who has collected it would have."""
    root = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data" / "series"
    rows: list[tuple[str, date, float | None]] = []
    for series in ("BAMLH0A0HYM2", "BAA10Y"):
        file = root / f"{series}.csv"
        if not file.is_file():
            pytest.skip(f"needs {file.name} of the shared series")
        table = pl.read_csv(file, new_columns=["day", "value"], schema_overrides=[pl.String, pl.Float64])
        rows += [(series, date.fromisoformat(day), value) for day, value in table.rows()]
    return vintages(rows)


def test_on_daily_history_december_2017_is_a_mania_without_a_warning_from_credit(daily: pl.DataFrame) -> None:
    shown = warned(date(2017, 12, 16), daily)
    colours = {family.name: family.colour for family in shown.build_up.families}
    assert (colours["run-up"], colours["complacency"]) == (Colour.RED, Colour.AMBER)
    assert shown.breaking.verdict is Verdict.CALM


def test_on_daily_history_march_2020_is_a_break_without_build_up(daily: pl.DataFrame) -> None:
    shown = warned(date(2020, 3, 31), daily)
    assert (shown.build_up.verdict, shown.breaking.reds) == (Verdict.CALM, 1)
    # Conditions are shipped as monthly means: March's is known when April begins.
    later = warned(date(2020, 4, 1), daily)
    assert (later.build_up.verdict, later.breaking.verdict) == (Verdict.CALM, Verdict.CAUTION)


def test_the_eras_start_when_their_baskets_first_doubled_raw_and_net() -> None:
    origins = {start.era: start for start in warned(date(2026, 11, 23)).origins}
    assert origins["2008"].month == date(2003, 6, 1)
    assert origins["2017"].month == date(2016, 12, 1)
    assert origins["AI"].month == date(2024, 6, 1)
    assert origins["AI"].months_since == 29


def test_a_gauge_stands_beside_what_it_read_as_many_months_into_both_eras() -> None:
    row = gauges(date(2026, 8, 15))["run_up_ai_raw"]
    since = months_between(date(2024, 6, 1), date(2026, 8, 1))
    assert row["reading_2008_on"] == add_months(date(2003, 6, 1), since)
    assert row["reading_2017_on"] == add_months(date(2016, 12, 1), since)
    builders = run_ups(baselines().monthly.select("series", "month", "value")).filter(
        (pl.col("series") == "HOMEBUILDERS_EW") & (pl.col("month") == row["reading_2008_on"])
    )
    assert row["reading_2008"] == pytest.approx(builders["raw_pct"][0])
    assert row["low_2008"] < row["reading_2008"] <= row["high_2008"]


def test_a_run_up_signal_stands_two_years_after_it_was_last_reached() -> None:
    row = gauges(date(2026, 8, 15))["run_up_ai"]
    assert row["value"] < 100
    assert row["colour"] == "red"
    assert "stands 24 months" in row["note"]


def test_no_gauge_reads_a_month_that_had_not_ended() -> None:
    row = gauges(date(2026, 7, 20))["run_up_ai"]
    assert row["observed_on"] == date(2026, 6, 1)


def test_only_the_baskets_declared_for_the_day_vote() -> None:
    past = gauges(date(2006, 6, 15))
    assert "run_up_homebuilders" in past
    assert "run_up_ai" not in past
    voting = {gauge for gauge, row in gauges(date(2026, 8, 15)).items() if row["votes"] and row["family"] == "run-up"}
    assert voting == {"run_up_ai", "explosive_ai"}


def test_a_gauge_without_data_says_so_and_does_not_vote() -> None:
    rows = gauges(date(2026, 11, 23))
    silent = rows["conditions_ebp"]
    assert (silent["value"], silent["colour"]) == (None, "none")
    assert silent["note"].startswith("not reporting")
    shown = warned(date(2026, 11, 23))
    assert "conditions_ebp" not in next(f for f in shown.breaking.families if f.name == "conditions").gauges


def test_without_its_members_prices_the_ai_basket_is_an_index_proxy_and_its_family_does_not_vote() -> None:
    shown = warned(date(2026, 11, 23))
    family = next(each for each in shown.build_up.families if each.name == "run-up")
    assert (family.colour, family.note, family.gauges) == (Colour.NONE, "index proxy", ())
    row = gauges(date(2026, 11, 23))["run_up_ai"]
    assert (row["votes"], row["colour"], row["observed_on"]) == (False, "none", date(2026, 7, 1))
    assert row["note"].startswith("index proxy: no prices of AMZN, GOOGL, META, MSFT, NVDA, ORCL, SPY since 2026-07")
    assert "highest since +1" in row["note"]


def test_a_run_up_stands_among_its_own_months_and_those_of_each_era_s_basket() -> None:
    row = gauges(date(2024, 12, 15))["run_up_ai"]
    assert row["pct_full"] > 95
    assert row["pct_2007"] > row["pct_2017"] > 0


def test_what_stands_beside_the_families_never_votes() -> None:
    rows = gauges(date(2026, 8, 15))
    context = {gauge for gauge, row in rows.items() if row["family"] == "context"}
    assert context == {"credit_gap", "dsr", "tdsp", "cape"}
    assert not any(rows[gauge]["votes"] for gauge in (*context, "conditions_anfci"))


@pytest.mark.parametrize("month", range(1, 13))
def test_a_gauge_reports_until_its_next_print_is_due(month: int) -> None:
    calendars = read_calendars(shipped("config", "calendars.toml"))
    declared = {**SERIES, **read_series(shipped("config", OPT_IN["bis"]))}
    for gauge in ON_SERIES:
        series = declared[gauge.series]
        observed = calendars.previous_observed(series, date(2025, month, 2))
        due = calendars.publication_of(series, calendars.next_observed(series, observed)).date()
        assert (due - observed).days <= OLDEST_DAYS[series.cadence.value], series.id


def test_every_level_says_whose_it_is() -> None:
    for row in gauges(date(2026, 8, 15)).values():
        for level in ("amber", "red"):
            assert (row[level] is None) == (row[f"{level}_source"] is None), row["gauge"]
            assert row[f"{level}_source"] in {None, "published", "judgement"}
        assert row["threshold_source"], row["gauge"]


def test_with_nothing_at_all_no_lamp_judges() -> None:
    shown = warned(date(1990, 1, 5))
    assert shown.build_up.verdict is Verdict.UNKNOWN
    assert all(family.colour.value == "none" for family in shown.build_up.families)


def high_yield(first: date) -> pl.DataFrame:
    """Return a HY index at 2.60 until August 2026 and at 3.12 from then on."""
    days = weekdays(first, date(2026, 9, 30))
    return vintages([("BAMLH0A0HYM2", day, 2.60 if day < date(2026, 8, 28) else 3.12) for day in days])


def test_widening_is_read_from_the_lowest_of_the_year() -> None:
    assert gauges(date(2026, 10, 5), high_yield(date(2025, 9, 1)))["widening_hy"]["value"] == pytest.approx(52)


@pytest.mark.parametrize("first", [date(2026, 9, 30), date(2026, 8, 20), date(2025, 11, 3)])
def test_less_than_a_year_of_prints_makes_no_widening(first: date) -> None:
    row = gauges(date(2026, 10, 5), high_yield(first))["widening_hy"]
    assert (row["value"], row["colour"], row["note"]) == (
        None,
        "none",
        "not reporting: too little history, or it never moves",
    )


def test_what_never_moves_makes_no_reading() -> None:
    rows = vintages([("BAMLH0A0HYM2", day, 3.0) for day in weekdays(date(2012, 1, 2), date(2017, 6, 30))])
    found = gauges(date(2017, 7, 3), rows)
    for gauge in ("complacency_hy", "widening_hy"):
        assert (found[gauge]["value"], found[gauge]["colour"]) == (None, "none"), gauge
        assert found[gauge]["note"].endswith("it never moves")


def test_months_that_resume_after_years_without_are_no_year_of_widening() -> None:
    """Shipped means end in 2019 and go on in 2022: its summer stands nowhere near a known low."""
    assert gauges(date(2022, 8, 1))["widening_hy"]["value"] is None
    assert gauges(date(2023, 1, 1))["widening_hy"]["value"] is not None


def test_percentiles_of_a_widening_say_of_which_monthly_means_they_are() -> None:
    row = gauges(date(2026, 9, 15))["widening_hy"]
    assert row["pct_full"] is not None
    assert (
        "among its own widenings, each with a whole year behind it, of the 189 monthly means known since" in row["note"]
    )
    assert "monthly means" not in gauges(date(2026, 10, 5), high_yield(date(2021, 9, 1)))["widening_hy"]["note"]


def test_final_vintages_of_revised_series_are_flagged_and_live_prints_are_not() -> None:
    live = vintages([("NFCI", date(2026, 9, 25), -0.5)])
    assert not gauges(date(2026, 10, 2), live)["conditions_nfci"]["revised"]
    assert gauges(date(2008, 10, 1))["conditions_nfci"]["revised"]
    assert warned(date(2008, 10, 1)).breaking.revised


def test_event_time_starts_each_era_at_its_origin() -> None:
    drawn = warned(date(2026, 8, 15)).event_time
    starts = {
        (line, era): reading
        for line, era, month, reading in drawn.iter_rows()
        if month == 0 and line in {"run_up_raw", "run_up_net"}
    }
    assert set(starts) == {(line, era) for line in ("run_up_raw", "run_up_net") for era in ("2008", "2017", "AI")}
    assert min(starts.values()) >= 100


def test_a_quarter_s_print_stands_for_its_three_months() -> None:
    row = gauges(date(2026, 8, 15))["tdsp"]
    assert row["reading_2008_on"] == date(2005, 8, 1)
    assert row["reading_2008"] == pytest.approx(15.1, abs=0.4)
    assert row["high_2008"] == pytest.approx(15.85, abs=0.01)
    assert 11 < row["reading_2017"] < 12.5


@pytest.mark.parametrize(
    ("day", "whose"),
    [
        (date(2007, 6, 15), "in the replay that shipped, to 2026-09, not known then"),
        (date(2026, 9, 30), "in the replay that shipped, to 2026-09, not known then"),
        (date(2026, 10, 5), "in the replay that shipped, to 2026-09"),
    ],
)
def test_a_record_says_of_which_replay_it_is_and_whether_it_was_known_then(day: date, whose: str) -> None:
    row = gauges(day)["conditions_nfci"]
    assert row["record"].partition("; ")[2] == whose
    assert warned(day).records["break"].whose(day) == whose
