from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.series import Origin
from store.ground import MONDAY_NIGHT, days, finished, integrity, open_here, python

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

SIZE = 5


def writer(path: Path, series: str, batches: int) -> subprocess.Popen[str]:
    return python("-m", "store.writer", str(path), series, str(batches), str(SIZE))


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_two_processes_that_write_at_once_lose_nothing_and_share_no_version(path: Path) -> None:
    open_here(path).close()
    writers = [writer(path, name, 200) for name in ("HY", "IG")]
    for each in writers:
        start(each)
    versions = [int(line) for each in writers for line in finished(each).split()]
    assert sorted(versions) == list(range(1, 401))
    with open_here(path) as store:
        assert [len(store.observations.history(name)) for name in ("HY", "IG")] == [200 * SIZE] * 2
    assert integrity(path) == "ok"


def test_a_commit_of_one_process_is_in_the_next_version_another_sees(path: Path) -> None:
    with open_here(path) as ours:
        ours.observations.commit(days(1), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        theirs = writer(path, "IG", 1)
        start(theirs)
        assert finished(theirs) == "2\n"
        assert ours.observations.version() == 2
        assert set(ours.observations.latest()) == {"HY", "IG"}


def test_a_reader_beside_a_writer_only_ever_sees_whole_commits(path: Path) -> None:
    open_here(path).close()
    with open_here(path, read_only=True) as reader:
        other = writer(path, "HY", 150)
        start(other)
        seen = [0]
        while other.poll() is None or seen[-1] < 150 * SIZE:
            seen.append(len(reader.observations.history("HY")))
        finished(other)
    assert {count % SIZE for count in seen} == {0}
    assert seen == sorted(seen)
