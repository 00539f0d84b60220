from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreDamaged, StoreError
from debtwatch.domain.series import Origin
from debtwatch.store import open_store
from debtwatch.store.sqlite.places import filesystem_of, is_shared, is_synced, refuse_shared
from store.ground import DECLARED, LOCK_SECONDS, MONDAY_NIGHT, NextAfternoon, days, finished, open_here, printed, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from debtwatch.store.protocols import Store
    from debtwatch.store.sqlite.store import SqliteStore

MOUNTS = r"""
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/desk/My\040Disk xfs rw 0 0
nas:/x /mnt/deals fuse.sshfs rw 0 0
C:\134 /mnt/c 9p rw 0 0
"""


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def open_at(address: str | Path, read_only: bool = False) -> Store:
    return open_store(
        address, lock_seconds=LOCK_SECONDS, series=DECLARED, calendars=NextAfternoon(), read_only=read_only
    )


def test_a_store_is_made_where_there_is_none_and_found_again(path: Path) -> None:
    with open_at(str(path)) as store:
        store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    with open_at(path) as store:
        assert store.observations.latest()["HY"].value == 3.25


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], indirect=True)
def test_everything_is_for_this_user_alone_whatever_the_umask(umask: None, path: Path) -> None:
    with open_here(path) as store:
        store.observations.commit(days(3), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        store.observations.frame()
        store.backup(path.parent / "backups" / "one.db")
        modes = {entry: stat.S_IMODE(entry.stat().st_mode) for entry in (path.parent, *path.parent.rglob("*"))}
    assert {entry.name for entry in modes} >= {path.name, f"{path.name}-wal", f"{path.name}-shm", "one.db", "columns"}
    assert {mode for entry, mode in modes.items() if entry.is_dir()} == {0o700}
    assert {mode for entry, mode in modes.items() if entry.is_file()} == {0o600}


def test_only_the_store_and_its_locks_are_left_after_a_close(path: Path) -> None:
    with open_here(path) as store:
        store.notes.put("key", "value")
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, f"{path.name}.lock", f"{path.name}.lock.turn"}


def test_opening_loads_neither_polars_nor_a_foreign_driver(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from store.ground import open_here, printed, MONDAY_NIGHT\n"
        "from debtwatch.domain.series import Origin\n"
        f"with open_here(Path({str(path)!r})) as store:\n"
        "    store.observations.commit([printed(1.0)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)\n"
        "    store.observations.latest(); store.alerts.commit([], [], '{}'); store.health()\n"
        "print(sorted({'polars', 'numpy', 'psycopg', 'asyncio', 'httpx'} & set(sys.modules)))"
    )
    assert finished(python("-c", code)) == "[]\n"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://desk@db/debtwatch", r"cannot open a postgresql store.*debtwatch\[postgres\].*\[store\]\.url"),
        ("mysql://db/x", "cannot open a mysql store.*a path to an SQLite file"),
    ],
)
def test_an_address_no_backend_serves_says_what_is_needed(address: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        open_at(address)


def test_reading_only_never_makes_a_store(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store yet"):
        open_at(path, read_only=True)
    assert not path.parent.exists()


def test_reading_only_sees_everything_and_writes_nothing(path: Path, store: SqliteStore) -> None:
    store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
    with open_at(path, read_only=True) as reader:
        assert reader.observations.latest()["HY"].value == 3.25
        assert reader.observations.frame().height == 1
        with pytest.raises(StoreError, match="opened to read only"):
            reader.notes.put("key", "value")
        store.notes.put("key", "from the writer")
        assert reader.notes.get("key") == "from the writer"


def test_a_file_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="an SQLite file of another program"):
        open_at(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("body", [b"", b"not a database at all, only text that is long enough to have a header" * 20])
def test_a_file_that_is_no_store_is_damaged_and_says_the_way_back(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(body)
    with pytest.raises(StoreDamaged, match="end every debtwatch and move"):
        open_at(path)
    assert path.read_bytes() == body


def test_the_log_of_a_store_that_was_removed_is_not_replayed_into_the_next(path: Path) -> None:
    with open_here(path) as store:
        store.notes.put("whose", "the old store's")
        log = path.with_name(f"{path.name}-wal").read_bytes()
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(log)
    with open_here(path) as store:
        assert store.notes.get("whose") is None
        assert store.health().sound


def test_a_closed_store_says_so(path: Path) -> None:
    store = open_here(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.notes.get("key")
    with pytest.raises(StoreError, match="was closed"):
        store.notes.put("key", "value")


def test_one_store_serves_many_threads_at_once(store: SqliteStore) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                store.notes.put(f"{number}", f"{turn}")
                store.observations.commit(days(number + 1, float(turn)), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
                assert store.notes.get(f"{number}") == f"{turn}"
                assert "HY" in store.observations.latest()
        except BaseException as error:  # noqa: BLE001 -- a thread's failure must reach the test
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert store.health().sound


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("/root/.local/share", "ext4"),
        ("/home/desk/.local", "nfs4"),
        ("/home/desk/My Disk/store.sqlite", "xfs"),
        ("/mnt/deals/a", "fuse.sshfs"),
        ("/mnt/c/Users", "9p"),
        ("/homely", "ext4"),
    ],
)
def test_a_path_lies_on_the_innermost_mount(where: str, kind: str) -> None:
    assert filesystem_of(Path(where), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_filesystem_shared_between_machines_is_refused(kind: str, path: Path) -> None:
    with pytest.raises(StoreError, match=f"lies on {kind}.*a local disk"):
        refuse_shared(path, kind)


def test_a_local_or_unknown_filesystem_is_not_refused(path: Path) -> None:
    assert not any(map(is_shared, ["ext4", "btrfs", "apfs", "tmpfs", "overlay", "fuse.ntfs-3g", ""]))
    refuse_shared(path, "ext4")


def test_a_synchronised_folder_is_noticed(tmp_path: Path) -> None:
    assert is_synced(tmp_path / "OneDrive - Desk" / "debtwatch.sqlite")
    assert not is_synced(tmp_path / "data" / "dropbox.sqlite")
