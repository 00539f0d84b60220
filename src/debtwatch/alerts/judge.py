"""One alert against the newest evidence: the state machine of analytics C2, points 2 to 6."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from debtwatch.domain.alert import Basis, Health, NoData, Phase, Transition
from debtwatch.domain.freshness import FreshnessState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from debtwatch.domain.alert import AlertState, Rule, Sample, Span

_DECIMALS = 4
"""Values are stored to four places; a change below that is no revision."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something to say about an alert."""

    transition: Transition
    reason: str = ""
    previous: float | None = None
    cited: Sample | None = None
    """The observation it is about, where that is not the newest."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where the alert now stands and what happened to it, in order."""

    state: AlertState
    changes: tuple[Change, ...] = ()
    why_unhealthy: str = ""


def judge(state: AlertState, samples: Sequence[Sample], rule: Rule, now: datetime) -> Judgement:
    """Judge one alert on its samples, newest observation first.

    The newest is held against the rule. Older ones, where given, prove that a condition has already
    lasted, and show whether the observation that fired was rewritten since. A condition is a Schmitt
    trigger: it becomes true at the threshold and false at the clear threshold.
    """
    newest = samples[0] if samples else None
    health, why = health_of(rule, newest, now)
    if newest is None or health is not Health.OK:
        just_lost = state.health is Health.OK
        return _unhealthy(_losing(state, newest, rule, health, now), newest, rule, why, just_lost=just_lost)
    back = (Change(Transition.FRESH),) if state.unhealthy_said else ()
    well = replace(state, health=Health.OK, unhealthy_since=None, unhealthy_said=False, severity=rule.severity)
    seen = _seeing(well, newest, rule)
    judged = _judge_phase(state, seen, samples, rule, now)
    return replace(judged, changes=back + judged.changes + _made_more_severe(state, judged.state))


def health_of(rule: Rule, sample: Sample | None, now: datetime) -> tuple[Health, str]:
    """Return whether a sample can be judged, and why not."""
    if sample is None:
        return Health.ERROR, "there is no data"
    if sample.value is None or not math.isfinite(sample.value):
        return Health.ERROR, "the newest print has no value"
    if rule.max_age is None:
        if sample.state in {FreshnessState.STALE, FreshnessState.NEVER}:
            return Health.STALE, _too_old(sample)
        return Health.OK, ""
    age = now - sample.seen_at if sample.observed_on is None else now.date() - sample.observed_on
    return (Health.STALE, _too_old(sample)) if age > rule.max_age else (Health.OK, "")


def speaks_of_health(state: AlertState, rule: Rule) -> bool:
    """Return whether losing this alert's input is worth an event: it stands for something, or watches one thing."""
    return rule.nodata is NoData.UNKNOWN and (state.phase is not Phase.INACTIVE or rule.exact)


def resolved(state: AlertState) -> AlertState:
    """Return the alert at rest; `started_at` stays, so that its last event can say what ended."""
    return replace(state, phase=Phase.INACTIVE, true_on=(), true_since=None, false_on=(), false_since=None)


def _too_old(sample: Sample) -> str:
    return f"the newest print is of {sample.observed_on or sample.seen_at.date()}"


def _losing(state: AlertState, newest: Sample | None, rule: Rule, health: Health, now: datetime) -> AlertState:
    return replace(
        state,
        health=health,
        unhealthy_since=state.unhealthy_since or now,
        severity=rule.severity,
        unit=newest.unit if newest else state.unit,
        source=newest.source if newest else state.source,
    )


def _unhealthy(held: AlertState, newest: Sample | None, rule: Rule, why: str, *, just_lost: bool) -> Judgement:
    """Hold the phase, or fire where the rule takes silence for the alarm; nothing ever resolves here."""
    if rule.nodata is NoData.FIRE and not held.phase.active:
        fired = replace(
            held,
            phase=Phase.FIRING,
            started_at=held.unhealthy_since,
            value=None,
            observed_on=None,
            true_on=(),
            true_since=None,
            fired_on=None,
            fired_value=None,
            announced=False,
            said_at=None,
        )
        return Judgement(fired, (Change(Transition.FIRING, why),), why)
    said = (Change(Transition.STALE, why, cited=newest),) if just_lost and speaks_of_health(held, rule) else ()
    return Judgement(held, said, why)


def _made_more_severe(before: AlertState, after: AlertState) -> tuple[Change, ...]:
    raised = before.phase.active and after.phase.active and after.severity.rank > before.severity.rank
    return (Change(Transition.RAISED, f"the rule was {before.severity}"),) if raised else ()


def _seeing(state: AlertState, sample: Sample, rule: Rule) -> AlertState:
    """Return the state with the sample as the value last judged; the first vintage stays where the rule says so."""
    if rule.basis is Basis.FIRST_SEEN and state.value is not None and _same_day(state, sample):
        return state
    return replace(
        state,
        value=sample.value,
        unit=sample.unit,
        observed_on=sample.observed_on,
        seen_at=sample.seen_at,
        source=sample.source,
    )


def _judge_phase(
    before: AlertState, seen: AlertState, samples: Sequence[Sample], rule: Rule, now: datetime
) -> Judgement:
    if before.phase is Phase.FIRING:
        return _judge_firing(before, seen, samples, rule)
    if before.phase is Phase.RECOVERING:
        return _judge_recovering(before, seen, samples[0], rule)
    return _judge_quiet(before, seen, samples, rule, now)


def _judge_quiet(
    before: AlertState, seen: AlertState, samples: Sequence[Sample], rule: Rule, now: datetime
) -> Judgement:
    if not rule.comparison.holds(seen.value, rule.threshold):
        return Judgement(resolved(seen))
    run = _unbroken_run(samples, rule)
    days = tuple(sorted({*before.true_on, *map(_day, run)}))
    since = min([sample.seen_at for sample in run] + ([before.true_since] if before.true_since else []))
    standing = replace(seen, true_on=days[-max(1, rule.hold.observations) :], true_since=since)
    if not long_enough(rule.hold, days, since, samples[0].seen_at):
        first = before.phase is Phase.INACTIVE
        return Judgement(
            replace(standing, phase=Phase.PENDING), (Change(Transition.PENDING, str(rule.hold)),) if first else ()
        )
    fired = replace(
        standing,
        phase=Phase.FIRING,
        started_at=now,
        fired_on=seen.observed_on,
        fired_value=seen.value,
        announced=False,
        said_at=None,
    )
    return Judgement(fired, (Change(Transition.FIRING),))


def _judge_firing(before: AlertState, seen: AlertState, samples: Sequence[Sample], rule: Rule) -> Judgement:
    rewritten = _rewritten(before, seen)
    fired_it = rewritten and before.observed_on == before.fired_on
    line = rule.threshold if fired_it else rule.clears_at
    if rule.comparison.holds(seen.value, line):
        return _revision_of_what_fired(before, seen, samples, rule)
    if rewritten:
        return Judgement(resolved(seen), (Change(Transition.RESOLVED, "revised", before.value),))
    falling = replace(seen, phase=Phase.RECOVERING, false_on=(), false_since=None)
    return _judge_recovering(falling, falling, samples[0], rule)


def _judge_recovering(before: AlertState, seen: AlertState, newest: Sample, rule: Rule) -> Judgement:
    if rule.comparison.holds(seen.value, rule.threshold):
        return Judgement(replace(seen, phase=Phase.FIRING, false_on=(), false_since=None))
    days = tuple(sorted({*before.false_on, _day(newest)}))
    since = before.false_since or newest.seen_at
    if long_enough(rule.keep_firing, days, since, newest.seen_at):
        return Judgement(resolved(seen), (Change(Transition.RESOLVED),))
    return Judgement(replace(seen, false_on=days, false_since=since))


def long_enough(span: Span, days: Sequence[date], since: datetime, seen_at: datetime) -> bool:
    """Return whether a condition has lasted: on enough distinct dates, or long enough by the data's own clock.

    The clock is the moment each print was first seen, so looking at one print again and again, or a
    weekend without any, proves nothing.
    """
    if span.observations:
        return len(days) >= span.observations
    return seen_at - since >= span.lasting


def _revision_of_what_fired(before: AlertState, seen: AlertState, samples: Sequence[Sample], rule: Rule) -> Judgement:
    """Say so where the observation that fired was rewritten and the alert still stands."""
    cited = next((sample for sample in samples if sample.observed_on == before.fired_on), None)
    if rule.basis is Basis.FIRST_SEEN or before.fired_on is None or cited is None:
        return Judgement(seen)
    if not _differs(before.fired_value, cited.value):
        return Judgement(seen)
    change = Change(Transition.REVISED, "", before.fired_value, cited)
    return Judgement(replace(seen, fired_value=cited.value), (change,))


def _unbroken_run(samples: Sequence[Sample], rule: Rule) -> list[Sample]:
    """Return the newest sample and those before it for as long as the condition was true on each."""
    run = [samples[0]]
    for sample in samples[1:]:
        if not rule.comparison.holds(sample.value, rule.threshold):
            break
        run.append(sample)
    return run


def _day(sample: Sample) -> date:
    return sample.observed_on or sample.seen_at.date()


def _same_day(state: AlertState, sample: Sample) -> bool:
    return sample.observed_on is not None and state.observed_on == sample.observed_on


def _rewritten(before: AlertState, seen: AlertState) -> bool:
    same_day = before.observed_on is not None and before.observed_on == seen.observed_on
    return same_day and _differs(before.value, seen.value)


def _differs(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is not right
    return round(left, _DECIMALS) != round(right, _DECIMALS)
