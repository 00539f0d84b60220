from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreError
from debtwatch.store import Election
from store.ground import python

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def seat(tmp_path: Path) -> Path:
    return tmp_path / "collector.lock"


@pytest.fixture
def other(seat: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in the seat."""
    with python("-m", "store.holder", "seat", str(seat)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_free_seat_is_taken_at_once_and_stays_taken(seat: Path) -> None:
    ours = Election(seat)
    assert not ours.held
    assert ours.holder_pid() is None
    assert ours.try_acquire()
    assert ours.try_acquire()
    assert ours.held
    assert ours.holder_pid() == os.getpid()


def test_two_candidates_never_both_win(seat: Path) -> None:
    ours, theirs = Election(seat), Election(seat)
    assert ours.try_acquire()
    assert not theirs.try_acquire()
    assert not theirs.held


def test_a_seat_given_up_is_free_for_the_next(seat: Path) -> None:
    ours, theirs = Election(seat), Election(seat)
    ours.try_acquire()
    ours.release()
    ours.release()
    assert theirs.holder_pid() is None
    assert theirs.try_acquire()


def test_everyone_can_see_which_process_holds_the_seat(seat: Path, other: subprocess.Popen[str]) -> None:
    ours = Election(seat)
    assert not ours.try_acquire()
    assert ours.holder_pid() == other.pid


def test_asking_who_holds_the_seat_does_not_cost_the_holder_the_seat(seat: Path, other: subprocess.Popen[str]) -> None:
    ours = Election(seat)
    for _ in range(100):
        assert ours.holder_pid() == other.pid
        assert not ours.try_acquire()


def test_the_survivor_of_a_kill_wins_at_its_next_try(seat: Path, other: subprocess.Popen[str]) -> None:
    ours = Election(seat)
    assert not ours.try_acquire()
    other.kill()
    other.wait()
    assert ours.holder_pid() is None
    assert ours.try_acquire()
    assert ours.holder_pid() == os.getpid()


def test_of_many_threads_one_process_takes_the_seat_once(seat: Path) -> None:
    ours = Election(seat)
    won: list[bool] = []
    threads = [threading.Thread(target=lambda: won.append(ours.try_acquire())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ours.release()
    assert won == [True] * 8
    assert Election(seat).try_acquire()


def test_the_lock_file_is_private_and_stays(seat: Path) -> None:
    ours = Election(seat)
    ours.try_acquire()
    ours.release()
    assert seat.stat().st_mode & 0o777 == 0o600


def test_a_lock_file_that_was_replaced_elects_nobody_on_the_old_one(seat: Path) -> None:
    ours = Election(seat)
    ours.try_acquire()
    seat.unlink()
    theirs = Election(seat)
    assert theirs.try_acquire()
    assert theirs.holder_pid() == os.getpid()


def test_a_seat_in_no_directory_says_where(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing/collector\.lock.*a directory that exists"):
        Election(tmp_path / "missing" / "collector.lock").try_acquire()
