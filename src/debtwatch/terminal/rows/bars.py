"""The two one-line bars: modes and clock above, keys and trouble below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debtwatch.terminal.rows.values import Line, Span, Tone, text_of

NARROW = 100
NAME = " debtwatch"


@dataclass(frozen=True, slots=True)
class Mode:
    """One screen of the monitor and the number key that opens it."""

    key: str
    name: str


def mode_bar(modes: Sequence[Mode], active: str, badges: Mapping[str, str], width: int, right: Line) -> Line:
    """Return the header: every mode by name where there is room, else numbers and the active one's name.

    `right` keeps to the right edge and is cut last.
    """
    room = width - len(text_of(right)) - 2
    full = _modes(modes, active, badges, names=True)
    left = full if len(text_of(full)) <= room else _modes(modes, active, badges, names=False)
    return spread(left, right, width)


def brief_bar(brief: Line, position: str, alerts: str, width: int) -> Line:
    """Return the header of a narrow terminal: where we are, both lamps, alerts."""
    left = (Span(f"{NAME} {position}  ", Tone.STRONG), *brief)
    return spread(left, (Span(f"! {alerts} ", Tone.AMBER),) if alerts else (), width)


def key_bar(keys: Sequence[tuple[str, str]], trouble: Line, width: int) -> Line:
    """Return the footer: as many keys as fit beside the trouble; trouble keeps half of the line."""
    room = width - min(len(text_of(trouble)), width // 2) - 3
    spans: list[Span] = []
    used = 0
    for key, does in keys:
        used += len(key) + len(does) + 3
        if used > room:
            break
        spans += [Span(f" {key} ", Tone.STRONG), Span(f"{does} ", Tone.MUTED)]
    return spread(tuple(spans), trouble, width)


def spread(left: Line, right: Line, width: int) -> Line:
    """Return two pieces at the two edges; where they overlap the right one is cut at its end."""
    used, wanted = len(text_of(left)), len(text_of(right))
    gap = max(width - used - wanted - 1, 1)
    return (*left, Span(" " * gap), *right)


def _modes(modes: Sequence[Mode], active: str, badges: Mapping[str, str], *, names: bool) -> Line:
    spans = [Span(f"{NAME} ", Tone.STRONG)]
    for mode in modes:
        here = mode.name == active
        words = f" {mode.key} {mode.name}" if names or here else f" {mode.key}"
        if badges.get(mode.name):
            words += f" {badges[mode.name]}"
        spans.append(Span(f"{words} ", Tone.STRONG if here else Tone.MUTED))
    return tuple(spans)
