from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.domain.errors import StoreError
from debtwatch.domain.series import Observation, Origin, StoredObservation
from debtwatch.store.values import Commit
from store.ground import MONDAY, MONDAY_NIGHT, days, open_here, printed

if TYPE_CHECKING:
    from debtwatch.store.sqlite.store import SqliteStore

WEEK = timedelta(days=7)
TUESDAY = MONDAY + timedelta(days=1)


def commit(store: SqliteStore, *prints: Observation, seen_at: datetime = MONDAY_NIGHT) -> Commit:
    return store.observations.commit(prints, seen_at=seen_at, origin=Origin.FEED)


def test_an_empty_store_has_version_nought_and_nothing_to_show(store: SqliteStore) -> None:
    assert store.observations.version() == 0
    assert store.observations.latest() == {}
    assert store.observations.history("HY") == []


def test_a_print_comes_back_with_all_its_dates(store: SqliteStore) -> None:
    commit(store, printed(3.25), seen_at=MONDAY_NIGHT + WEEK)
    assert store.observations.latest()["HY"] == StoredObservation(
        series="HY",
        observed_on=MONDAY,
        value=3.25,
        published_on=TUESDAY,
        published_assumed=True,
        seen_at=MONDAY_NIGHT + WEEK,
        origin=Origin.FEED,
    )


def test_the_source_s_own_publication_date_is_kept(store: SqliteStore) -> None:
    commit(store, printed(3.25, published_on=date(2026, 11, 20)))
    [kept] = store.observations.history("HY")
    assert (kept.published_on, kept.published_assumed) == (date(2026, 11, 20), False)


def test_the_same_prints_again_change_nothing(store: SqliteStore) -> None:
    first = commit(store, *days(5))
    again = commit(store, *days(5), seen_at=MONDAY_NIGHT + WEEK)
    assert first == Commit(inserted=5, revised=0, version=1)
    assert again == Commit(inserted=0, revised=0, version=1)
    assert again.changed == 0


def test_a_revision_adds_a_vintage_and_keeps_the_first(store: SqliteStore) -> None:
    commit(store, printed(3.25))
    revised = commit(store, printed(3.3), seen_at=MONDAY_NIGHT + WEEK)
    assert revised == Commit(inserted=0, revised=1, version=2)
    assert [kept.value for kept in store.observations.history("HY")] == [3.25, 3.3]
    assert store.observations.latest()["HY"].value == 3.3


def test_a_window_that_shrinks_upstream_deletes_nothing(store: SqliteStore) -> None:
    commit(store, *days(10))
    commit(store, *days(10)[-2:], seen_at=MONDAY_NIGHT + WEEK)
    assert len(store.observations.history("HY")) == 10


def test_a_feed_s_first_equal_print_makes_a_recorded_number_live(store: SqliteStore) -> None:
    store.observations.commit([printed(3.25)], seen_at=MONDAY_NIGHT, origin=Origin.RECORDED)
    confirmed = commit(store, printed(3.25), seen_at=MONDAY_NIGHT + WEEK)
    assert confirmed == Commit(inserted=0, revised=0, version=2, confirmed=1)
    assert store.observations.latest()["HY"].origin is Origin.FEED
    assert commit(store, printed(3.25), seen_at=MONDAY_NIGHT + 2 * WEEK).changed == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_null(store: SqliteStore, value: float) -> None:
    commit(store, printed(value))
    [kept] = store.observations.history("HY")
    assert kept.value is None


def test_latest_is_the_newest_day_that_has_a_value(store: SqliteStore) -> None:
    commit(store, printed(3.25), printed(None, TUESDAY))
    assert store.observations.newest_on() == {"HY": MONDAY}


def test_a_value_its_source_took_back_is_no_longer_latest(store: SqliteStore) -> None:
    commit(store, printed(3.25), printed(3.3, TUESDAY))
    commit(store, printed(None, TUESDAY), seen_at=MONDAY_NIGHT + WEEK)
    assert store.observations.newest_on() == {"HY": MONDAY}


def test_of_two_prints_of_one_day_in_one_answer_the_last_counts(store: SqliteStore) -> None:
    assert commit(store, printed(3.25), printed(3.3)) == Commit(inserted=1, revised=0, version=1)
    assert store.observations.latest()["HY"].value == 3.3


def test_vintages_that_arrive_out_of_order_are_told_in_order(store: SqliteStore) -> None:
    newer, older = printed(3.3, published_on=date(2026, 12, 1)), printed(3.25, published_on=date(2026, 11, 20))
    commit(store, newer)
    commit(store, older, seen_at=MONDAY_NIGHT + WEEK)
    assert [kept.value for kept in store.observations.history("HY")] == [3.25, 3.3]
    assert store.observations.latest()["HY"].value == 3.3
    assert commit(store, older, newer, seen_at=MONDAY_NIGHT + 2 * WEEK).changed == 0


def test_a_moment_without_a_zone_is_refused(store: SqliteStore) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        commit(store, printed(1.0), seen_at=datetime(2026, 11, 17))  # noqa: DTZ001


def test_an_undeclared_series_spoils_the_whole_commit_unless_its_prints_are_dated(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match=r"no publication date for series 'XX'.*declare it in series\.toml"):
        commit(store, printed(1.0), printed(1.0, series="XX"))
    assert store.observations.version() == 0
    assert commit(store, printed(1.0, series="XX", published_on=TUESDAY)).inserted == 1


def test_stored_prints_can_be_neither_changed_nor_removed(store: SqliteStore) -> None:
    commit(store, printed(3.25))
    for statement in ("UPDATE observation SET value = 1", "DELETE FROM observation"):
        with pytest.raises(StoreError, match="append-only"), store._connections.writing() as connection:
            connection.execute(statement)
    assert store.observations.latest()["HY"].value == 3.25


def test_days_before_1970_keep_their_dates(store: SqliteStore) -> None:
    long_ago = date(1919, 1, 1)
    commit(store, printed(5.35, long_ago))
    assert store.observations.newest_on() == {"HY": long_ago}


Batch = list[tuple[str, int, float | None]]
batches = st.lists(
    st.tuples(
        st.lists(
            st.tuples(
                st.sampled_from(["HY", "IG"]),
                st.integers(0, 4),
                st.none() | st.sampled_from([1.0, 2.0, float("nan")]),
            ),
            max_size=8,
        ),
        st.sampled_from(Origin),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(batches)
def test_whatever_arrives_history_only_grows_and_no_vintage_repeats(history: list[tuple[Batch, Origin]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_here(Path(folder) / "store.sqlite") as store:
        kept: dict[str, list[StoredObservation]] = {"HY": [], "IG": []}
        for number, (batch, origin) in enumerate(history):
            prints = [printed(value, MONDAY + timedelta(days=day), name) for name, day, value in batch]
            seen_at = datetime(2026, 12, 1, tzinfo=UTC) + number * timedelta(hours=7)
            before = store.observations.version()
            change = store.observations.commit(prints, seen_at=seen_at, origin=origin)
            again = store.observations.commit(prints, seen_at=seen_at + timedelta(hours=1), origin=origin)
            grown = {name: store.observations.history(name) for name in kept}
            rows = sum(map(len, grown.values()))
            assert again.changed == 0
            assert change.version == again.version == store.observations.version() == before + bool(change.changed)
            assert rows == sum(map(len, kept.values())) + change.changed
            assert all(old in grown[name] for name in kept for old in kept[name])
            kept = grown
        for name, rows_of in kept.items():
            by_day = defaultdict(list)
            for row in rows_of:
                by_day[row.observed_on].append(row)
            for vintages in by_day.values():
                pairs = pairwise(vintages)
                assert all(a.value != b.value or a.origin is Origin.RECORDED for a, b in pairs)
            valued = [day for day, vintages in by_day.items() if vintages[-1].value is not None]
            assert store.observations.newest_on().get(name) == max(valued, default=None)
