"""Names that stay the same over restarts and replays (analytics C2, point 7)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtwatch.domain.alert import Labels, Transition

_LENGTH = 16


def fingerprint(rule: str, labels: Labels) -> str:
    """Return 16 hex digits of SHA-256 over canonical JSON of the rule's id and its sorted labels."""
    document = {"labels": dict(labels), "rule": rule}
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:_LENGTH]


def event_id(subject: str, started_at: datetime, transition: Transition, turn: str = "") -> str:
    """Return an event's name: subject, start and transition, and which turn of it where it can recur."""
    parts = [subject, compact(started_at), transition.value]
    return "-".join([*parts, turn] if turn else parts)


def compact(moment: datetime) -> str:
    """Return a moment in UTC to the millisecond without punctuation: `20261123T214207.125Z`."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y%m%dT%H%M%S}.{utc.microsecond // 1000:03d}Z"
