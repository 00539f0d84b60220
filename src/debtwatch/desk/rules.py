"""Where the alert rules come from: the shipped file and the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.config.paths import shipped
from debtwatch.config.rules import FILE, read_rules, rules_digest

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.domain.alert import Rule
    from debtwatch.domain.settings import Settings


def rule_files(settings: Settings) -> tuple[Path, Path]:
    """Return the shipped rules and where the user's own would be."""
    return shipped("config", FILE), settings.places.config / FILE


def read_alert_rules(settings: Settings) -> tuple[Rule, ...]:
    """Return the rules in force; ConfigError lists every problem of both files."""
    from debtwatch.alerts.metrics import METRICS

    return read_rules(*rule_files(settings), METRICS)


def alert_rules_digest(settings: Settings) -> str:
    """Return a hash of both files, without parsing them."""
    return rules_digest(rule_files(settings))
