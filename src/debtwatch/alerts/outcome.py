"""What a pass means to whoever asked: quiet, warning, critical or unknown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.domain.alert import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.domain.alert import AlertState


class FailOn(StrEnum):
    """The least severity that is a failure."""

    WARNING = "warning"
    CRITICAL = "critical"
    NEVER = "never"


class Outcome(StrEnum):
    """How a pass ended, as monitoring systems name it."""

    QUIET = "quiet"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


def counts(state: AlertState) -> bool:
    """Return whether an alert bears on the outcome: it fires, and nobody silenced or muted it."""
    return state.phase.active and not state.silenced and not state.inhibited


def outcome(states: Iterable[AlertState], *, unknown: bool, fail_on: FailOn) -> Outcome:
    """Return the worst of a pass, in the order critical, warning, unknown, quiet.

    A warning is quiet under `--fail-on critical`, everything that fires is under `never`; an unknown
    is never quiet.
    """
    severities = {state.severity for state in states if counts(state)} if fail_on is not FailOn.NEVER else set()
    if Severity.CRITICAL in severities:
        return Outcome.CRITICAL
    if Severity.WARNING in severities and fail_on is FailOn.WARNING:
        return Outcome.WARNING
    return Outcome.UNKNOWN if unknown else Outcome.QUIET
