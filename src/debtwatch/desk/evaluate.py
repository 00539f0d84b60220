"""One pass of the alert rules over what is stored, kept before anything is said."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch import __version__
from debtwatch.desk import alarms
from debtwatch.desk.ground import end_of, store_path
from debtwatch.desk.rules import alert_rules_digest
from debtwatch.domain.alert import Evaluation, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from debtwatch.alerts.context import Context
    from debtwatch.alerts.step import StepResult
    from debtwatch.analysis.snapshot.findings import Findings
    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.desk.ground import Ground
    from debtwatch.desk.stock import Stock
    from debtwatch.desk.watched import Watched
    from debtwatch.domain.alert import AlertEvent, AlertState

ALERTS_LOCK = "alerts.lock"
_TICK = timedelta(milliseconds=1)
"""Two passes never share a moment: it is part of an event's id."""

_EMPTY_STORE = Unknown("debtwatch", "the store is empty: `debtwatch poll` fills it")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What stands after a pass."""

    evaluation: Evaluation
    states: tuple[AlertState, ...]
    events: tuple[AlertEvent, ...]
    """What this pass said, in order and with its places in the log; nothing where it was not needed."""
    judged: bool
    """Whether the rules ran; else nothing had changed since they last did."""


def evaluate(
    ground: Ground,
    stock: Stock,
    now: datetime,
    *,
    snapshot: Callable[[], Snapshot] | None = None,
    gap_after: timedelta | None = None,
) -> Evaluated:
    """Judge every rule once and commit states and events together.

    Where the store, the book, the rules, the silences and the feeds' failures are what they were at the
    last pass and no clock has run out, the last pass stands and neither polars nor a rule is loaded.
    `snapshot` gives the present one where the caller has it, else only what the rules are about is computed;
    `gap_after` is the longest time its caller promises to leave between two passes. Raises ConfigError for wrong rules, StoreError and StoreBusy.
    """
    alerts = ground.store.alerts
    inputs = inputs_digest(ground, stock)
    last = alarms.last_evaluation(alerts)
    if last is not None and _stands(last, ground.store.observations.version(), inputs, now, gap_after):
        return Evaluated(last, alarms.states(alerts), (), judged=False)
    return _judged(ground, lambda watched: _found(ground, stock, watched, now, snapshot), inputs, now, gap_after)


def heartbeat(ground: Ground, now: datetime) -> None:
    """Keep an event that says the monitor is alive, with how much fires."""
    from debtwatch.alerts.codec import event_document
    from debtwatch.alerts.events import watchdog
    from debtwatch.store.locks import FileLock
    from debtwatch.store.values import AlertEventRow

    alerts = ground.store.alerts
    with FileLock(_lock_path(ground)).held(ground.settings.store.lock_seconds):
        event = watchdog(alarms.states(alerts), _whole_ms(now))
        alerts.commit(alerts.states(), [AlertEventRow(event.id, event.at, event_document(event))], alerts.evaluation())


def inputs_digest(ground: Ground, stock: Stock) -> str:
    """Return a hash of everything but observations and time that the outcome of a pass rests on."""
    alerts = ground.store.alerts
    parts = [
        __version__,
        stock.book_digest(),
        alert_rules_digest(ground.settings),
        ground.settings.alerts.repeat_hours,
        sorted((name, memory.failures) for name, memory in ground.store.fetches.all().items()),
        sorted((name, feed.enabled) for name, feed in ground.settings.feeds.items()),
        [str(silence) for silence in alarms.silences(alerts)],
        sorted(str(seen) for seen in alarms.acknowledgements(alerts)),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _stands(last: Evaluation, version: int, inputs: str, now: datetime, gap_after: timedelta | None) -> bool:
    """Return whether a pass now could say nothing that the last one has not; one that promises passes makes them."""
    promised = gap_after is None or now - last.at < gap_after / 2
    return promised and last.version == version and last.inputs == inputs and last.at <= now < last.valid_until


def _found(
    ground: Ground, stock: Stock, watched: Watched, now: datetime, snapshot: Callable[[], Snapshot] | None
) -> Findings:
    from debtwatch.analysis.snapshot.findings import found_in

    return found_in(snapshot()) if snapshot is not None else stock.findings(now, watched.asked(ground.series.values()))


def _judged(
    ground: Ground,
    found: Callable[[Watched], Findings],
    inputs: str,
    now: datetime,
    gap_after: timedelta | None,
) -> Evaluated:
    from debtwatch.alerts.context import Context
    from debtwatch.alerts.step import step
    from debtwatch.desk.citations import cited_again
    from debtwatch.desk.rules import read_alert_rules
    from debtwatch.desk.samples import known_labels, samples_of
    from debtwatch.desk.watched import Watched
    from debtwatch.store.locks import FileLock

    rules = read_alert_rules(ground.settings)
    watched = Watched(rules)
    findings = found(watched)
    samples = samples_of(findings, ground.series, watched)
    known = known_labels(findings, ground.series, watched)
    alerts = ground.store.alerts
    with FileLock(_lock_path(ground)).held(ground.settings.store.lock_seconds):
        last = alarms.last_evaluation(alerts)
        if last is not None and last.version > findings.version:
            return Evaluated(last, alarms.states(alerts), (), judged=False)
        moment = _whole_ms(now if last is None else max(now, last.at + _TICK))
        context = Context(
            last_evaluated_at=last.at if last else None,
            known=known,
            silences=alarms.silences(alerts, moment),
            acknowledged=alarms.acknowledgements(alerts),
            repeat_after=timedelta(hours=ground.settings.alerts.repeat_hours),
            gap_after=gap_after,
        )
        before = alarms.states(alerts)
        cited = cited_again(before, {rule.id: rule for rule in rules}, ground.store.observations)
        result = step(before, (*samples, *cited), rules, moment, context)
        unknown = result.unknown if findings.version else (*result.unknown, _EMPTY_STORE)
        evaluation = Evaluation(
            at=moment,
            version=findings.version,
            inputs=inputs,
            valid_until=_valid_until(findings, result, context, moment),
            rules=sum(rule.enabled for rule in rules),
            samples=len(samples),
            unknown=unknown,
        )
        events = _commit(ground, result, evaluation)
    return Evaluated(evaluation, result.states, events, judged=True)


def _commit(ground: Ground, result: StepResult, evaluation: Evaluation) -> tuple[AlertEvent, ...]:
    from debtwatch.alerts.codec import evaluation_document, event_document, labels_document, state_document
    from debtwatch.store.values import AlertEventRow, AlertStateRow

    states = [
        AlertStateRow(
            state.fingerprint, state.rule, state.severity.value, labels_document(state.labels), state_document(state)
        )
        for state in result.states
    ]
    events = [AlertEventRow(event.id, event.at, event_document(event)) for event in result.events]
    places = ground.store.alerts.commit(states, events, evaluation_document(evaluation))
    return tuple(replace(event, seq=seq) for event, seq in zip(result.events, places, strict=True))


def _valid_until(findings: Findings, result: StepResult, context: Context, moment: datetime) -> datetime:
    """Return the next moment at which time alone may change the outcome.

    Ages count days in New York and in UTC; freshness knows its own next change; a repeat falls due; a
    silence ends.
    """
    ahead = (
        end_of(findings.as_of) + _TICK,
        datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=UTC),
        *(age.changes_at for age in findings.freshness.values() if age.changes_at is not None),
        *(state.said_at + context.repeat_after for state in result.states if state.said_at is not None),
        *(silence.expires_at for silence in context.silences),
    )
    return min(turning for turning in ahead if turning > moment)


def _whole_ms(moment: datetime) -> datetime:
    """Return the moment as a store keeps it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _lock_path(ground: Ground) -> Path:
    address = store_path(ground.settings)
    folder = ground.settings.places.data if "://" in address else Path(address).expanduser().parent
    return folder / ALERTS_LOCK
