"""Kill writers in the middle of their commits, and look at what they leave: `python -m store.victims PATH KILLS`.

Each victim commits batches without pause and acknowledges each with a byte; it is killed after a few.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

from debtwatch.domain.series import Origin
from store.ground import MONDAY, MONDAY_NIGHT, integrity, open_here, printed

BATCH = 200


def commit_for_ever(path: Path, acknowledge: int) -> None:
    with open_here(path) as store:
        for version in count(store.observations.version() + 1):
            first = MONDAY + timedelta(days=version * BATCH)
            batch = [printed(float(version), first + timedelta(days=number)) for number in range(BATCH)]
            assert store.observations.commit(batch, seen_at=MONDAY_NIGHT, origin=Origin.FEED).version == version
            os.write(acknowledge, b".")


def kill_one(path: Path, patience: int) -> int:
    """Return how many commits the victim had acknowledged when it died."""
    heard, said = os.pipe()
    victim = os.fork()
    if victim == 0:
        commit_for_ever(path, said)
    os.close(said)
    acknowledged = len(os.read(heard, 1))
    while acknowledged < patience:
        acknowledged += len(os.read(heard, 1))
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    while rest := os.read(heard, 4096):
        acknowledged += len(rest)
    os.close(heard)
    return acknowledged


def main(path: Path, kills: int) -> None:
    dice = random.Random(20081115)
    kept = 0
    for _ in range(kills):
        acknowledged = kill_one(path, dice.randint(1, 4))
        with open_here(path) as store:
            version, rows = store.observations.version(), len(store.observations.history("HY"))
        assert integrity(path) == "ok"
        assert rows == version * BATCH, "a batch is there in part"
        assert version >= kept + acknowledged, "an acknowledged commit is gone"
        kept = version
    sys.stdout.write(f"{kills} kills: whole, sound, nothing lost\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
