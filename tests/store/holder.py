"""Take a seat or the write lock, say so, and keep it until stdin closes: `python -m store.holder seat|lock PATH`."""

from __future__ import annotations

import sys
from pathlib import Path

from debtwatch.store import Election
from debtwatch.store.locks import FileLock


def wait() -> None:
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()


def main(kind: str, path: Path) -> None:
    if kind == "seat":
        assert Election(path).try_acquire()
        wait()
        return
    with FileLock(path).held(5):
        wait()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
