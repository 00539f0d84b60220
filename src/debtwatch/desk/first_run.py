"""What a new store is filled with, so that the first screen is not empty: recorded public days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.series import Origin

if TYPE_CHECKING:
    from debtwatch.desk.ground import Ground


def fill_if_new(ground: Ground) -> int:
    """Commit the recorded observations to a store that has none; return how many rows it took.

    Every one of them is marked recorded, none is of a day the clock has not reached, and each gives
    way to the first print a feed brings. Two processes may do this at once: the second finds nothing left to insert.
    """
    observations = ground.store.observations
    if observations.version():
        return 0
    from debtwatch.config.paths import shipped
    from debtwatch.feeds.recorded import recorded_observations

    today = ground.today()  # a replay begins before the newest recording
    found = [
        observation
        for recording in recorded_observations(shipped("fixtures", "recorded"), ground.series)
        for observation in recording.observations
        if observation.observed_on < today
    ]
    return observations.commit(found, seen_at=ground.now(), origin=Origin.RECORDED).changed
