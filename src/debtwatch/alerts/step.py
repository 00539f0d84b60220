"""One pass of every rule over every sample: `step(states, samples, rules, now)` is pure (analytics C2)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.alerts.context import Context, Verdict
from debtwatch.alerts.events import first_summary, gap
from debtwatch.alerts.identity import fingerprint
from debtwatch.alerts.judge import Change, Judgement, judge, resolved
from debtwatch.alerts.matching import watches
from debtwatch.alerts.settle import settle
from debtwatch.domain.alert import AlertEvent, AlertState, Health, Phase, Transition, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from debtwatch.domain.alert import Labels, Rule, Sample


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one pass came to; events are in the order they are to be said."""

    states: tuple[AlertState, ...]
    events: tuple[AlertEvent, ...]
    unknown: tuple[Unknown, ...]


def step(
    states: Iterable[AlertState],
    samples: Iterable[Sample],
    rules: Sequence[Rule],
    now: datetime,
    context: Context | None = None,
) -> StepResult:
    """Judge every alert once.

    `now` is the time of evaluation in UTC, later than that of the pass before. Several samples of one
    metric and label set are read as its newest observations. The same input twice says nothing new.
    """
    told = context or Context()
    enabled = {rule.id: rule for rule in rules if rule.enabled}
    before = {state.fingerprint: state for state in states}
    watched = _watched(enabled.values(), samples)
    verdicts = [
        *_judged(before, watched, enabled, now),
        *_unseen(before, watched, enabled, told.known, now),
    ]
    settled = settle(verdicts, before.values(), enabled, now, told)
    events = [event for _, said in settled for event in said]
    after = tuple(state for state, _ in settled if _worth_keeping(state, enabled))
    return StepResult(
        states=tuple(sorted(after, key=_order)),
        events=(*_of_the_pass(after, now, told, len(enabled)), *sorted(events, key=_order)),
        unknown=_unknown(verdicts, watched, enabled.values()),
    )


def _of_the_pass(after: Sequence[AlertState], now: datetime, told: Context, rules: int) -> tuple[AlertEvent, ...]:
    """Return what is said of the pass itself: a first one, or one after a gap."""
    last = told.last_evaluated_at
    if last is None:
        return (first_summary(after, now, rules),)
    return (gap(last, now),) if told.gap_after is not None and now - last > told.gap_after else ()


def _order(of: AlertState | AlertEvent) -> tuple[int, str, str]:
    return (-of.severity.rank, of.rule, of.fingerprint)


def _watched(rules: Iterable[Rule], samples: Iterable[Sample]) -> dict[tuple[str, Labels], list[Sample]]:
    """Return every alert that has samples, newest observation first, by rule id and labels."""
    by_metric: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_metric[sample.metric].append(sample)
    found: dict[tuple[str, Labels], list[Sample]] = defaultdict(list)
    for rule in rules:
        for sample in by_metric[rule.metric]:
            if watches(rule, sample):
                found[rule.id, sample.labels].append(_finite(sample))
    for run in found.values():
        run.sort(key=lambda sample: (sample.observed_on or date.max, sample.seen_at), reverse=True)
    return dict(found)


def _finite(sample: Sample) -> Sample:
    """Return the sample with a NaN or an infinity made null: neither is a number anyone may be told."""
    known = sample.value is None or math.isfinite(sample.value)
    return sample if known else replace(sample, value=None)


def _worth_keeping(state: AlertState, rules: Mapping[str, Rule]) -> bool:
    """Return whether the next pass needs it: it stands for something, or its one input is known to be lost."""
    lost = state.health is not Health.OK and state.rule in rules and rules[state.rule].exact
    return state.phase is not Phase.INACTIVE or lost


def _judged(
    before: Mapping[str, AlertState],
    watched: Mapping[tuple[str, Labels], list[Sample]],
    rules: Mapping[str, Rule],
    now: datetime,
) -> list[Verdict]:
    """Judge every alert that has samples, and every exact rule that ought to have one."""
    verdicts = []
    for (rule_id, labels), samples in {**_awaited(before, watched, rules), **watched}.items():
        rule = rules[rule_id]
        name = fingerprint(rule_id, labels)
        state = before.get(name) or AlertState(name, rule_id, labels, rule.severity)
        verdicts.append(Verdict(rule, judge(state, samples, rule, now)))
    return verdicts


def _awaited(
    before: Mapping[str, AlertState],
    watched: Mapping[tuple[str, Labels], list[Sample]],
    rules: Mapping[str, Rule],
) -> dict[tuple[str, Labels], list[Sample]]:
    """Return the one alert of each exact rule that has neither a sample nor an alert standing."""
    spoken_for = {rule for rule, _ in watched} | {
        state.rule for state in before.values() if state.phase is not Phase.INACTIVE
    }
    return {(rule.id, rule.match): [] for rule in rules.values() if rule.exact and rule.id not in spoken_for}


def _unseen(
    before: Mapping[str, AlertState],
    watched: Mapping[tuple[str, Labels], list[Sample]],
    rules: Mapping[str, Rule],
    known: Mapping[str, frozenset[str]],
    now: datetime,
) -> list[Verdict]:
    """Judge every standing alert without a sample: removed with its rule or its subject, else held."""
    verdicts = []
    for state in before.values():
        rule = rules.get(state.rule)
        if (state.rule, state.labels) in watched or state.phase is Phase.INACTIVE:
            continue
        if rule is None:
            verdicts.append(Verdict(None, _removed(state, "the rule was removed")))
        elif any(name in known and value not in known[name] for name, value in state.labels):
            verdicts.append(Verdict(rule, _removed(state, "removed")))
        else:
            verdicts.append(Verdict(rule, judge(state, (), rule, now)))
    return verdicts


def _removed(state: AlertState, reason: str) -> Judgement:
    said = (Change(Transition.RESOLVED, reason),) if state.phase.active else ()
    return Judgement(resolved(replace(state, health=Health.OK, unhealthy_since=None)), said)


def _unknown(
    verdicts: Sequence[Verdict], watched: Mapping[tuple[str, Labels], list[Sample]], rules: Iterable[Rule]
) -> tuple[Unknown, ...]:
    """Return each rule that requires an input which is stale, null or missing, with the first reason."""
    with_samples = {rule for rule, _ in watched}
    lost = {
        each.rule.id: each.judgement.why_unhealthy
        for each in reversed(verdicts)
        if each.rule is not None and each.judgement.why_unhealthy
    }
    return tuple(
        Unknown(rule.id, lost.get(rule.id, "there is no data"))
        for rule in sorted(rules, key=lambda rule: rule.id)
        if rule.required and (rule.id in lost or rule.id not in with_samples)
    )
