"""What must hold for every history of prints, rules and silences."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import alerting
from alerting import DAY, START
from debtwatch.alerts.codec import state_document, state_of_document
from debtwatch.alerts.context import Context
from debtwatch.alerts.step import StepResult, step
from debtwatch.domain.alert import (
    AlertEvent,
    AlertState,
    Basis,
    Comparison,
    NoData,
    Phase,
    Rule,
    Sample,
    Severity,
    Silence,
    Span,
    Transition,
    labels_of,
)
from debtwatch.domain.freshness import FreshnessState

SERIES = ("HY", "IG")
TOLD = {Transition.FIRING, Transition.RAISED}
SPANS = st.sampled_from(
    [Span(), Span(observations=2), Span(observations=3), Span(lasting=timedelta(hours=6)), Span(lasting=2 * DAY)]
)
VALUES = st.one_of(
    st.none(),
    st.sampled_from([math.nan, math.inf, -math.inf]),
    st.sampled_from([50.0, 79.0, 80.0, 95.0, 100.0, 101.0, 150.0, 201.0, 250.0]),
)
RULES = st.builds(
    lambda hold, keep, clear, nodata, basis, wide, required: (
        alerting.rule(
            "a",
            hold=hold,
            keep_firing=keep,
            clear_threshold=clear,
            nodata=nodata,
            basis=basis,
            match=labels_of(series="*" if wide else "HY"),
            group="scale",
            required=required and nodata is NoData.UNKNOWN,
        ),
        alerting.rule("b", threshold=200.0, severity=Severity.CRITICAL, match=labels_of(series="*"), group="scale"),
        alerting.rule("c", comparison=Comparison.BELOW, threshold=60.0, inhibits=("a",), match=labels_of(series="HY")),
    ),
    SPANS,
    SPANS,
    st.sampled_from([None, 80.0]),
    st.sampled_from([NoData.UNKNOWN, NoData.HOLD]),
    st.sampled_from(Basis),
    st.booleans(),
    st.booleans(),
)


class Monitor(RuleBasedStateMachine):
    """Prints arrive, are revised, go stale and vanish; the monitor is evaluated and restarted."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.states: tuple[AlertState, ...] = ()
        self.context = Context(repeat_after=timedelta())
        self.prints: dict[str, list[Sample]] = {name: [] for name in SERIES}
        self.ids: set[str] = set()
        self.firing: set[str] = set()
        self.result: StepResult | None = None

    @initialize(rules=RULES)
    def declare(self, rules: tuple[Rule, ...]) -> None:
        self.declared = rules

    @rule(name=st.sampled_from(SERIES), value=VALUES, later=st.integers(1, 4))
    def print_arrives(self, name: str, value: float | None, later: int) -> None:
        known = self.prints[name]
        day = (known[0].observed_on or START.date()) + later * DAY if known else START.date()
        self.now = max(self.now, datetime(day.year, day.month, day.day, 17, tzinfo=START.tzinfo))
        self.prints[name] = [
            alerting.sample(value, day, seen_at=self.now, labels=labels_of(series=name)),
            *known[:3],
        ]

    @rule(name=st.sampled_from(SERIES), value=st.sampled_from([50.0, 95.0, 150.0, 250.0]))
    def print_is_judged(self, name: str, value: float) -> None:
        self.print_arrives(name, value, 1)
        self.evaluated(1, newest_only=True)

    @rule(name=st.sampled_from(SERIES), value=VALUES, which=st.integers(0, 3))
    def print_is_revised(self, name: str, value: float | None, which: int) -> None:
        known = self.prints[name]
        if which < len(known):
            self.now += timedelta(minutes=5)
            known[which] = replace(known[which], value=value, seen_at=self.now)

    @rule(
        name=st.sampled_from(SERIES),
        state=st.sampled_from([FreshnessState.LIVE, FreshnessState.STALE, FreshnessState.NEVER]),
    )
    def freshness_changes(self, name: str, state: FreshnessState) -> None:
        self.prints[name] = [replace(each, state=state) for each in self.prints[name]]

    @rule(name=st.sampled_from(SERIES))
    def prints_vanish(self, name: str) -> None:
        self.prints[name] = []

    @rule(series=st.sampled_from([*SERIES, "*"]), hours=st.integers(1, 96))
    def someone_silences(self, series: str, hours: int) -> None:
        silence = Silence(
            "1", labels_of(series=series), self.now, self.now + timedelta(hours=hours), "ann", "roll week"
        )
        self.context = replace(self.context, silences=(silence,))

    @rule()
    def restarted(self) -> None:
        self.states = tuple(state_of_document(state_document(state)) for state in self.states)

    @rule(minutes=st.integers(1, 3000), newest_only=st.booleans())
    def evaluated(self, minutes: int, newest_only: bool) -> None:
        self.now += timedelta(minutes=minutes)
        samples = [each for known in self.prints.values() for each in (known[:1] if newest_only else known)]
        before = self.states
        result = step(before, samples, self.declared, self.now, self.context)
        assert step(before, samples, self.declared, self.now, self.context) == result, "the step is a function"
        self._heard(result, samples)
        self.states, self.result = result.states, result
        self.context = replace(self.context, last_evaluated_at=self.now)
        again = step(self.states, samples, self.declared, self.now + timedelta(milliseconds=1), self.context)
        assert again.events == (), "the same evidence twice says nothing new"
        assert [_bare(state) for state in again.states] == [_bare(state) for state in result.states]

    def _heard(self, result: StepResult, samples: list[Sample]) -> None:
        healthy = {
            dict(each.labels)["series"]
            for each in samples
            if each.value is not None
            and math.isfinite(each.value)
            and each.state not in {FreshnessState.STALE, FreshnessState.NEVER}
        }
        for event in result.events:
            assert event.id not in self.ids, "no event is said twice under one name"
            self.ids.add(event.id)
            if event.transition in {Transition.SUMMARY, Transition.GAP}:
                continue
            self._paired(event)
            if event.transition in TOLD | {Transition.RESOLVED} and event.reason != "no longer muted":
                assert dict(event.labels)["series"] in healthy, "what cannot be judged neither fires nor resolves"
            assert event.value is None or math.isfinite(event.value)

    def _paired(self, event: AlertEvent) -> None:
        if event.transition in TOLD:
            assert event.fingerprint not in self.firing, "an alert fires once until it resolves"
            self.firing.add(event.fingerprint)
        elif event.transition is Transition.RESOLVED:
            assert event.fingerprint in self.firing, "nothing resolves that was not said to fire"
            self.firing.remove(event.fingerprint)
        elif event.transition in {Transition.REPEAT, Transition.REVISED}:
            assert event.fingerprint in self.firing

    @invariant()
    def states_agree_with_what_was_said(self) -> None:
        said = {state.fingerprint for state in self.states if state.phase.active and state.announced}
        assert said == self.firing
        for state in self.states:
            assert (state.started_at is not None) == state.phase.active
            assert bool(state.true_on) or state.phase in {Phase.INACTIVE, Phase.FIRING, Phase.RECOVERING}


def _bare(state: AlertState) -> AlertState:
    """Return the state without what a silence's end may move."""
    return replace(state, silenced=False)


Monitor.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
TestMonitor = Monitor.TestCase
