"""Events as lines: text to read, JSON Lines to pipe (schema version 1)."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from debtwatch.alerts.figures import figure
from debtwatch.domain.alert import Transition
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from debtwatch.domain.alert import AlertEvent, Labels, Severity

SCHEMA = 1
LONGEST_LINE = 4096
"""Bytes with the newline: what a pipe takes whole or not at all (PIPE_BUF)."""
_SHORTENED = 120
_DECIMALS = 6
_MESSAGE_FLOOR = 40
_STYLES = {"info": "36", "warning": "33", "critical": "1;31"}
_RESOLVED_STYLE = "32"


def text_line(event: AlertEvent, *, colour: bool = False) -> str:
    """Return an event as one line without its newline: when, how bad, what, which, and the print that did it."""
    head = f"{event.severity.value.upper():<8} {event.transition.value:<8}"
    if colour:
        head = f"\x1b[{_style(event.severity, event.transition)}m{head}\x1b[0m"
    parts = [f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z", head, subject(event), clean(event.message)]
    line = "  ".join(part for part in [*parts, _cited(event), _marks(event)] if part)
    return _fitted(line)


def subject(event: AlertEvent) -> str:
    """Return the rule and labels of an event as monitoring systems write them."""
    return clean(event.rule) + _braced(event.labels)


def _braced(labels: Labels) -> str:
    inside = ", ".join(f"{clean(name)}={clean(value, longest=_SHORTENED)}" for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _cited(event: AlertEvent) -> str:
    """Return the observation an event rests on."""
    if not event.source:
        return ""
    when = f" of {event.observed_on}" if event.observed_on else ""
    seen = f", seen {event.seen_at.astimezone(UTC):%Y-%m-%d %H:%M}Z" if event.seen_at else ""
    limit = f" against {figure(event.threshold, event.unit)}" if event.threshold is not None else ""
    source = clean(event.source, longest=_SHORTENED)
    return f"[{figure(event.value, event.unit)}{limit}; {source}{when}{seen}]"


def _marks(event: AlertEvent) -> str:
    marks = [name for name, on in (("already so at the start", event.initial), ("silenced", event.silenced)) if on]
    return f"({', '.join(marks)})" if marks else ""


def _style(severity: Severity, transition: Transition) -> str:
    return _RESOLVED_STYLE if transition is Transition.RESOLVED else _STYLES[severity.value]


def _fitted(line: str) -> str:
    """Return a line that fits a pipe's atomic write, cut at a character."""
    room = LONGEST_LINE - 1
    encoded = line.encode("utf-8", "backslashreplace")
    if len(encoded) <= room:
        return line
    return encoded[: room - 3].decode("utf-8", "ignore") + "…"


def json_line(event: AlertEvent) -> str:
    """Return an event as one JSON object without its newline: keys sorted, never NaN, at most 4,096 bytes.

    Keys may be added within a schema version and are never renamed or given another meaning.
    """
    document = record(event)
    line = _dumped(document)
    longest = LONGEST_LINE
    while _too_long(line) and longest > _MESSAGE_FLOOR:
        longest = max(_MESSAGE_FLOOR, longest // 2)
        shorter = {name: _shortened(value, longest) for name, value in document["labels"].items()}
        document |= {
            "labels": shorter,
            "message": _shortened(document["message"], longest),
            "reason": _shortened(document["reason"], longest),
            "source": _shortened(document["source"], longest),
        }
        line = _dumped(document)
    if _too_long(line):
        line = _dumped(document | {"labels": {}})
    return line


def _shortened(text: str, longest: int) -> str:
    return clean(text, longest=longest)


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _too_long(line: str) -> bool:
    return len(line.encode()) >= LONGEST_LINE


def record(event: AlertEvent) -> dict[str, Any]:
    """Return an event as the JSON document of schema version 1."""
    return {
        "v": SCHEMA,
        "seq": event.seq,
        "id": clean(event.id),
        "ts": stamp(event.at),
        "event": event.transition.value,
        "rule": clean(event.rule),
        "severity": event.severity.value,
        "state": event.phase.value,
        "health": event.health.value,
        "fingerprint": event.fingerprint,
        "labels": {clean(name): clean(value) for name, value in event.labels},
        "value": number(event.value),
        "previous": number(event.previous),
        "threshold": number(event.threshold),
        "unit": clean(event.unit),
        "obs_date": day(event.observed_on),
        "seen_at": stamp(event.seen_at),
        "started_at": stamp(event.started_at),
        "message": clean(event.message),
        "reason": clean(event.reason),
        "source": clean(event.source),
        "initial": event.initial,
        "silenced": event.silenced,
    }


def number(value: float | None) -> float | None:
    """Return a number JSON can carry; null for NaN and infinities."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, _DECIMALS)


def stamp(moment: datetime | None) -> str | None:
    """Return a moment as RFC 3339 in UTC with milliseconds and `Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(value: date | None) -> str | None:
    """Return a date as ISO 8601."""
    return value.isoformat() if value else None
