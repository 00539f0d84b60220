from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from debtwatch.desk.ground import open_ground
from debtwatch.desk.permission import accept, accepted_on, put_off, unanswered, withdraw, withheld_because
from debtwatch.domain.settings import FeedSettings, Places, Settings
from debtwatch.store.protocols import NoteStore

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(places=Places(config=tmp_path, data=tmp_path, cache=tmp_path, log=tmp_path))


@pytest.fixture
def notes(settings: Settings) -> Iterator[NoteStore]:
    with open_ground(settings).store as store:
        yield store.notes


def test_a_feed_with_terms_is_asked_for_nothing_before_a_yes(settings: Settings, notes: NoteStore) -> None:
    assert "debtwatch config accept fred" in (withheld_because("fred", settings, notes) or "")
    accept("fred", notes, NOON)
    assert withheld_because("fred", settings, notes) is None
    assert accepted_on("fred", notes) == "2026-11-23"


def test_a_yes_can_be_taken_back(settings: Settings, notes: NoteStore) -> None:
    accept("fred", notes, NOON)
    withdraw("fred", notes)
    assert withheld_because("fred", settings, notes) is not None


def test_public_sources_need_no_yes(settings: Settings, notes: NoteStore) -> None:
    assert withheld_because("treasury", settings, notes) is None


def test_a_feed_that_is_switched_off_says_by_what(settings: Settings, notes: NoteStore) -> None:
    off = replace(settings, feeds={"treasury": FeedSettings(enabled=False)})
    assert withheld_because("treasury", off, notes) == "switched off by feeds.treasury.enabled"


def test_terms_are_shown_once_and_a_no_is_kept(settings: Settings, notes: NoteStore) -> None:
    shown = unanswered(settings, notes)
    assert shown is not None
    assert shown.feed == "fred"
    put_off("fred", notes, NOON)
    assert unanswered(settings, notes) is None
    assert withheld_because("fred", settings, notes) is not None


def test_a_replay_on_this_machine_asks_no_owner(settings: Settings, notes: NoteStore) -> None:
    replay = replace(settings, feeds={"fred": FeedSettings(base_url="http://127.0.0.1:1")})
    assert withheld_because("fred", replay, notes) is None
    assert unanswered(replay, notes) is None
