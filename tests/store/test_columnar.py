from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from debtwatch.domain.series import Origin
from debtwatch.store import restore
from store.ground import LOCK_SECONDS, MONDAY, MONDAY_NIGHT, days, open_here, printed

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore

WEEK = timedelta(days=7)
SCHEMA = {
    "series": pl.String,
    "observed_on": pl.Date,
    "published_on": pl.Date,
    "published_assumed": pl.Boolean,
    "seen_at": pl.Datetime("ms", "UTC"),
    "value": pl.Float64,
    "origin": pl.String,
}


def commit(store: SqliteStore, value: float, count: int = 3, seen_at: datetime = MONDAY_NIGHT) -> None:
    store.observations.commit(days(count, value), seen_at=seen_at, origin=Origin.FEED)


def cached(path: Path) -> Path:
    [file] = (path.parent / "columns").iterdir()
    return file


def values(store: SqliteStore) -> list[float | None]:
    return store.observations.frame()["value"].to_list()


def test_an_empty_store_gives_an_empty_frame_with_every_column(store: SqliteStore) -> None:
    frame = store.observations.frame()
    assert frame.is_empty()
    assert dict(frame.schema) == SCHEMA


def test_the_frame_holds_every_vintage_the_oldest_of_a_day_first(store: SqliteStore) -> None:
    store.observations.commit([printed(None, series="IG"), printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.RECORDED)
    store.observations.commit([printed(3.3)], seen_at=MONDAY_NIGHT + WEEK, origin=Origin.FEED)
    frame = store.observations.frame()
    assert dict(frame.schema) == SCHEMA
    assert frame.rows() == [
        ("HY", MONDAY, MONDAY, True, MONDAY_NIGHT, 3.25, "recorded"),
        ("HY", MONDAY, date(2026, 11, 23), True, MONDAY_NIGHT + WEEK, 3.3, "feed"),
        ("IG", MONDAY, MONDAY, True, MONDAY_NIGHT, None, "recorded"),
    ]


def test_the_frame_agrees_with_the_history_it_was_made_from(store: SqliteStore) -> None:
    commit(store, 1.0, count=40)
    store.observations.frame()
    commit(store, 2.0, count=7, seen_at=MONDAY_NIGHT + WEEK)
    history = store.observations.history("HY")
    assert values(store) == [kept.value for kept in history]
    assert store.observations.frame()["published_on"].to_list() == [kept.published_on for kept in history]


def test_nothing_new_gives_the_same_numbers_from_memory(store: SqliteStore, path: Path) -> None:
    commit(store, 1.0)
    before = store.observations.frame()
    cached(path).unlink()
    assert store.observations.frame().equals(before)


def test_a_restart_reads_the_file_and_adds_only_what_is_new(path: Path) -> None:
    with open_here(path) as store:
        commit(store, 1.0, count=200)
        store.observations.frame()
    file, before = cached(path), cached(path).read_bytes()
    with open_here(path) as store:
        commit(store, 2.0, count=1, seen_at=MONDAY_NIGHT + WEEK)
        assert values(store)[:3] == [1.0, 2.0, 1.0]
    assert cached(path) == file
    assert file.read_bytes() == before


def test_the_file_is_written_again_once_the_store_has_grown(path: Path) -> None:
    with open_here(path) as store:
        commit(store, 1.0)
        store.observations.frame()
        first = cached(path)
        commit(store, 2.0, seen_at=MONDAY_NIGHT + WEEK)
        store.observations.frame()
    assert cached(path) != first


@pytest.mark.parametrize("harm", ["empty", "half", "flipped", "foreign"])
def test_a_harmed_file_is_rebuilt_and_never_believed(path: Path, harm: str) -> None:
    with open_here(path) as store:
        commit(store, 1.0, count=50)
        expected = store.observations.frame()
    file, body = cached(path), cached(path).read_bytes()
    harmed = {
        "empty": b"",
        "half": body[: len(body) // 2],
        "flipped": body[:40] + bytes([body[40] ^ 1]) + body[41:],
        "foreign": b"PAR1 not at all PAR1",
    }
    file.write_bytes(harmed[harm])
    with open_here(path) as store:
        assert store.observations.frame().equals(expected)
    assert cached(path).read_bytes() == body


def test_what_a_killed_process_left_half_written_is_cleared_away(path: Path) -> None:
    folder = path.parent / "columns"
    folder.mkdir(parents=True)
    (folder / ".observations-x-1-1-00000000.parquet.0123456789ab.part").write_bytes(b"half")
    with open_here(path) as store:
        commit(store, 1.0)
        assert values(store) == [1.0] * 3
    assert cached(path).suffix == ".parquet"


def test_a_file_of_another_store_is_not_believed(tmp_path: Path) -> None:
    for name, value in (("one", 1.0), ("two", 2.0)):
        with open_here(tmp_path / name / "store.sqlite", cache_directory=tmp_path / "cache") as store:
            commit(store, value)
            assert values(store) == [value] * 3


def test_a_file_of_a_past_that_a_restore_undid_is_not_believed(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    with open_here(path) as store:
        commit(store, 1.0)
        store.backup(backup)
        commit(store, 2.0, seen_at=MONDAY_NIGHT + WEEK)
        store.observations.frame()
    restore(backup, path, lock_seconds=LOCK_SECONDS)
    with open_here(path) as store:
        commit(store, 3.0, seen_at=MONDAY_NIGHT + WEEK)
        assert 2.0 not in values(store)


def test_a_file_of_a_past_that_a_copied_file_undid_is_not_believed(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    with open_here(path) as store:
        commit(store, 1.0)
        store.backup(backup)
        commit(store, 2.0, seen_at=MONDAY_NIGHT + WEEK)
        store.observations.frame()
    path.write_bytes(backup.read_bytes())
    with open_here(path) as store:
        commit(store, 3.0, seen_at=MONDAY_NIGHT + 2 * WEEK)
        assert 2.0 not in values(store)


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(path: Path, tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    with open_here(path, cache_directory=occupied) as store:
        commit(store, 1.0)
        assert values(store) == [1.0] * 3


def test_another_process_s_commit_is_in_the_next_frame(path: Path) -> None:
    with open_here(path) as ours, open_here(path) as theirs:
        commit(ours, 1.0)
        ours.observations.frame()
        commit(theirs, 2.0, seen_at=datetime(2026, 12, 1, tzinfo=UTC))
        assert ours.observations.frame().height == 6
