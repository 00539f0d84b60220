from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from debtwatch.config.paths import shipped
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.series import Rights, Series
from debtwatch.feeds.recorded import Recording, recorded_observations
from feeds_support import Asking, values

FOLDER = shipped("fixtures", "recorded")


@pytest.fixture(scope="module")
def recordings(series: dict[str, Series]) -> list[Recording]:
    return list(recorded_observations(FOLDER, series))


def test_every_shipped_answer_has_its_source_and_rights() -> None:
    with (FOLDER / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    listed = {row["file"] for row in rows}
    shipped_files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")} - {"SOURCES.tsv"}
    assert listed == shipped_files
    assert all(row["source_url"].startswith("https://") and row["rights"] for row in rows)
    assert {row["how"] for row in rows} <= {"verbatim", "cut", "rebuilt", "made-up"}


def test_no_personal_series_ships(recordings: list[Recording], series: dict[str, Series]) -> None:
    ids = {each.series for recording in recordings for each in recording.observations}
    assert ids
    assert not [each for each in ids if series[each].rights is Rights.PERSONAL]


def test_the_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 2_500_000


def test_a_first_run_has_a_whole_curve_and_a_corporate_curve(recordings: list[Recording]) -> None:
    newest: dict[str, date] = defaultdict(lambda: date.min)
    for recording in recordings:
        for each in recording.observations:
            newest[each.series] = max(newest[each.series], each.observed_on)
    assert newest["UST_10Y"] == newest["UST_30Y"] == newest["UST_1M"] == date(2026, 9, 2)
    assert newest["HQMCB10YRP"] == date(2023, 11, 1)
    assert newest["SOFR"] == date(2026, 8, 5)
    assert newest["OFR_FSI"] == date(2026, 9, 23)
    assert newest["EBP"] == date(2023, 3, 1)


def test_nothing_is_observed_after_it_was_recorded(recordings: list[Recording]) -> None:
    for recording in recordings:
        assert all(each.observed_on <= recording.recorded_on for each in recording.observations)


def test_recordings_never_contradict_one_another(recordings: list[Recording]) -> None:
    seen: dict[tuple[str, date], float | None] = {}
    for recording in recordings:
        for each in recording.observations:
            key = (each.series, each.observed_on)
            assert seen.setdefault(key, each.value) == each.value


def test_they_come_oldest_recording_first(recordings: list[Recording]) -> None:
    assert [each.recorded_on for each in recordings] == sorted(each.recorded_on for each in recordings)


def test_a_feed_without_series_yields_nothing(series: dict[str, Series]) -> None:
    only = {"SOFR": series["SOFR"]}
    assert {each.feed for each in recorded_observations(FOLDER, only)} == {"nyfed"}


def test_a_missing_list_is_a_config_error(tmp_path: Path, series: dict[str, Series]) -> None:
    with pytest.raises(ConfigError, match=r"SOURCES\.tsv"):
        list(recorded_observations(tmp_path, series))


MADE_UP = FOLDER / "made-up"


def test_made_up_answers_are_never_shown(recordings: list[Recording]) -> None:
    with (FOLDER / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("made-up/")]
    assert rows
    assert all(row["how"] == "made-up" and not row["feed"] for row in rows)
    assert not {each.feed for each in recordings} & {"", "coinbase"}


def test_an_invented_ice_window_reads_like_the_real_one(asking: Asking) -> None:
    parsed = asking.parse(asking.request("BAMLH0A0HYM2"), (MADE_UP / "fred_hy_oas_three_years.csv").read_bytes())
    found = values(parsed, "BAMLH0A0HYM2")
    assert not parsed.rejected
    assert found["2025-04-18"] is None
    assert found["2025-08-31"] is not None
    assert min(found) == "2022-10-17"


def test_invented_candles_read_like_real_ones(asking: Asking) -> None:
    wanted = [asking.series["BTC-USD"]]
    request = asking.feed("coinbase").requests(wanted, {"BTC-USD": date(2025, 9, 7)}, date(2025, 10, 16))[0]
    found = values(asking.parse(request, (MADE_UP / "coinbase_candles.json").read_bytes()), "BTC-USD")
    assert (min(found), max(found), len(found)) == ("2025-09-07", "2025-10-15", 39)


@pytest.mark.parametrize(
    ("file", "ids"),
    [
        ("nyfed_sofrai.json", ("SOFR30DAYAVG", "SOFR90DAYAVG", "SOFR180DAYAVG", "SOFRINDEX")),
        ("nyfed_effr.json", ("EFFR",)),
    ],
)
def test_invented_averages_and_fed_funds_read_like_real_ones(asking: Asking, file: str, ids: tuple[str, ...]) -> None:
    parsed = asking.parse(asking.request(*ids), (MADE_UP / file).read_bytes())
    assert {each.series for each in parsed.observations} == set(ids)
    assert not parsed.rejected
