from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from debtwatch.store.values import FeedMemory, FetchOutcome, FetchRecord
from store.ground import MONDAY_NIGHT, open_here

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore

FETCH = FetchRecord(
    feed="treasury",
    started_at=MONDAY_NIGHT,
    ended_at=MONDAY_NIGHT + timedelta(seconds=1),
    outcome=FetchOutcome.OK,
    http_status=200,
    bytes=1_234,
    sha256="ab" * 32,
    etag='"x"',
    last_modified="Mon, 16 Nov 2026 21:00:00 GMT",
    rows_in=30,
    rows_new=1,
)
MEMORY = FeedMemory(
    last_try=MONDAY_NIGHT,
    last_success=MONDAY_NIGHT - timedelta(days=1),
    failures=2,
    cause="HTTP 503",
    next_try=MONDAY_NIGHT + timedelta(minutes=5),
    etag='"x"',
    last_modified="Mon, 16 Nov 2026 21:00:00 GMT",
    open_until=MONDAY_NIGHT + timedelta(minutes=15),
    trips=1,
)


def test_fetches_come_back_newest_first_and_by_feed(store: SqliteStore) -> None:
    failed = replace(FETCH, outcome=FetchOutcome.FAILED, http_status=None, cause="no name")
    for record in (FETCH, failed, replace(FETCH, feed="nyfed")):
        store.fetches.record(record)
    assert store.fetches.recent("treasury") == [failed, FETCH]
    assert store.fetches.recent("treasury", limit=1) == [failed]


def test_a_feed_that_never_ran_has_a_blank_memory(store: SqliteStore) -> None:
    assert store.fetches.last("treasury") == FeedMemory()
    assert store.fetches.all() == {}


def test_a_memory_replaces_the_one_before_and_survives_a_restart(path: Path) -> None:
    with open_here(path) as store:
        store.fetches.remember("treasury", FeedMemory(failures=1))
        store.fetches.remember("treasury", MEMORY)
    with open_here(path) as store:
        assert store.fetches.last("treasury") == MEMORY
        assert store.fetches.all() == {"treasury": MEMORY}
