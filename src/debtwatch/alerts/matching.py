"""Which samples a rule watches, which alerts a silence covers, which alert mutes which."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from debtwatch.domain.alert import AlertState, Labels, Rule, Sample, Silence

_ANYTHING = "*"
_SPECIAL = frozenset("*?[")


def covers(patterns: Labels, labels: Mapping[str, str]) -> bool:
    """Return whether every pattern finds its label; a label that is not there is not found."""
    return all(name in labels and _fits(labels[name], pattern) for name, pattern in patterns)


def _fits(value: str, pattern: str) -> bool:
    """Match as a shell does; most patterns are plain names, and those need none made of them."""
    plain = not _SPECIAL.intersection(pattern)
    return value == pattern if plain else pattern == _ANYTHING or fnmatchcase(value, pattern)


def watches(rule: Rule, sample: Sample) -> bool:
    """Return whether the rule is about this sample."""
    return sample.metric == rule.metric and covers(rule.match, dict(sample.labels))


def silenced(state: AlertState, silences: Iterable[Silence], now: datetime) -> bool:
    """Return whether any silence in force covers the alert; `rule` and `severity` match like labels."""
    labels = dict(state.labels) | {"rule": state.rule, "severity": state.severity.value}
    return any(silence.created_at <= now < silence.expires_at and covers(silence.match, labels) for silence in silences)


def mutes(other: AlertState, other_rule: Rule, state: AlertState, rule: Rule) -> bool:
    """Return whether `other` speaks for `state`.

    It does while firing, as a worse step of the same group on the same labels, or as a rule that
    inhibits this one on labels that agree. A rule never mutes itself.
    """
    if other.rule == state.rule or not other.phase.active:
        return False
    if rule.group and other_rule.group == rule.group and other.labels == state.labels:
        return other.severity.rank > state.severity.rank
    return rule.id in other_rule.inhibits and agree(other.labels, state.labels)


def agree(left: Labels, right: Labels) -> bool:
    """Return whether two label sets say the same wherever both speak."""
    other = dict(right)
    return all(other.get(name, value) == value for name, value in left)
