from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from debtwatch.store.values import Acknowledgement, AlertEventRow, AlertStateRow, Silence
from store.ground import MONDAY_NIGHT, open_here

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.store.sqlite.store import SqliteStore

HOUR = timedelta(hours=1)


def state(fingerprint: str, phase: str = "firing") -> AlertStateRow:
    return AlertStateRow(fingerprint, "hy-widening", "warning", '{"series":"HY"}', f'{{"phase":"{phase}"}}')


def event(name: str) -> AlertEventRow:
    return AlertEventRow(name, MONDAY_NIGHT, f'{{"id":"{name}"}}')


def silence(hours: int) -> Silence:
    return Silence('{"rule":"hy-widening"}', MONDAY_NIGHT, MONDAY_NIGHT + hours * HOUR, "desk", "known")


def test_states_events_and_evaluation_come_back_as_committed(store: SqliteStore) -> None:
    assert store.alerts.commit([state("b"), state("a")], [event("1"), event("2")], '{"exit":1}') == [1, 2]
    assert store.alerts.states() == [state("a"), state("b")]
    assert [(kept.seq, kept.id, kept.at, kept.document) for kept in store.alerts.events()] == [
        (1, "1", MONDAY_NIGHT, '{"id":"1"}'),
        (2, "2", MONDAY_NIGHT, '{"id":"2"}'),
    ]
    assert store.alerts.evaluation() == '{"exit":1}'


def test_a_commit_replaces_every_state(store: SqliteStore) -> None:
    store.alerts.commit([state("a"), state("b")], [])
    store.alerts.commit([state("b", "recovering")], [])
    assert store.alerts.states() == [state("b", "recovering")]


def test_an_evaluation_stays_until_the_next(store: SqliteStore) -> None:
    assert store.alerts.evaluation() is None
    store.alerts.commit([], [], "first")
    store.alerts.commit([], [])
    assert store.alerts.evaluation() == "first"


def test_an_event_told_twice_is_one_event_and_keeps_its_number(store: SqliteStore) -> None:
    assert store.alerts.commit([], [event("1")]) == [1]
    assert store.alerts.commit([], [event("1"), event("2")]) == [1, 2]
    assert [kept.id for kept in store.alerts.events()] == ["1", "2"]


def test_events_are_replayed_after_a_number_and_up_to_a_limit(store: SqliteStore) -> None:
    store.alerts.commit([], [event(str(number)) for number in range(1, 6)])
    assert [kept.seq for kept in store.alerts.events(since_seq=2, limit=2)] == [3, 4]
    assert [kept.seq for kept in store.alerts.recent(limit=2)] == [5, 4]


def test_a_commit_that_fails_halfway_changes_nothing(store: SqliteStore) -> None:
    store.alerts.commit([state("a")], [event("1")], "first")
    naive = AlertEventRow("2", MONDAY_NIGHT.replace(tzinfo=None), "{}")
    with pytest.raises(ValueError, match="no time zone"):
        store.alerts.commit([state("b")], [event("3"), naive], "second")
    assert store.alerts.states() == [state("a")]
    assert [kept.id for kept in store.alerts.events()] == ["1"]
    assert store.alerts.evaluation() == "first"


def test_the_printed_mark_survives_a_restart_and_never_goes_back(path: Path) -> None:
    with open_here(path) as store:
        assert store.alerts.printed_seq() == 0
        store.alerts.set_printed_seq(7)
        store.alerts.set_printed_seq(3)
    with open_here(path) as store:
        assert store.alerts.printed_seq() == 7


def test_the_last_acknowledgement_of_an_alert_stands_until_it_is_withdrawn(store: SqliteStore) -> None:
    first = Acknowledgement("a", MONDAY_NIGHT, "desk", "seen")
    second = Acknowledgement("a", MONDAY_NIGHT + HOUR, "risk")
    store.alerts.acknowledge(first)
    store.alerts.acknowledge(second)
    assert store.alerts.acknowledgements() == {"a": second}
    store.alerts.withdraw("a")
    assert store.alerts.acknowledgements() == {}


def test_a_silence_holds_until_it_ends_and_is_never_forgotten(store: SqliteStore) -> None:
    assert [store.alerts.silence(silence(1)), store.alerts.silence(silence(3))] == [1, 2]
    assert [kept.id for kept in store.alerts.silences(MONDAY_NIGHT)] == [1, 2]
    assert [kept.id for kept in store.alerts.silences(MONDAY_NIGHT + HOUR)] == [2]
    assert [kept.id for kept in store.alerts.silences()] == [1, 2]


def test_a_silence_can_be_ended_early_but_only_once(store: SqliteStore) -> None:
    number = store.alerts.silence(silence(3))
    assert store.alerts.end_silence(number, MONDAY_NIGHT + HOUR)
    assert not store.alerts.end_silence(number, MONDAY_NIGHT + 2 * HOUR)
    assert not store.alerts.end_silence(99, MONDAY_NIGHT)
    assert store.alerts.silences(MONDAY_NIGHT + HOUR) == []
