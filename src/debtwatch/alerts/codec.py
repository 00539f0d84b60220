"""Alerts, events and evaluations as JSON documents, which is how a store keeps them over restarts."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from debtwatch.alerts.formats import number
from debtwatch.domain.alert import AlertEvent, AlertState, Evaluation, Health, Phase, Severity, Transition, Unknown

if TYPE_CHECKING:
    from debtwatch.domain.alert import Labels


def labels_document(labels: Labels) -> str:
    """Return labels as a JSON object, keys sorted."""
    return _dumped(dict(labels))


def labels_of_document(document: str) -> Labels:
    """Return the labels of a JSON object."""
    return _labels(json.loads(document))


def state_document(state: AlertState) -> str:
    """Return an alert's state as a JSON object."""
    return _dumped(
        {
            "fingerprint": state.fingerprint,
            "rule": state.rule,
            "labels": dict(state.labels),
            "severity": state.severity,
            "phase": state.phase,
            "health": state.health,
            "value": number(state.value),
            "unit": state.unit,
            "observed_on": _written(state.observed_on),
            "seen_at": _written(state.seen_at),
            "source": state.source,
            "true_on": [_written(day) for day in state.true_on],
            "true_since": _written(state.true_since),
            "false_on": [_written(day) for day in state.false_on],
            "false_since": _written(state.false_since),
            "started_at": _written(state.started_at),
            "fired_on": _written(state.fired_on),
            "fired_value": number(state.fired_value),
            "announced": state.announced,
            "said_at": _written(state.said_at),
            "unhealthy_since": _written(state.unhealthy_since),
            "unhealthy_said": state.unhealthy_said,
            "silenced": state.silenced,
            "inhibited": state.inhibited,
        }
    )


def state_of_document(document: str) -> AlertState:
    """Return the state of a JSON object; ValueError or KeyError where it is not one of ours."""
    read = json.loads(document)
    return AlertState(
        fingerprint=read["fingerprint"],
        rule=read["rule"],
        labels=_labels(read["labels"]),
        severity=Severity(read["severity"]),
        phase=Phase(read["phase"]),
        health=Health(read["health"]),
        value=read["value"],
        unit=read["unit"],
        observed_on=_day(read["observed_on"]),
        seen_at=_moment(read["seen_at"]),
        source=read["source"],
        true_on=tuple(map(date.fromisoformat, read["true_on"])),
        true_since=_moment(read["true_since"]),
        false_on=tuple(map(date.fromisoformat, read["false_on"])),
        false_since=_moment(read["false_since"]),
        started_at=_moment(read["started_at"]),
        fired_on=_day(read["fired_on"]),
        fired_value=read["fired_value"],
        announced=read["announced"],
        said_at=_moment(read["said_at"]),
        unhealthy_since=_moment(read["unhealthy_since"]),
        unhealthy_said=read["unhealthy_said"],
        silenced=read["silenced"],
        inhibited=read["inhibited"],
    )


def event_document(event: AlertEvent) -> str:
    """Return an event as a JSON object; its place in the log is the store's."""
    return _dumped(
        {
            "id": event.id,
            "at": _written(event.at),
            "transition": event.transition,
            "rule": event.rule,
            "severity": event.severity,
            "phase": event.phase,
            "labels": dict(event.labels),
            "message": event.message,
            "fingerprint": event.fingerprint,
            "value": number(event.value),
            "previous": number(event.previous),
            "threshold": number(event.threshold),
            "unit": event.unit,
            "observed_on": _written(event.observed_on),
            "seen_at": _written(event.seen_at),
            "started_at": _written(event.started_at),
            "source": event.source,
            "reason": event.reason,
            "health": event.health,
            "initial": event.initial,
            "silenced": event.silenced,
        }
    )


def event_of_document(document: str, seq: int) -> AlertEvent:
    """Return the event of a JSON object, at its place in the log."""
    read = json.loads(document)
    return AlertEvent(
        id=read["id"],
        at=datetime.fromisoformat(read["at"]),
        transition=Transition(read["transition"]),
        rule=read["rule"],
        severity=Severity(read["severity"]),
        phase=Phase(read["phase"]),
        labels=_labels(read["labels"]),
        message=read["message"],
        fingerprint=read["fingerprint"],
        value=read["value"],
        previous=read["previous"],
        threshold=read["threshold"],
        unit=read["unit"],
        observed_on=_day(read["observed_on"]),
        seen_at=_moment(read["seen_at"]),
        started_at=_moment(read["started_at"]),
        source=read["source"],
        reason=read["reason"],
        health=Health(read["health"]),
        initial=read["initial"],
        silenced=read["silenced"],
        seq=seq,
    )


def evaluation_document(evaluation: Evaluation) -> str:
    """Return an evaluation as a JSON object."""
    return _dumped(
        {
            "at": _written(evaluation.at),
            "version": evaluation.version,
            "inputs": evaluation.inputs,
            "valid_until": _written(evaluation.valid_until),
            "rules": evaluation.rules,
            "samples": evaluation.samples,
            "unknown": {each.rule: each.reason for each in evaluation.unknown},
        }
    )


def evaluation_of_document(document: str) -> Evaluation:
    """Return the evaluation of a JSON object."""
    read = json.loads(document)
    return Evaluation(
        at=datetime.fromisoformat(read["at"]),
        version=read["version"],
        inputs=read["inputs"],
        valid_until=datetime.fromisoformat(read["valid_until"]),
        rules=read["rules"],
        samples=read["samples"],
        unknown=tuple(Unknown(rule, reason) for rule, reason in read["unknown"].items()),
    )


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _written(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _labels(read: dict[str, str]) -> Labels:
    return tuple(sorted(read.items()))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
