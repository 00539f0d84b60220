"""Rules, samples and a clock in the few words the alert tests need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from debtwatch.alerts.context import Context
from debtwatch.alerts.step import StepResult, step
from debtwatch.domain.alert import AlertState, Comparison, Labels, Rule, Sample, Severity, labels_of
from debtwatch.domain.freshness import FreshnessState

DAY = timedelta(days=1)
START = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
"""A Monday."""
FIRST_DAY = START.date()
HY = labels_of(series="HY")


def rule(id_: str = "hy", **changes: Any) -> Rule:
    """Return a warning above 100 bp on the series HY."""
    plain = Rule(
        id=id_,
        metric="spread.w1_bp",
        comparison=Comparison.ABOVE,
        threshold=100.0,
        severity=Severity.WARNING,
        summary="{series} moved {value}",
        match=HY,
    )
    return replace(plain, **changes)


def sample(
    value: float | None,
    on: date | None = FIRST_DAY,
    *,
    seen_at: datetime | None = None,
    labels: Labels = HY,
    state: FreshnessState = FreshnessState.LIVE,
    metric: str = "spread.w1_bp",
) -> Sample:
    """Return one print, seen at 16:00 UTC of its day unless told otherwise."""
    seen = seen_at or (datetime(on.year, on.month, on.day, 16, tzinfo=UTC) if on else START)
    return Sample(metric, labels, value, "bp", on, seen, "HY via fred", state)


class Pass:
    """A monitor that keeps its states: each call is one evaluation, a minute later unless told when."""

    def __init__(self, *rules: Rule, began: bool = True, **context: Any) -> None:
        self.rules = rules
        self.states: tuple[AlertState, ...] = ()
        self.now = START
        last = START - timedelta(minutes=1) if began else None
        self.context = Context(**{"last_evaluated_at": last, "repeat_after": timedelta()} | context)
        self.last: StepResult

    def __call__(
        self, *samples: Sample, at: datetime | None = None, rules: tuple[Rule, ...] | None = None
    ) -> list[str]:
        """Evaluate once and return the transitions said, in order."""
        self.now = at or self.now + timedelta(minutes=1)
        self.last = step(self.states, samples, rules or self.rules, self.now, self.context)
        self.states = self.last.states
        self.context = replace(self.context, last_evaluated_at=self.now)
        return [event.transition.value for event in self.last.events]

    def on(self, day: int, value: float | None, **changes: Any) -> list[str]:
        """Evaluate the print of the n-th day from the start, at 16:01 UTC of it."""
        then = START + day * DAY
        return self(sample(value, then.date(), **changes), at=then + timedelta(minutes=1))
