"""Alerts as values: what is watched, where each watch stands, and what is said about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from debtwatch.domain.freshness import FreshnessState

Labels = tuple[tuple[str, str], ...]
"""Label names and values, sorted by name: what tells one alert of a rule from another."""


def labels_of(**pairs: str) -> Labels:
    """Return labels in their one order."""
    return tuple(sorted(pairs.items()))


class Severity(StrEnum):
    """How much it matters; only warnings and critical alerts move the exit code."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info, 2 for critical."""
        return ("info", "warning", "critical").index(self.value)


class Phase(StrEnum):
    """Where an alert stands."""

    INACTIVE = "inactive"
    PENDING = "pending"
    """True, but not yet for as long as the rule asks."""
    FIRING = "firing"
    RECOVERING = "recovering"
    """No longer true, but kept firing for as long as the rule asks."""

    @property
    def active(self) -> bool:
        """Whether the alert has fired and is not resolved."""
        return self in {Phase.FIRING, Phase.RECOVERING}


class Health(StrEnum):
    """Whether an alert's input can be judged; apart from its phase, which is held while it cannot."""

    OK = "ok"
    STALE = "stale"
    """The newest print is too old."""
    ERROR = "error"
    """There is no print, or it is not a number."""


class NoData(StrEnum):
    """What a rule makes of an input that cannot be judged."""

    UNKNOWN = "unknown"
    """Hold the phase, say `stale` once, and count as unknown where the rule requires its input."""
    HOLD = "hold"
    """Hold the phase and say nothing."""
    FIRE = "fire"
    """Fire: the silence is the alarm."""


class Basis(StrEnum):
    """Which vintage of an observation a rule judges."""

    CURRENT = "current"
    FIRST_SEEN = "first_seen"


class Comparison(StrEnum):
    """How a value is held against a threshold."""

    ABOVE = ">"
    AT_OR_ABOVE = ">="
    BELOW = "<"
    AT_OR_BELOW = "<="

    def holds(self, value: float | None, threshold: float) -> bool:
        """Return whether the comparison is true; a null, NaN or infinite value never is."""
        if value is None or not math.isfinite(value):
            return False
        if self is Comparison.ABOVE:
            return value > threshold
        if self is Comparison.AT_OR_ABOVE:
            return value >= threshold
        if self is Comparison.BELOW:
            return value < threshold
        return value <= threshold

    @property
    def rising(self) -> bool:
        """Whether larger values are worse."""
        return self in {Comparison.ABOVE, Comparison.AT_OR_ABOVE}


@dataclass(frozen=True, slots=True)
class Span:
    """How long something must last: in distinct observation dates, or by the clock of the data."""

    observations: int = 0
    lasting: timedelta = timedelta()

    def __str__(self) -> str:
        if self.observations:
            return f"{self.observations} obs"
        hours = self.lasting.total_seconds() / 3600
        return f"{hours:g}h" if hours else "at once"


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that rules may be written about."""

    name: str
    unit: str
    """`series` where it is that of the series."""
    labels: tuple[str, ...]
    """The label that tells its samples apart; several where it is taken of several subjects."""
    means: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of one metric, with the observation it rests on."""

    metric: str
    labels: Labels
    value: float | None
    unit: str
    observed_on: date | None
    """The newest observed day behind it; null where it is a state of the moment."""
    seen_at: datetime
    """When we first had that observation; the moment itself where there is none."""
    source: str
    """The series, feed or book row it comes from."""
    state: FreshnessState
    """Freshness of the data itself, whatever the last try did."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as `rules.toml` declares it."""

    id: str
    metric: str
    comparison: Comparison
    threshold: float
    severity: Severity
    summary: str
    """The sentence said, with `{value}`, `{threshold}` and label names in braces."""
    match: Labels = ()
    """Label patterns, `*` and `?` as in a shell, that a sample must match."""
    clear_threshold: float | None = None
    """Once firing, true until this is crossed; the threshold itself where null."""
    hold: Span = Span()
    """How long it must be true before it fires: `for` in the file."""
    keep_firing: Span = Span()
    """How long it must be false before it resolves."""
    max_age: timedelta | None = None
    """Age of the observed day past which the input is stale; null follows the series' own calendar."""
    nodata: NoData = NoData.UNKNOWN
    required: bool = False
    """Whether an input that cannot be judged makes the whole outcome unknown."""
    basis: Basis = Basis.CURRENT
    group: str = ""
    """Rules of one group are steps of one scale: the higher severity mutes the lower on the same labels."""
    inhibits: tuple[str, ...] = ()
    """Rules muted while this one fires on labels that agree."""
    runbook: str = ""
    """What to read or do when it fires."""
    enabled: bool = True

    @property
    def clears_at(self) -> float:
        """The threshold that ends a firing alert."""
        return self.threshold if self.clear_threshold is None else self.clear_threshold

    @property
    def exact(self) -> bool:
        """Whether it watches one thing rather than a pattern."""
        return bool(self.match) and not any(set(pattern) & set("*?[") for _, pattern in self.match)


@dataclass(frozen=True, slots=True)
class AlertState:
    """Where one alert stands: a rule on one set of labels. Every clock it needs survives a restart."""

    fingerprint: str
    rule: str
    labels: Labels
    severity: Severity
    phase: Phase = Phase.INACTIVE
    health: Health = Health.OK
    value: float | None = None
    """The value last judged."""
    unit: str = ""
    observed_on: date | None = None
    seen_at: datetime | None = None
    source: str = ""
    true_on: tuple[date, ...] = ()
    """Observation dates on which it was true, while pending."""
    true_since: datetime | None = None
    """When the first of them was seen."""
    false_on: tuple[date, ...] = ()
    """Observation dates on which it was false, while recovering."""
    false_since: datetime | None = None
    """When the first of them was seen."""
    started_at: datetime | None = None
    """The evaluation at which it fired."""
    fired_on: date | None = None
    """The observation that fired it."""
    fired_value: float | None = None
    announced: bool = False
    """Whether its firing is in the log; an inhibited alert fires unannounced."""
    said_at: datetime | None = None
    """When it was last said to a reader, not silenced."""
    unhealthy_since: datetime | None = None
    unhealthy_said: bool = False
    """Whether the log says that its input is lost."""
    silenced: bool = False
    inhibited: bool = False


class Transition(StrEnum):
    """What an event says."""

    SUMMARY = "summary"
    """The first evaluation of a new store, in one line."""
    GAP = "gap"
    """Nothing was evaluated for a while."""
    WATCHDOG = "watchdog"
    """Still here: quiet is not dead."""
    PENDING = "pending"
    FIRING = "firing"
    RAISED = "raised"
    """A worse step of the same scale, or a rule made more severe."""
    REVISED = "revised"
    """The observation it cited was rewritten at its source."""
    STALE = "stale"
    """Its input can no longer be judged; the phase is held."""
    FRESH = "fresh"
    """Its input can be judged again."""
    REPEAT = "repeat"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One thing said about one alert, citing the observation that did it."""

    id: str
    """The same for the same happening, however often it is replayed."""
    at: datetime
    transition: Transition
    rule: str
    severity: Severity
    phase: Phase
    labels: Labels
    message: str
    fingerprint: str = ""
    value: float | None = None
    previous: float | None = None
    """What the value was before a revision."""
    threshold: float | None = None
    unit: str = ""
    observed_on: date | None = None
    seen_at: datetime | None = None
    started_at: datetime | None = None
    source: str = ""
    reason: str = ""
    """Why, where the transition alone does not say: revised, removed, lowered, no data."""
    health: Health = Health.OK
    initial: bool = False
    """Whether it was already so when this store was first evaluated."""
    silenced: bool = False
    seq: int = 0
    """Its place in the log, given by the store."""


LONGEST_SILENCE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Silence:
    """A promise to say nothing about some alerts until a date."""

    id: str
    match: Labels
    """Label patterns; `rule` and `severity` are matched like labels."""
    created_at: datetime
    expires_at: datetime
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Someone has seen an alert that fires: it is not repeated until it fires anew."""

    fingerprint: str
    at: datetime
    author: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule that requires an input which cannot be judged."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one pass of the rules came to; enough to answer again while nothing has changed."""

    at: datetime
    version: int
    """The store's data version it rests on."""
    inputs: str
    """Digest of everything else it rests on: book, rules, feeds' memories, silences."""
    valid_until: datetime
    """When the passing of time alone may change the outcome."""
    rules: int
    """Enabled rules."""
    samples: int
    """Values they were held against."""
    unknown: tuple[Unknown, ...] = ()
