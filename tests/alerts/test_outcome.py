from __future__ import annotations

import pytest

from alerting import Pass, rule, sample
from debtwatch.alerts.outcome import FailOn, Outcome, outcome
from debtwatch.domain.alert import AlertState, Severity


def firing(*severities: Severity) -> tuple[AlertState, ...]:
    check = Pass(*(rule(severity.value, severity=severity) for severity in severities))
    check(sample(120))
    return check.states


W, C, INFO = Severity.WARNING, Severity.CRITICAL, Severity.INFO


@pytest.mark.parametrize(
    ("severities", "unknown", "fail_on", "expected"),
    [
        ((), False, FailOn.WARNING, Outcome.QUIET),
        ((INFO,), False, FailOn.WARNING, Outcome.QUIET),
        ((W,), False, FailOn.WARNING, Outcome.WARNING),
        ((W, C), False, FailOn.WARNING, Outcome.CRITICAL),
        ((), True, FailOn.WARNING, Outcome.UNKNOWN),
        ((W,), True, FailOn.WARNING, Outcome.WARNING),
        ((C,), True, FailOn.WARNING, Outcome.CRITICAL),
        ((W,), False, FailOn.CRITICAL, Outcome.QUIET),
        ((W,), True, FailOn.CRITICAL, Outcome.UNKNOWN),
        ((C,), False, FailOn.CRITICAL, Outcome.CRITICAL),
        ((W, C), False, FailOn.NEVER, Outcome.QUIET),
        ((W, C), True, FailOn.NEVER, Outcome.UNKNOWN),
    ],
)
def test_the_worst_wins_in_the_order_critical_warning_unknown_quiet(
    severities: tuple[Severity, ...], unknown: bool, fail_on: FailOn, expected: Outcome
) -> None:
    assert outcome(firing(*severities), unknown=unknown, fail_on=fail_on) is expected


def test_silenced_and_muted_alerts_do_not_count() -> None:
    from dataclasses import replace

    alert = firing(C)[0]
    for quiet in (replace(alert, silenced=True), replace(alert, inhibited=True)):
        assert outcome([quiet], unknown=False, fail_on=FailOn.WARNING) is Outcome.QUIET
