"""One pass over a real store with the recorded days in it and a clock of the test's own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest

import alert_homes
from debtwatch.alerts.metrics import METRICS
from debtwatch.analysis.snapshot.findings import found_in
from debtwatch.desk import alarms
from debtwatch.desk.desk import Desk
from debtwatch.desk.evaluate import evaluate, heartbeat
from debtwatch.desk.samples import known_labels, samples_of
from debtwatch.domain.errors import StoreBusy, StoreDamaged
from debtwatch.domain.series import Observation, Origin
from debtwatch.domain.settings import Settings, StoreSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.alert import AlertEvent

NOW = datetime(2026, 9, 3, 15, 0, tzinfo=UTC)
TEN_YEAR = """
[rule.ten-year]
metric = "spread.last_pct"
match = { series = "UST_10Y" }
op = ">"
threshold = 1
clear_threshold = 0.5
severity = "critical"
max_age = "30d"
summary = "the 10-year is at {value}"
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose store holds the recorded days."""
    return alert_homes.fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with one rule of its own, on the ten-year yield."""
    home = alert_homes.home_of(filled, tmp_path / "home", TEN_YEAR)
    settings = Settings(places=alert_homes.places_of(home), store=StoreSettings(lock_seconds=0.2))
    with Desk.open(settings, lambda: NOW) as opened:
        yield opened


def said(desk: Desk, now: datetime, gap_after: timedelta | None = None) -> list[str]:
    return [event.transition.value for event in evaluate(desk.ground, desk.stock, now, gap_after=gap_after).events]


def test_a_pass_keeps_states_and_events_together_and_numbers_them(desk: Desk) -> None:
    evaluated = evaluate(desk.ground, desk.stock, NOW)
    assert [(event.transition.value, event.seq) for event in evaluated.events] == [("summary", 1), ("firing", 2)]
    assert alarms.states(desk.ground.store.alerts) == evaluated.states
    assert alarms.unprinted(desk.ground.store.alerts) == evaluated.events
    assert alarms.newest(desk.ground.store.alerts, 1) == evaluated.events[-1:]
    event = evaluated.events[1]
    assert (event.value, event.observed_on, event.source) == (4.79, date(2026, 9, 2), "UST_10Y via treasury")


def test_a_second_pass_over_the_same_says_nothing_and_judges_nothing(desk: Desk) -> None:
    first = evaluate(desk.ground, desk.stock, NOW)
    again = evaluate(desk.ground, desk.stock, NOW + timedelta(minutes=1))
    assert first.judged
    assert not again.judged
    assert again.states == first.states
    assert again.evaluation == first.evaluation


@pytest.mark.parametrize("what", ["data", "rules", "book", "silence", "time", "clock set back"])
def test_a_change_of_anything_it_rests_on_is_judged(what: str, desk: Desk) -> None:
    first = evaluate(desk.ground, desk.stock, NOW)
    now = NOW + timedelta(minutes=1)
    config = desk.settings.places.config
    match what:
        case "data":
            print_ = Observation("UST_10Y", date(2026, 9, 3), 4.9)
            desk.ground.store.observations.commit([print_], seen_at=now, origin=Origin.FEED)
        case "rules":
            (config / "rules.toml").write_text(alert_homes.ALL_OFF, encoding="utf-8")
        case "book":
            (config / "deals").mkdir()
            (config / "deals" / "mine.toml").write_text("# nothing yet\n", encoding="utf-8")
        case "silence":
            alarms.silence(
                desk.ground.store.alerts, (("rule", "*"),), at=now, lasting=timedelta(hours=1), author="ann", reason="x"
            )
        case "time":
            now = first.evaluation.valid_until
        case _:
            now = NOW - timedelta(hours=1)
    assert evaluate(desk.ground, desk.stock, now).judged


def test_the_outcome_stands_until_the_next_print_is_due_at_the_latest(desk: Desk) -> None:
    until = evaluate(desk.ground, desk.stock, NOW).evaluation.valid_until
    assert NOW < until <= datetime(2026, 9, 4, tzinfo=UTC)


def test_a_new_print_resolves_and_a_revision_says_so(desk: Desk) -> None:
    said(desk, NOW)
    observations = desk.ground.store.observations
    later = NOW + timedelta(hours=1)
    observations.commit([Observation("UST_10Y", date(2026, 9, 2), 0.4)], seen_at=later, origin=Origin.FEED)
    evaluated = evaluate(desk.ground, desk.stock, later)
    assert [(event.transition.value, event.reason) for event in evaluated.events] == [("resolved", "revised")]
    assert evaluated.events[0].previous == 4.79


def test_a_late_revision_of_the_cited_print_is_said_while_a_newer_one_holds_the_alert(desk: Desk) -> None:
    said(desk, NOW)
    observations = desk.ground.store.observations
    later = NOW + timedelta(hours=1)
    observations.commit([Observation("UST_10Y", date(2026, 9, 3), 4.9)], seen_at=later, origin=Origin.FEED)
    assert said(desk, later) == []
    observations.commit(
        [Observation("UST_10Y", date(2026, 9, 2), 4.5)], seen_at=later + timedelta(hours=1), origin=Origin.FEED
    )
    evaluated = evaluate(desk.ground, desk.stock, later + timedelta(hours=1))
    assert [event.transition.value for event in evaluated.events] == ["revised"]
    event = evaluated.events[0]
    assert (event.previous, event.value, event.observed_on) == (4.79, 4.5, date(2026, 9, 2))


PRINTS: tuple[tuple[timedelta, list[Observation]], ...] = (
    (timedelta(hours=1), [Observation("UST_10Y", date(2026, 9, 3), 5.9), Observation("NFCI", date(2026, 8, 28), 0.4)]),
    (timedelta(hours=2), [Observation("UST_10Y", date(2026, 9, 3), 4.8)]),
    (timedelta(hours=3), [Observation("NFCI", date(2026, 8, 28), -0.5)]),
    (timedelta(days=1), []),
    (timedelta(days=60), []),
)
"""Prints that cross a rule, and two that revise what fired; then none until all is stale."""


def played(home: Path, *, whole: bool, fill: bool) -> list[tuple[object, ...]]:
    """Return what each pass over the prints came to, computing the whole snapshot or only what the rules are about."""
    passes: list[tuple[object, ...]] = []
    with Desk.open(Settings(places=alert_homes.places_of(home)), lambda: NOW, fill=fill) as desk:
        for after, prints in ((timedelta(), []), *PRINTS):
            now = NOW + after
            desk.ground.store.observations.commit(prints, seen_at=now, origin=Origin.FEED)
            snapshot = partial(desk.stock.snapshot, now) if whole else None
            found = evaluate(desk.ground, desk.stock, now, snapshot=snapshot)
            passes.append((found.judged, found.events, found.states, found.evaluation))
    return passes


@pytest.mark.parametrize("fill", [True, False], ids=["recorded days", "an empty store"])
def test_what_is_computed_for_the_rules_alone_says_what_the_whole_snapshot_says(
    fill: bool, filled: Path, tmp_path: Path
) -> None:
    homes = [tmp_path / "whole", tmp_path / "asked"]
    for home in homes:
        shutil.copytree(filled, home) if fill else home.mkdir()
    whole, asked = (played(home, whole=home.name == "whole", fill=fill) for home in homes)
    assert asked == whole
    said = {event.transition.value for _, events, *_ in asked for event in cast("tuple[AlertEvent, ...]", events)}
    assert {"summary", "firing", "resolved"} <= said


def test_an_older_snapshot_never_overrules_a_newer_pass(desk: Desk) -> None:
    old = desk.stock.snapshot(NOW)
    later = NOW + timedelta(hours=1)
    print_ = Observation("UST_10Y", date(2026, 9, 3), 0.3)
    desk.ground.store.observations.commit([print_], seen_at=later, origin=Origin.FEED)
    newer = evaluate(desk.ground, desk.stock, later)
    (desk.settings.places.config / "rules.toml").write_text(alert_homes.ALL_OFF + TEN_YEAR + "\n", encoding="utf-8")
    stale = evaluate(desk.ground, desk.stock, later + timedelta(minutes=1), snapshot=lambda: old)
    assert not stale.judged
    assert stale.evaluation == newer.evaluation


def test_a_gap_is_said_by_whoever_promised_to_leave_none(desk: Desk) -> None:
    hour = timedelta(hours=1)
    said(desk, NOW)
    assert said(desk, NOW + 0.4 * hour, gap_after=hour) == []
    assert said(desk, NOW + 0.9 * hour, gap_after=hour) == []
    assert said(desk, NOW + 5 * hour, gap_after=hour) == ["gap"]


def test_a_watch_that_keeps_looking_has_no_gap_to_own_up_to(desk: Desk) -> None:
    passes = [said(desk, NOW + n * timedelta(minutes=20), gap_after=timedelta(hours=1)) for n in range(10)]
    assert "gap" not in {transition for events in passes for transition in events}


def test_a_heartbeat_changes_nothing_but_the_log(desk: Desk) -> None:
    before = evaluate(desk.ground, desk.stock, NOW)
    heartbeat(desk.ground, NOW + timedelta(minutes=1))
    log = desk.ground.store.alerts
    assert [event.transition.value for event in alarms.events_after(log, 2)] == ["watchdog"]
    assert alarms.states(log) == before.states
    assert alarms.last_evaluation(log) == before.evaluation


def test_while_another_process_judges_this_one_waits_and_then_says_who_holds_the_lock(desk: Desk) -> None:
    from debtwatch.store.locks import FileLock

    with FileLock(desk.settings.places.data / "alerts.lock").held(1), pytest.raises(StoreBusy):
        evaluate(desk.ground, desk.stock, NOW)


def test_an_alert_that_cannot_be_read_is_damage_not_silence(desk: Desk) -> None:
    from debtwatch.store.values import AlertStateRow

    desk.ground.store.alerts.commit([AlertStateRow("f", "r", "warning", "{}", '{"phase": "purple"}')], [], None)
    with pytest.raises(StoreDamaged, match="cannot be read"):
        alarms.states(desk.ground.store.alerts)


@pytest.fixture(scope="module")
def snapshot(filled: Path) -> Iterator[tuple[Snapshot, Desk]]:
    """Return one snapshot of the recorded days, and its desk."""
    with Desk.open(Settings(places=alert_homes.places_of(filled)), lambda: NOW) as opened:
        yield opened.stock.snapshot(NOW), opened


def test_every_sample_is_of_a_declared_metric_with_its_labels_and_no_other(snapshot: tuple[Snapshot, Desk]) -> None:
    taken, desk = snapshot
    samples = samples_of(found_in(taken), desk.series)
    for each in samples:
        metric = METRICS[each.metric]
        assert [name for name, _ in each.labels] in [[label] for label in metric.labels]
        assert metric.unit in {each.unit, "series"}
    assert len({(each.metric, each.labels) for each in samples}) == len(samples)


def test_every_declared_metric_has_a_sample_but_those_the_book_has_no_cash_flows_for(
    snapshot: tuple[Snapshot, Desk],
) -> None:
    taken, desk = snapshot
    seen = {each.metric for each in samples_of(found_in(taken), desk.series)}
    assert set(METRICS) - seen <= {"refinancing.headroom_bp"}


def test_every_sample_is_of_something_known(snapshot: tuple[Snapshot, Desk]) -> None:
    taken, desk = snapshot
    known = known_labels(found_in(taken), desk.series)
    for each in samples_of(found_in(taken), desk.series):
        for name, value in each.labels:
            assert value in known.get(name, {value})


def test_while_the_book_has_problems_no_deal_counts_as_removed(snapshot: tuple[Snapshot, Desk]) -> None:
    taken, desk = snapshot
    damaged = replace(taken, book=replace(taken.book, problems=1))
    assert {"deal", "sponsor"} <= set(known_labels(found_in(taken), desk.series))
    assert not {"deal", "sponsor"} & set(known_labels(found_in(damaged), desk.series))


def test_every_shipped_rule_finds_what_it_watches(snapshot: tuple[Snapshot, Desk]) -> None:
    from debtwatch.alerts.matching import covers
    from debtwatch.desk.rules import read_alert_rules

    taken, desk = snapshot
    known = known_labels(found_in(taken), desk.series)
    sponsors_and_deals = {name: known[name] for name in ("deal", "sponsor", "series", "gauge", "lamp", "feed")}
    for rule in read_alert_rules(desk.settings):
        for name, pattern in rule.match:
            if name in sponsors_and_deals:
                assert any(covers(((name, pattern),), {name: value}) for value in sponsors_and_deals[name]), rule.id


def test_a_gauge_that_does_not_report_has_no_value_to_fire_on(snapshot: tuple[Snapshot, Desk]) -> None:
    import polars as pl

    taken, desk = snapshot
    proxied = taken.bubble.gauges.with_columns(
        value=pl.when(pl.col("gauge") == "run_up_ai").then(300.0).otherwise("value"),
        colour=pl.when(pl.col("gauge") == "run_up_ai").then(pl.lit("none")).otherwise("colour"),
    )
    silent = replace(taken, bubble=replace(taken.bubble, gauges=proxied))

    found = {
        sample.metric: sample.value
        for sample in samples_of(found_in(silent), desk.series)
        if ("gauge", "run_up_ai") in sample.labels and sample.metric.startswith("gauge.")
    }
    assert found == {"gauge.value": None, "gauge.level": None}
