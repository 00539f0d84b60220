"""Commit under a file-size limit that grows, so that the system refuses at one write after another.

`python -m store.cramped PATH`
"""

from __future__ import annotations

import resource
import signal
import sys
from datetime import timedelta
from pathlib import Path

from debtwatch.domain.errors import StoreError
from debtwatch.domain.series import Origin
from store.ground import MONDAY_NIGHT, days, integrity, open_here

STEP = 700
BATCH = 60


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def main(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    refused = 0
    with open_here(path) as store:
        store.observations.commit(days(BATCH, 0.0), seen_at=MONDAY_NIGHT, origin=Origin.FEED)
        rows = BATCH
        log = path.with_name(f"{path.name}-wal")
        for turn in range(1, 41):
            limit(log.stat().st_size + (turn % 20) * STEP)
            seen_at = MONDAY_NIGHT + timedelta(days=turn)
            try:
                store.observations.commit(days(BATCH, float(turn)), seen_at=seen_at, origin=Origin.FEED)
                rows += BATCH
            except StoreError:
                refused += 1
            limit(resource.RLIM_INFINITY)
            assert len(store.observations.history("HY")) == rows
    assert integrity(path) == "ok"
    assert 10 < refused < 40, refused
    sys.stdout.write(f"kept its word at {refused} refusals\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
