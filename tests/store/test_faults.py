from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreError
from debtwatch.domain.series import Origin
from debtwatch.store import restore
from debtwatch.store.sqlite.schema import STEPS
from debtwatch.store.values import AlertEventRow, AlertStateRow
from store.faulty import Fault, harass_the_system, opener
from store.ground import LOCK_SECONDS, MONDAY_NIGHT, days, finished, integrity, open_here, printed, python

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore

LATER = MONDAY_NIGHT + timedelta(days=7)
BATCH = [*days(3, 2.0), *days(4, 2.0, "IG")]
STATE = AlertStateRow("a", "rule", "warning", "{}", "{}")
EVENT = AlertEventRow("1", MONDAY_NIGHT, "{}")


@dataclass(frozen=True)
class Deed:
    """Something a store does, and how to see what it did."""

    do: Callable[[SqliteStore], object]
    trace: Callable[[SqliteStore], object]


DEEDS = {
    "observations": Deed(
        lambda store: store.observations.commit(BATCH, seen_at=LATER, origin=Origin.FEED),
        lambda store: (
            store.observations.history("HY"),
            store.observations.history("IG"),
            store.observations.version(),
        ),
    ),
    "alerts": Deed(
        lambda store: store.alerts.commit([STATE], [EVENT], "evaluation"),
        lambda store: (store.alerts.states(), store.alerts.events(), store.alerts.evaluation()),
    ),
}


def prepared(path: Path) -> Path:
    with open_here(path) as store:
        store.observations.commit(days(2, 1.0), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        store.alerts.commit([], [], "before")
    return path


def traces(deed: Deed, path: Path) -> tuple[object, object]:
    """Return what a store shows before the deed and after it."""
    with open_here(prepared(path)) as store:
        before = deed.trace(store)
        deed.do(store)
        return before, deed.trace(store)


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("where", ["before a statement", "after a statement", "in the system"])
def test_a_commit_that_fails_at_any_call_happened_whole_or_not_at_all(
    tmp_path: Path, name: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed, fault = DEEDS[name], Fault()
    before, after = traces(deed, tmp_path / "whole" / "store.sqlite")
    connect = opener(fault if where != "in the system" else Fault(), afterwards=where == "after a statement")
    if where == "in the system":
        harass_the_system(fault, monkeypatch)
    for call in count(1):
        path = prepared(tmp_path / str(call) / "store.sqlite")
        with open_here(path, opener=connect) as store:
            fault.arm(call)
            failed = False
            try:
                deed.do(store)
            except StoreError:
                failed = True
            fault.disarm()
            with open_here(path) as witness:
                assert deed.trace(witness) in ([before, after] if failed else [after])
            deed.do(store)
            assert deed.trace(store) == after
        assert integrity(path) == "ok"
        if not fault.struck:
            break
    assert call > 5


@pytest.mark.parametrize("where", ["before a statement", "in the system"])
def test_a_store_whose_making_or_migration_fails_at_any_call_opens_the_next_time(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault()
    connect = opener(fault if where == "before a statement" else Fault(), afterwards=False)
    if where == "in the system":
        harass_the_system(fault, monkeypatch)
    for call in count(1):
        fresh, old = tmp_path / str(call) / "fresh.sqlite", tmp_path / str(call) / "old.sqlite"
        with open_here(old, steps=STEPS[:1]) as store:
            store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        struck = []
        for path in (fresh, old):
            fault.arm(call)
            try:
                open_here(path, opener=connect).close()
            except StoreError:
                assert fault.struck
            struck.append(fault.struck)
            fault.disarm()
            with open_here(path) as store:
                assert store.health().sound
                assert store.health().schema_version == len(STEPS)
                assert ("HY" in store.observations.latest()) is (path is old)
        if not any(struck):
            break
    assert call > 5


def test_a_restore_that_fails_at_any_call_leaves_the_old_store_or_the_backup_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, backup = Fault(), tmp_path / "backup.sqlite"
    with open_here(tmp_path / "source.sqlite") as store:
        store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        store.backup(backup)
    harass_the_system(fault, monkeypatch)
    for call in count(1):
        path = prepared(tmp_path / str(call) / "store.sqlite")
        fault.arm(call)
        try:
            restore(backup, path, lock_seconds=LOCK_SECONDS)
        except StoreError:
            assert fault.struck
        fault.disarm()
        aside = path.with_name(f"{path.name}.replaced-1")
        with open_here(path if path.exists() else aside) as store:
            assert store.observations.latest()["HY"].value in (1.0, 3.25)
        if not fault.struck:
            break
    assert call > 5


def test_a_full_disk_changes_nothing_and_is_named(path: Path) -> None:
    with open_here(prepared(path)) as store:
        with store._connections.alone() as writer:
            pages = writer.execute("PRAGMA page_count").fetchone()[0]
            writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="no room left to write; nothing was changed"):
            store.observations.commit(days(3_000, 2.0), seen_at=LATER, origin=Origin.FEED)
        assert store.observations.version() == 1
        with store._connections.alone() as writer:
            writer.execute("PRAGMA max_page_count = 1000000")
        assert store.observations.commit(days(3_000, 2.0), seen_at=LATER, origin=Origin.FEED).changed == 3_000


def test_a_file_that_may_not_grow_at_any_size_loses_nothing(path: Path) -> None:
    assert finished(python("-m", "store.cramped", str(path))).startswith("kept its word at ")


def test_a_store_directory_that_vanishes_is_noticed_and_a_new_store_can_be_made(path: Path) -> None:
    with open_here(prepared(path)) as store:
        shutil.rmtree(path.parent)
        with pytest.raises(StoreError, match=r"removed or replaced while it was open; .*start debtwatch again"):
            store.notes.put("key", "value")
        with pytest.raises(StoreError, match=r"removed or replaced while it was open"):
            store.notes.get("key")
        with open_here(path) as fresh:
            assert fresh.observations.version() == 0
        with pytest.raises(StoreError, match="removed or replaced"):
            store.notes.put("key", "value")


def test_a_store_directory_that_vanished_can_still_be_closed(path: Path) -> None:
    store = open_here(path)
    store.notes.put("key", "value")
    shutil.rmtree(path.parent)
    store.close()


@pytest.mark.parametrize("harm", ["cut", "flipped"])
def test_a_log_harmed_anywhere_gives_back_whole_commits_and_no_part_of_one(
    path: Path, tmp_path: Path, harm: str
) -> None:
    with open_here(path) as store:
        for turn in range(5):
            seen_at = MONDAY_NIGHT + timedelta(days=turn)
            store.observations.commit(days(20, float(turn)), seen_at=seen_at, origin=Origin.FEED)
        body, log = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
    seen = set()
    for number in range(25):
        place = len(log) * number // 25
        copy = tmp_path / str(number) / "store.sqlite"
        copy.parent.mkdir()
        copy.write_bytes(body)
        harmed = log[:place] if harm == "cut" else log[:place] + bytes([log[place] ^ 4]) + log[place + 1 :]
        copy.with_name(f"{copy.name}-wal").write_bytes(harmed)
        with open_here(copy) as store:
            assert store.health().sound
            rows = len(store.observations.history("HY"))
            assert rows == store.observations.version() * 20
            seen.add(rows)
    assert len(seen) > 3


def test_fifty_kills_in_the_middle_of_commits_lose_nothing_that_was_acknowledged(path: Path) -> None:
    assert finished(python("-m", "store.victims", str(path), "50")) == "50 kills: whole, sound, nothing lost\n"
