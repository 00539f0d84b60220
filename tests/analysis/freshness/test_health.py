from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from debtwatch.analysis.freshness import feed_health, memory_of
from debtwatch.domain.freshness import Freshness, FreshnessState
from polling.examples import ICE, NFCI

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Poll:
    failures: int = 0
    cause: str = ""
    last_try: datetime | None = NOON
    last_success: datetime | None = None
    next_try: datetime | None = None


def age(series: str, state: FreshnessState, cause: str = "") -> Freshness:
    data = FreshnessState.STALE if state is FreshnessState.FAILED else state
    return Freshness(series, state, data, None, None, None, False, None, False, cause)


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ((), "never"),
        (("closed", "live"), "live"),
        (("live", "delayed"), "delayed"),
        (("stale", "delayed", "closed"), "stale"),
        (("never", "live"), "never"),
        (("failed", "live"), "failed"),
    ],
)
def test_a_feed_is_as_bad_as_its_worst_series(states: tuple[str, ...], worst: str) -> None:
    ages = [age(f"S{place}", FreshnessState(state)) for place, state in enumerate(states)]
    assert feed_health("fred", ages, Poll()).state.value == worst


def test_a_feed_whose_last_try_failed_says_why() -> None:
    health = feed_health("fred", [age("A", FreshnessState.LIVE)], Poll(failures=2, cause="503"))
    assert (health.state, health.failures, health.cause) == (FreshnessState.FAILED, 2, "503")


def test_a_feed_with_one_failing_series_names_it() -> None:
    ages = [age("A", FreshnessState.LIVE), age("B", FreshnessState.FAILED, "404")]
    health = feed_health("fred", ages, Poll())
    assert (health.state, health.failures, health.cause) == (FreshnessState.FAILED, 0, "B: 404")


def test_a_feed_never_asked_has_no_history() -> None:
    health = feed_health("fred", [], None, enabled=False, note="accept its terms")
    assert (health.last_try, health.enabled, health.note) == (None, False, "accept its terms")


def test_a_series_that_failed_alone_has_its_own_memory() -> None:
    feed, alone = Poll(), Poll(failures=1, cause="404")
    memories = {"fred": feed, "fred/NFCI": alone, "fred/BAMLH0A0HYM2": Poll()}
    assert memory_of(NFCI, memories) is alone
    assert memory_of(ICE, memories) is feed
    assert memory_of(NFCI, {}) is None
