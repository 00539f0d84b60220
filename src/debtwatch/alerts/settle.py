"""What is said once every alert is judged: muting, silences, raises and repeats (analytics C2, points 8 and 9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from debtwatch.alerts.events import event_of, tells
from debtwatch.alerts.judge import Change
from debtwatch.alerts.matching import mutes, silenced
from debtwatch.domain.alert import Health, Transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from debtwatch.alerts.context import Context, Verdict
    from debtwatch.domain.alert import AlertEvent, AlertState, Labels, Rule

Scales = dict[tuple[str, "Labels"], list["AlertState"]]
"""Firing alerts by rule group and labels: the steps of one scale."""


@dataclass(frozen=True, slots=True)
class _Room:
    """Who was heard before this pass, and who stands after it."""

    announced: Scales
    standing: Scales
    muting: tuple[tuple[AlertState, Rule], ...]
    now: datetime
    told: Context


def settle(
    verdicts: Sequence[Verdict],
    before: Iterable[AlertState],
    rules: Mapping[str, Rule],
    now: datetime,
    told: Context,
) -> list[tuple[AlertState, list[AlertEvent]]]:
    """Return every alert with what is said of it."""
    standing = [verdict.state for verdict in verdicts if verdict.state.phase.active]
    room = _Room(
        announced=_scales((state for state in before if state.phase.active and state.announced), rules),
        standing=_scales(standing, rules),
        muting=tuple((state, rules[state.rule]) for state in standing if _can_mute(rules.get(state.rule))),
        now=now,
        told=told,
    )
    return [_settle_one(verdict, room) for verdict in verdicts]


def _scales(states: Iterable[AlertState], rules: Mapping[str, Rule]) -> Scales:
    scales: Scales = defaultdict(list)
    for state in states:
        rule = rules.get(state.rule)
        if rule is not None and rule.group:
            scales[rule.group, state.labels].append(state)
    return scales


def _can_mute(rule: Rule | None) -> bool:
    return rule is not None and bool(rule.group or rule.inhibits)


def _settle_one(verdict: Verdict, room: _Room) -> tuple[AlertState, list[AlertEvent]]:
    rule = verdict.rule
    state = replace(
        verdict.state,
        inhibited=rule is not None and any(mutes(other, by, verdict.state, rule) for other, by in room.muting),
        silenced=silenced(verdict.state, room.told.silences, room.now),
    )
    initial = room.told.last_evaluated_at is None
    said = [
        event_of(state, rule, change, room.now, initial=initial)
        for change in _to_say(state, verdict.judgement.changes, rule, room)
    ]
    return _after_saying(state, said), said


def _to_say(state: AlertState, changes: tuple[Change, ...], rule: Rule | None, room: _Room) -> list[Change]:
    """Return what of a verdict reaches the log, with what the passing of time adds."""
    if any(change.transition is Transition.RESOLVED for change in changes):
        return [_lowered(change, state, rule, room) for change in changes if state.announced]
    if state.inhibited:
        return []
    if not state.phase.active:
        return [] if _counted_by_the_summary(state, room) else list(changes)
    if not state.announced:
        firing = next((change for change in changes if change.transition is Transition.FIRING), None)
        return [_raised(firing or Change(Transition.FIRING, "no longer muted"), state, rule, room)]
    if _due_again(state, room) and not any(tells(change.transition) for change in changes):
        return [*changes, Change(Transition.REPEAT, "a silence ended" if state.said_at is None else "")]
    return list(changes)


def _counted_by_the_summary(state: AlertState, room: _Room) -> bool:
    """Return whether this is a quiet alert of a first pass without its input: a new store lacks most of them."""
    return room.told.last_evaluated_at is None and state.health is not Health.OK


def _raised(firing: Change, state: AlertState, rule: Rule | None, room: _Room) -> Change:
    """Return the firing as a raise where a lower step of its scale was already said."""
    lower = [step for step in _steps(state, rule, room.announced) if step.severity.rank < state.severity.rank]
    return replace(firing, transition=Transition.RAISED) if lower else firing


def _lowered(change: Change, state: AlertState, rule: Rule | None, room: _Room) -> Change:
    """Return the resolution with the step of its scale that still fires, where one does."""
    left = _steps(state, rule, room.standing)
    if change.transition is not Transition.RESOLVED or change.reason or not left:
        return change
    worst = max((step.severity for step in left), key=lambda severity: severity.rank)
    return replace(change, reason=f"lowered to {worst}")


def _steps(state: AlertState, rule: Rule | None, scales: Scales) -> list[AlertState]:
    if rule is None or not rule.group:
        return []
    return [step for step in scales.get((rule.group, state.labels), []) if step.rule != state.rule]


def _due_again(state: AlertState, room: _Room) -> bool:
    """Return whether a firing alert is to be said again: nobody heard it yet, or long ago and none has seen it."""
    if state.said_at is None:
        return not state.silenced
    after = room.told.repeat_after
    return bool(after) and room.now - state.said_at >= after and not _acknowledged(state, room.told)


def _acknowledged(state: AlertState, told: Context) -> bool:
    return state.started_at is not None and any(
        seen.fingerprint == state.fingerprint and seen.at >= state.started_at for seen in told.acknowledged
    )


def _after_saying(state: AlertState, said: Iterable[AlertEvent]) -> AlertState:
    for event in said:
        if tells(event.transition):
            heard = state.said_at if event.silenced else event.at
            state = replace(state, announced=True, said_at=heard)
        if event.transition is Transition.STALE:
            state = replace(state, unhealthy_said=True)
    return state
