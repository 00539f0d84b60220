"""From what happened to an alert to the event that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.alerts.figures import figure
from debtwatch.alerts.identity import compact, event_id
from debtwatch.domain.alert import AlertEvent, Health, Phase, Severity, Transition
from debtwatch.domain.template import fill
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from debtwatch.alerts.judge import Change
    from debtwatch.domain.alert import AlertState, Rule

_ONCE = {Transition.FIRING, Transition.RESOLVED}
"""Transitions that happen once to one firing; the others are told apart by their moment."""
_TELLING = {Transition.FIRING, Transition.RAISED, Transition.REPEAT}
_MONITOR = "debtwatch"


def tells(transition: Transition) -> bool:
    """Return whether the event tells a reader that the alert is firing."""
    return transition in _TELLING


def event_of(state: AlertState, rule: Rule | None, change: Change, now: datetime, *, initial: bool) -> AlertEvent:
    """Return the event for one change of one alert, citing the observation it rests on."""
    cited = change.cited
    value = cited.value if cited else state.value
    observed_on = cited.observed_on if cited else state.observed_on
    turn = "" if change.transition in _ONCE else compact(now)
    unsaid = change.transition is Transition.RESOLVED and state.said_at is None
    return AlertEvent(
        id=event_id(state.fingerprint, state.started_at or now, change.transition, turn),
        at=now,
        transition=change.transition,
        rule=state.rule,
        severity=state.severity,
        phase=state.phase,
        labels=state.labels,
        message=sentence(state, rule, change, value),
        fingerprint=state.fingerprint,
        value=value,
        previous=change.previous,
        threshold=rule.threshold if rule else None,
        unit=state.unit,
        observed_on=observed_on,
        seen_at=cited.seen_at if cited else state.seen_at,
        started_at=state.started_at,
        source=clean(cited.source if cited else state.source),
        reason=change.reason,
        health=state.health,
        initial=initial,
        silenced=state.silenced or unsaid,
    )


def sentence(state: AlertState, rule: Rule | None, change: Change, value: float | None) -> str:
    """Return what the event says in words, safe to print."""
    said = clean(summary(state, rule, value))
    because = f" ({change.reason})" if change.reason else ""
    was = figure(change.previous, state.unit)
    match change.transition:
        case Transition.RAISED:
            return f"raised to {state.severity}: {said}{because}"
        case Transition.RESOLVED:
            return f"over{because}: {said}"
        case Transition.REVISED:
            return f"the print that fired it was rewritten, it was {was}: {said}"
        case Transition.STALE:
            held = f"; held as {state.phase}: {said}" if state.phase is not Phase.INACTIVE else ""
            return f"cannot be judged: {change.reason}{held}"
        case Transition.FRESH:
            return f"can be judged again: {said}"
        case Transition.REPEAT:
            return f"still firing{because}: {said}"
        case Transition.PENDING:
            return f"true, fires after {change.reason}: {said}"
        case _:
            return f"{said}{because}"


def summary(state: AlertState, rule: Rule | None, value: float | None) -> str:
    """Return the rule's own sentence about this alert; without the rule, its name and the value."""
    if rule is None:
        return f"{state.rule} at {figure(value, state.unit)}"
    words = dict(state.labels) | {
        "value": figure(value, state.unit),
        "threshold": figure(rule.threshold, state.unit),
        "observed_on": str(state.observed_on) if state.observed_on else "now",
    }
    return fill(rule.summary, words)


def first_summary(states: Iterable[AlertState], now: datetime, rules: int) -> AlertEvent:
    """Return the one line that stands for the first evaluation of a new store."""
    known = tuple(states)
    firing = [state for state in known if state.phase.active]
    lost = sum(state.health is not Health.OK for state in known)
    worst = max((state.severity for state in firing), key=lambda severity: severity.rank, default=Severity.INFO)
    counts = ", ".join(
        f"{sum(state.severity is severity for state in firing)} {severity}" for severity in reversed(Severity)
    )
    message = (
        f"first evaluation of this store, {rules} rules: {len(firing)} alerts are firing ({counts}), "
        f"{lost} cannot be judged yet"
    )
    return _of_the_monitor(Transition.SUMMARY, now, worst, message)


def gap(last: datetime, now: datetime) -> AlertEvent:
    """Return the event that owns up to a time in which nothing was judged."""
    hours = (now - last).total_seconds() / 3600
    message = (
        f"nothing was evaluated for {hours:.1f} h, since {last:%Y-%m-%d %H:%M}Z; alerts of that time are not known"
    )
    return _of_the_monitor(Transition.GAP, now, Severity.INFO, message)


def watchdog(states: Iterable[AlertState], now: datetime) -> AlertEvent:
    """Return the heartbeat that tells a quiet monitor from a dead one."""
    known = tuple(states)
    firing = sum(state.phase.active for state in known)
    unhealthy = sum(state.health is not Health.OK for state in known)
    message = f"still watching: {firing} firing, {unhealthy} cannot be judged"
    return _of_the_monitor(Transition.WATCHDOG, now, Severity.INFO, message)


def _of_the_monitor(transition: Transition, now: datetime, severity: Severity, message: str) -> AlertEvent:
    return AlertEvent(
        id=event_id(_MONITOR, now, transition),
        at=now,
        transition=transition,
        rule=_MONITOR,
        severity=severity,
        phase=Phase.INACTIVE,
        labels=(),
        message=message,
    )
