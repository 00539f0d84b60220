from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreError, StoreNewer
from debtwatch.domain.series import Origin
from debtwatch.store.sqlite.schema import STEPS
from debtwatch.store.values import AlertEventRow
from store.ground import MONDAY_NIGHT, finished, open_here, printed, python

if TYPE_CHECKING:
    from pathlib import Path

FIRST = STEPS[:1]
"""The schema before alerts were stored."""


@pytest.fixture
def old(path: Path) -> Path:
    """A store of the first schema with a print, a note and a feed's memory in it."""
    with open_here(path, steps=FIRST) as store:
        store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        store.notes.put("terms.fred", "yes")
    return path


def schema_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_an_older_store_is_migrated_with_all_it_holds(old: Path) -> None:
    assert schema_of(old) == 1
    with open_here(old) as store:
        assert store.observations.latest()["HY"].value == 3.25
        assert store.notes.get("terms.fred") == "yes"
        assert store.alerts.commit([], [AlertEventRow("1", MONDAY_NIGHT, "{}")]) == [1]
        assert store.health().sound
    assert schema_of(old) == len(STEPS)


def test_a_migration_is_preceded_by_a_backup_of_the_older_store(old: Path) -> None:
    with open_here(old) as store:
        backup = store.health().newest_backup
    assert backup is not None
    assert backup.name == f"{old.stem}.schema-1.1.db"
    assert schema_of(backup) == 1
    with open_here(backup, steps=FIRST) as store:
        assert store.observations.latest()["HY"].value == 3.25


def test_a_store_of_today_s_schema_is_not_backed_up_again(old: Path) -> None:
    for _ in range(3):
        open_here(old).close()
    assert len(list((old.parent / "backups").glob("*.db"))) == 1


def test_a_migration_that_fails_leaves_the_older_store_as_it_was(old: Path) -> None:
    broken = (*FIRST, ("CREATE TABLE half (x) STRICT", "CREATE TABLE note (x)"))
    with pytest.raises(StoreError):
        open_here(old, steps=broken)
    assert schema_of(old) == 1
    with open_here(old, steps=FIRST) as store:
        assert store.observations.latest()["HY"].value == 3.25
    with sqlite3.connect(old) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'half'").fetchall() == []
    connection.close()


def test_a_newer_store_is_refused_and_not_touched(path: Path) -> None:
    with open_here(path, steps=(*STEPS, ("CREATE TABLE tomorrow (x TEXT) STRICT",))):
        pass
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match=f"has schema {len(STEPS) + 1}.*update debtwatch; nothing was changed"):
        open_here(path)
    assert path.read_bytes() == before


def test_reading_only_does_not_migrate(old: Path) -> None:
    with pytest.raises(StoreError, match="open it once to write"):
        open_here(old, read_only=True)
    assert schema_of(old) == 1


def test_two_processes_that_start_at_once_make_one_store_and_migrate_it_once(old: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from store.ground import open_here; open_here(Path(sys.argv[1])).close()"
    )
    fresh = tmp_path / "fresh" / "store.sqlite"
    for target in (old, fresh):
        for starter in [python("-c", code, str(target)) for _ in range(2)]:
            finished(starter)
        assert schema_of(target) == len(STEPS)
    assert len(list((old.parent / "backups").glob("*.db"))) == 1
