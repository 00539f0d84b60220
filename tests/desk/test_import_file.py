from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.desk.import_file import read_import
from debtwatch.desk.import_sense import another_unit
from debtwatch.domain.errors import UsageError
from debtwatch.domain.series import Unit
from markets import SERIES

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.desk.import_file import ImportFile

TODAY = date(2026, 11, 23)
HY = SERIES["BAMLH0A0HYM2"]


def read(folder: Path, text: str) -> ImportFile:
    file = folder / "own.csv"
    file.write_text(text, encoding="utf-8")
    return read_import(file, HY, TODAY)


def values(found: ImportFile) -> list[tuple[str, float | None]]:
    return [(each.observed_on.isoformat(), each.value) for each in found.observations]


@pytest.mark.parametrize(
    "text",
    [
        "observation_date,BAMLH0A0HYM2\n2007-06-01,2.41\n2007-06-04,2.45\n",
        "DATE,BAMLH0A0HYM2\n2007-06-01,2.41\n2007-06-04,2.45\n",
        "day,spread\n6/1/2007,2.41\n6/4/2007,2.45\n",
        "2007-06-01,2.41\r\n2007-06-04,2.45\r\n",
        "\ufeffobservation_date,OTHER,BAMLH0A0HYM2\n2007-06-04,9,2.45\n2007-06-01,9,2.41\n",
        "observation_date,BAMLH0A0HYM2\n2007-05-31,.\n2007-06-01,2.41\n2007-06-04,2.45\n2007-06-05,\n",
    ],
)
def test_every_usual_form_reads_the_same(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)

    assert values(found) == [("2007-06-01", 2.41), ("2007-06-04", 2.45)]
    assert found.doubts == ()


def test_a_day_with_two_values_has_none_and_a_repeated_one_has_one(tmp_path: Path) -> None:
    found = read(tmp_path, "2007-06-01,2.41\n2007-06-01,2.41\n2007-06-04,2.45\n2007-06-04,2.46\n")

    assert values(found) == [("2007-06-01", 2.41)]
    assert found.repeated == 1
    assert [doubt.reason for doubt in found.doubts] == ["line 3 says otherwise of 2007-06-04"]


def test_another_unit_is_named_and_nothing_of_it_is_taken(tmp_path: Path) -> None:
    found = read(tmp_path, "2007-06-01,241\n2007-06-04,245\n")

    assert values(found) == []
    assert {doubt.reason for doubt in found.doubts} == {"outside -1 to 40 percent; basis points?"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1 June 2007,2.41", "not a day of the form"),
        ("2027-01-04,2.41", "a day that has not come"),
        ("2007-06-04,two", "not a number"),
        ("2007-06-04", "no value"),
        ("13.6.2007,2.41", "not a day of the form"),
    ],
)
def test_a_line_that_cannot_be_believed_says_why_and_where(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, f"date,value\n2007-06-01,2.41\n{line}\n")

    assert values(found) == [("2007-06-01", 2.41)]
    assert (found.doubts[0].line, found.doubts[0].reason[: len(reason)]) == (3, reason)


def test_a_stretch_without_values_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "2007-06-01,2.41\n2007-06-04,2.45\n2007-08-01,3.9\n")

    assert [(gap.after, gap.before) for gap in found.gaps] == [(date(2007, 6, 4), date(2007, 8, 1))]


@pytest.mark.parametrize("text", ["", "date,one,two\n2007-06-01,1,2\n"])
def test_a_file_without_the_series_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        read(tmp_path, text)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_bytes(b"\xff\xfe\x00\x80")

    with pytest.raises(UsageError, match="cannot be read"):
        read_import(file, HY, TODAY)


@given(st.dictionaries(st.integers(0, 9_000), st.floats(0, 39).map(lambda value: round(value, 4)), min_size=1))
def test_whatever_is_written_is_read_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, days: dict[int, float]
) -> None:
    first = date(2000, 1, 1)
    text = "".join(f"{first + timedelta(days=day)},{value}\n" for day, value in days.items())

    found = read(tmp_path_factory.mktemp("own"), text)

    assert [(each.observed_on - first).days for each in found.observations] == sorted(days)
    assert replace(found, observations=()).doubts == ()


def run_of(count: int, spoil: dict[int, float] | None = None, scale: float = 1.0) -> str:
    """Return made-up days that go up and down a little, some of them spoiled."""
    first = date(2001, 1, 1)
    values = [(spoil or {}).get(place, (3.0 + 0.02 * (place % 7)) * scale) for place in range(count)]
    return "".join(f"{first + timedelta(days=place)},{value:.6g}\n" for place, value in enumerate(values))


def test_one_absurd_point_is_left_out_with_its_neighbours_said_and_taken_as_it_is_when_asked(tmp_path: Path) -> None:
    found = read(tmp_path, run_of(60, {30: 33.0}))

    assert [(doubt.line, doubt.reason) for doubt in found.doubts] == [(31, "33 between 3.02 and 3.06: a wrong print?")]
    assert len(found.observations) == 59
    as_is = read_import(tmp_path / "own.csv", HY, TODAY, as_is=True)
    assert (len(as_is.observations), as_is.doubts) == (60, ())


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (59, "33 after 3.04, with nothing beyond it: a wrong print?"),
        (0, "33 before 3.02, with nothing beyond it: a wrong print?"),
    ],
)
def test_an_absurd_point_at_either_end_is_left_out_until_more_confirms_it(
    tmp_path: Path, place: int, reason: str
) -> None:
    found = read(tmp_path, run_of(60, {place: 33.0}))

    assert [(doubt.line, doubt.reason) for doubt in found.doubts] == [(place + 1, reason)]
    confirmed = read(tmp_path, run_of(62, dict.fromkeys((59, 60, 61), 33.0)))
    assert (len(confirmed.observations), confirmed.doubts) == (62, ())


def test_beside_an_absurd_point_the_last_one_is_believed(tmp_path: Path) -> None:
    found = read(tmp_path, run_of(60, {58: 33.0}))

    assert [doubt.line for doubt in found.doubts] == [59]


def test_a_crisis_is_no_absurd_point(tmp_path: Path) -> None:
    found = read(tmp_path, run_of(60, {place: 12.0 + place / 10 for place in range(30, 60)}))

    assert (len(found.observations), found.doubts) == (60, ())


def test_a_unit_that_changes_on_the_way_is_refused_with_its_day(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"from 2001-01-31 on it reads 0\.03\d* where it read 3\.\d+: another unit"):
        read(tmp_path, run_of(60, {place: 0.03 + 0.0002 * (place % 7) for place in range(30, 60)}))


@pytest.mark.parametrize("factor", [0.5, 4.0, 20.0])
def test_a_price_that_steps_and_stays_is_taken_and_said(tmp_path: Path, factor: float) -> None:
    file = tmp_path / "own.csv"
    steps = {place: (3.0 + 0.02 * (place % 7)) * (factor if place < 60 else factor**2) for place in range(30, 90)}
    file.write_text(run_of(90, steps))
    found = read_import(file, replace(HY, unit=Unit.USD, high=1e6), TODAY)

    assert [step.observed_on for step in found.splits] == [date(2001, 1, 31), date(2001, 3, 2)]
    assert len(found.observations) == 90
    assert read_import(file, replace(HY, high=1e6), TODAY).splits == ()


def test_what_never_moves_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, run_of(30, dict.fromkeys(range(30), 3.5))).flat
    assert not read(tmp_path, run_of(30)).flat
    assert not read(tmp_path, "2007-06-01,2.41\n").flat


@pytest.mark.parametrize("word", ["NaN", "nan", "inf", "-Infinity"])
def test_a_number_that_is_none_is_said_and_never_stored(tmp_path: Path, word: str) -> None:
    found = read(tmp_path, f"2007-06-01,2.41\n2007-06-04,{word}\n")

    assert values(found) == [("2007-06-01", 2.41)]
    assert [(doubt.line, doubt.reason) for doubt in found.doubts] == [(2, "not a finite number")]


def test_a_file_cut_off_inside_its_last_line_does_not_store_half_a_number(tmp_path: Path) -> None:
    found = read(tmp_path, "2007-06-01,2.41\n2007-06-04,2.4")

    assert values(found) == [("2007-06-01", 2.41)]
    assert [(doubt.line, doubt.reason) for doubt in found.doubts] == [(2, "the file ends inside this line: cut off?")]
    as_is = read_import(tmp_path / "own.csv", HY, TODAY, as_is=True)
    assert values(as_is) == [("2007-06-01", 2.41), ("2007-06-04", 2.4)]


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    with file.open("wb") as sparse:
        sparse.truncate(100_000_000)
    with pytest.raises(UsageError, match="larger than 8,000,000 bytes"):
        read_import(file, HY, TODAY)


def test_days_that_read_a_hundred_times_what_is_known_of_them_are_another_unit(tmp_path: Path) -> None:
    observations = read(tmp_path, run_of(40)).observations
    known = {each.observed_on: (each.value or 0.0) * 100 for each in observations}

    assert "40 days it shares with the store read 0.01 times" in another_unit(observations, known, "the store")
    assert not another_unit(observations, {each.observed_on: each.value for each in observations}, "the store")
    assert not another_unit(observations[:4], known, "the store")


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(UsageError, match="may never end"):
        read_import(pipe, HY, TODAY)


def test_one_day_that_puts_the_day_first_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"line 3: 13/2/2007 puts the day before the month"):
        read(tmp_path, "date,value\n2/3/2007,4.1\n13/2/2007,4.2\n")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('2007-06-01,"4,12"', "not a number; a decimal comma?"),
        ("2007-06-01,1e400", "not a number"),
        ("2007-06-01,٣", "not a number"),
        ("0207-06-01,4.12", "a day before 1600: a mistyped year?"),
    ],
)
def test_what_would_be_read_as_another_number_or_year_is_not_believed(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, f"date,value\n{line}\n")

    assert found.observations == ()
    assert [each.reason for each in found.doubts] == [reason]
