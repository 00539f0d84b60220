from __future__ import annotations

import sqlite3
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.domain.errors import StoreDamaged, StoreError
from debtwatch.domain.series import Origin
from debtwatch.store.sqlite.health import has_wal_reset_bug
from store.ground import MONDAY, MONDAY_NIGHT, days, open_here, printed

if TYPE_CHECKING:
    from debtwatch.store.sqlite.store import SqliteStore
    from debtwatch.store.values import StoreHealth

PAGE = 4096


def filled(path: Path) -> Path:
    with open_here(path) as store:
        store.observations.commit(days(400), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    return path


def overwrite(path: Path, offset: int, body: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(body)


def test_a_sound_store_says_what_it_holds(store: SqliteStore, path: Path) -> None:
    store.observations.commit(days(3), seen_at=MONDAY_NIGHT, origin=Origin.RECORDED)
    store.observations.commit([printed(2.0)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    health = store.health()
    assert health.sound
    assert (health.series, health.observations, health.vintages) == (1, 3, 4)
    assert (health.data_version, health.schema_version) == (2, 2)
    assert health.newest_seen == MONDAY_NIGHT
    assert health.newest_observed == days(3)[-1].observed_on > MONDAY
    assert health.newest_backup is None
    assert health.where == str(path)
    assert health.engine == f"SQLite {sqlite3.sqlite_version}"
    assert health.size_bytes > PAGE
    assert health.free_bytes > 0


def test_an_empty_store_is_sound(store: SqliteStore) -> None:
    health = store.health()
    assert health.sound
    assert (health.newest_seen, health.newest_observed) == (None, None)


def test_health_may_be_asked_off_the_main_thread(store: SqliteStore) -> None:
    found: list[StoreHealth] = []
    thread = threading.Thread(target=lambda: found.append(store.health()))
    thread.start()
    thread.join()
    assert found[0].sound


def test_a_store_others_may_read_is_warned_of(store: SqliteStore, path: Path) -> None:
    path.chmod(0o644)
    assert any("other users may read" in warning for warning in store.health().warnings)


@pytest.mark.parametrize(
    ("version", "risky"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_wal_reset_bug_is_known_by_version(version: tuple[int, int, int], risky: bool) -> None:
    assert has_wal_reset_bug(version) is risky


def test_a_truncated_store_is_damaged(path: Path) -> None:
    body = filled(path).read_bytes()
    path.write_bytes(body[: len(body) // 2 // PAGE * PAGE])
    with pytest.raises(StoreDamaged, match="end every debtwatch"):
        open_here(path)


def test_damage_deep_inside_is_found_by_the_check(path: Path) -> None:
    size = filled(path).stat().st_size
    for page in range(3, size // PAGE):
        overwrite(path, page * PAGE, b"\xff" * 64)
    with open_here(path) as store:
        assert store.health().damage != ()


def test_the_way_back_names_the_newest_backup(path: Path) -> None:
    backup = path.parent / "backups" / f"{path.stem}.monday.db"
    with open_here(filled(path)) as store:
        store.backup(backup)
    overwrite(path, 0, b"\x00" * PAGE)
    with pytest.raises(StoreDamaged) as caught:
        open_here(path)
    assert f"copy {backup} over {path}" in caught.value.next_step


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("store") / "store.sqlite")


@settings(max_examples=60, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=40))
def test_whatever_is_flipped_only_store_errors_come_out(sound: Path, flips: list[tuple[int, int]]) -> None:
    harmed = bytearray(sound.read_bytes())
    for place, mask in flips:
        harmed[place % len(harmed)] ^= mask
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        path.write_bytes(harmed)
        with suppress(StoreError), open_here(path, lock_seconds=0.2) as store:
            store.health()
            store.observations.latest()
            store.observations.history("HY")
            store.observations.commit(days(3, 2.0), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
