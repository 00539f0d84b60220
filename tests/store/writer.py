"""Commit batches and print the version each got: `python -m store.writer PATH SERIES BATCHES SIZE`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from debtwatch.domain.series import Origin
from store.ground import MONDAY, MONDAY_NIGHT, open_here, printed


def main(path: Path, series: str, batches: int, size: int) -> None:
    with open_here(path) as store:
        sys.stdin.readline()
        for batch in range(batches):
            days = [MONDAY + timedelta(days=batch * size + number) for number in range(size)]
            prints = [printed(1.0, day, series) for day in days]
            change = store.observations.commit(prints, seen_at=MONDAY_NIGHT, origin=Origin.FEED)
            sys.stdout.write(f"{change.version}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
