from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreDamaged, StoreError
from debtwatch.domain.series import Origin
from debtwatch.store import restore
from debtwatch.store.sqlite.schema import STEPS
from store.ground import LOCK_SECONDS, MONDAY, MONDAY_NIGHT, days, integrity, open_here, printed

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore


@pytest.fixture
def backup(store: SqliteStore, tmp_path: Path) -> Path:
    """A copy of a store with one print; the store has gone on since."""
    target = tmp_path / "copies" / "monday.sqlite"
    store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    store.backup(target)
    store.observations.commit(days(50, 9.0), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    return target


def test_a_backup_is_whole_sound_and_private(backup: Path) -> None:
    assert integrity(backup) == "ok"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in backup.parent.iterdir()] == [backup.name]


def test_a_backup_never_overwrites(store: SqliteStore, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(StoreError, match="a file is there already"):
        store.backup(backup)
    assert backup.read_bytes() == before


def test_a_restored_store_holds_what_the_backup_held(store: SqliteStore, backup: Path, path: Path) -> None:
    store.close()
    aside = restore(backup, path, lock_seconds=LOCK_SECONDS)
    with open_here(path) as restored:
        assert [kept.value for kept in restored.observations.history("HY")] == [3.25]
        assert restored.health().sound
    assert aside is not None
    with open_here(aside) as old:
        assert old.observations.latest()["HY"].value == 9.0


def test_a_store_that_was_open_during_a_restore_says_so_and_writes_nothing(
    store: SqliteStore, backup: Path, path: Path
) -> None:
    restore(backup, path, lock_seconds=LOCK_SECONDS)
    with pytest.raises(StoreError, match="removed or replaced while it was open"):
        store.observations.commit([printed(1.0)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    with pytest.raises(StoreError, match="removed or replaced while it was open"):
        store.observations.latest()
    store.close()
    with open_here(path) as restored:
        assert [kept.value for kept in restored.observations.history("HY")] == [3.25]
        assert restored.health().sound


def test_a_store_that_is_gone_can_be_restored(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "new home" / "store.sqlite"
    assert restore(backup, path, lock_seconds=LOCK_SECONDS) is None
    with open_here(path) as restored:
        assert restored.observations.latest()["HY"].value == 3.25


def test_a_second_restore_keeps_both_replaced_stores(store: SqliteStore, backup: Path, path: Path) -> None:
    store.close()
    first = restore(backup, path, lock_seconds=LOCK_SECONDS)
    second = restore(backup, path, lock_seconds=LOCK_SECONDS)
    assert first != second
    assert first is not None
    assert first.exists()


def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, path: Path, store: SqliteStore) -> None:
    with backup.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(StoreDamaged, match="use an older backup"):
        restore(backup, path, lock_seconds=LOCK_SECONDS)
    assert store.observations.latest()["HY"].value == 9.0


def test_a_routine_backup_is_written_once_it_is_due_and_the_oldest_make_room(store: SqliteStore, path: Path) -> None:
    week = timedelta(days=7)
    written = [store.back_up_when_due(MONDAY + number * week, keep=2) for number in range(4)]
    assert all(backup is not None and integrity(backup) == "ok" for backup in written[2:])
    assert store.back_up_when_due(MONDAY + 3 * week + timedelta(days=6), keep=2) is None
    assert [entry.name for entry in sorted((path.parent / "backups").iterdir())] == [
        "debtwatch.2026-11-30.db",
        "debtwatch.2026-12-07.db",
    ]
    assert store.health().newest_backup == written[3]


def test_routine_backups_leave_the_backups_of_migrations_alone(tmp_path: Path) -> None:
    path = tmp_path / "[odd] name.sqlite"
    open_here(path, steps=STEPS[:1]).close()
    with open_here(path) as store:
        for number in range(3):
            store.back_up_when_due(MONDAY + timedelta(days=number), every_days=1, keep=1)
        assert [entry.name for entry in sorted((tmp_path / "backups").iterdir())] == [
            "[odd] name.2026-11-18.db",
            "[odd] name.schema-1.1.db",
        ]


def test_another_program_s_file_is_not_restored(tmp_path: Path, path: Path, store: SqliteStore) -> None:
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        restore(other, path, lock_seconds=LOCK_SECONDS)
    assert store.notes.get("key") is None
