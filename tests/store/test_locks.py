from __future__ import annotations

import threading
from pathlib import Path

import pytest

from debtwatch.domain.errors import StoreBusy
from debtwatch.store.locks import FileLock
from store.ground import open_here, python


def test_a_waiting_writer_names_the_process_that_holds_the_lock(path: Path) -> None:
    with open_here(path, lock_seconds=0.05) as store:
        lock = path.with_name(f"{path.name}.lock")
        with python("-m", "store.holder", "lock", str(lock)) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(StoreBusy, match=rf"process {holder.pid} has held the write lock for 0\.05 s"):
                store.notes.put("key", "value")
            assert store.notes.get("key") is None
            holder.kill()
            holder.wait()
        store.notes.put("key", "value")
        assert store.notes.get("key") == "value"


def test_a_store_can_be_closed_while_another_process_holds_the_lock(path: Path) -> None:
    store = open_here(path, lock_seconds=0.01)
    store.notes.put("key", "value")
    with FileLock(path.with_name(f"{path.name}.lock")).held(1):
        store.close()
    with open_here(path) as reopened:
        assert reopened.notes.get("key") == "value"


def test_threads_of_one_process_take_turns_too(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with lock.held(1), pytest.raises(StoreBusy, match="process"), lock.held(0.01):
        pass
    with lock.held(0.01):
        pass


def test_a_writer_waits_its_turn(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    order: list[str] = []
    held = threading.Event()

    def hold() -> None:
        with first.held(5):
            held.set()
            order.append("first")
            waiting.wait(5)

    waiting = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    threading.Timer(0.02, waiting.set).start()
    with second.held(5):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_one_that_writes_without_pause_keeps_no_other_waiting_for_its_turn(tmp_path: Path) -> None:
    greedy, patient = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    blocks: list[str] = []
    begun, enough = threading.Event(), threading.Event()

    def write_without_pause() -> None:
        while not enough.is_set():
            with greedy.held(5):
                blocks.append("greedy")
                begun.set()

    thread = threading.Thread(target=write_without_pause)
    thread.start()
    assert begun.wait(5)
    for _ in range(20):
        with patient.held(5):
            blocks.append("patient")
    enough.set()
    thread.join()
    assert blocks.count("patient") == 20


def test_a_lock_file_that_was_removed_is_made_again(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with first.held(1):
        pass
    (tmp_path / "lock").unlink()
    with first.held(1), pytest.raises(StoreBusy), second.held(0.01):
        pass


def test_a_lock_made_for_one_block_leaves_no_file_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(20):
        with FileLock(tmp_path / "lock").held(1):
            pass
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_a_lock_let_go_by_an_error_is_free(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    with pytest.raises(RuntimeError), first.held(1):
        raise RuntimeError
    with second.held(0.01):
        pass


def test_a_writer_waits_for_no_reader_and_a_reader_sees_one_moment(path: Path) -> None:
    with open_here(path) as store, store._connections.reading() as reader:
        assert reader.execute("SELECT count(*) FROM note").fetchone() == (0,)
        store.notes.put("key", "value")
        assert reader.execute("SELECT count(*) FROM note").fetchone() == (0,)
