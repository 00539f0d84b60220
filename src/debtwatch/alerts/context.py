"""What a pass must know besides alerts, samples and rules, and what it finds of each alert."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from debtwatch.domain.alert import Acknowledgement, AlertState, Rule, Silence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.alerts.judge import Judgement


@dataclass(frozen=True, slots=True)
class Context:
    """What a pass must know besides alerts, samples and rules."""

    last_evaluated_at: datetime | None = None
    """Null on a store that was never evaluated."""
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Label name to every value that still exists; an alert on any other was removed."""
    silences: tuple[Silence, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    repeat_after: timedelta = timedelta(hours=24)
    """A firing alert is said again after this long; zero is never."""
    gap_after: timedelta | None = None
    """A longer time without evaluation is said; null where nobody promised to evaluate."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One alert, the rule that judged it (null once it was removed) and what came of it."""

    rule: Rule | None
    judgement: Judgement

    @property
    def state(self) -> AlertState:
        """Where the alert now stands."""
        return self.judgement.state
