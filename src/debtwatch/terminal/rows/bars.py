"""The two one-line bars: modes and clock above, keys and trouble below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.formats import clock, short_day
from debtwatch.terminal.rows.values import Board, Line, Span, Tone, text_of

NARROW = 90
"""Columns under which the lamps take the modes' place; the screens' own breakpoint."""
LONGEST_PROBLEM = 60
NAME = " debtwatch"


@dataclass(frozen=True, slots=True)
class Mode:
    """One screen of the monitor and the number key that opens it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Front:
    """What the header tells of the whole app."""

    board: Board
    mode: str
    now: datetime
    day: date | None = None
    """The day asked about; None is the present."""
    paused: bool = False
    from_last_time: bool = False
    """Whether the rows are those of the last run, nothing having been computed yet."""
    problem: str = ""
    shock: str | None = None
    """The move of the market the numbers are shown under."""
    haircut_pct: float | None = None
    """The reader's own haircut on leased campuses; None is the settings'."""


def header_line(front: Front, modes: Sequence[Mode], width: int) -> Line:
    """Return the top line: modes by name where there is room, else by number; narrower, both lamps instead.

    The clock, what is held or travelled to, and the counts keep to the right edge.
    """
    warnings = state_words(front)
    if width < NARROW:
        place = next((mode.key for mode in modes if mode.name == front.mode), modes[0].key)
        lamps = front.board.brief[0] if front.board.brief else ()
        alerts = front.board.badges.get("alerts", "")
        left = (Span(f"{NAME} {place}/{modes[-1].key}  ", Tone.STRONG), *warnings, *lamps)
        return spread(left, (Span(f"! {alerts} ", Tone.AMBER),) if alerts else (), width)
    counts = (Span(" · ", Tone.MUTED), *front.board.status) if front.board.status else ()
    right = (*warnings, Span(clock(front.now)), *counts, Span(" "))
    full = _modes(modes, front.mode, front.board.badges, names=True)
    fits = len(text_of(full)) + len(text_of(right)) + 2 <= width
    return spread(full if fits else _modes(modes, front.mode, front.board.badges, names=False), right, width)


def state_words(front: Front) -> Line:
    """Return what keeps the numbers from being today's: paused, another day, the last run's rows, a problem."""
    words: list[Span] = []
    if front.paused:
        words.append(Span("PAUSED  ", Tone.AMBER))
    if front.day is not None:
        words.append(Span(f"AS OF {short_day(front.day)} {front.day.year}  ", Tone.AMBER))
    if front.shock is not None:
        words.append(Span(f"SHOCK {clean(front.shock)}  ", Tone.AMBER))
    if front.haircut_pct is not None:
        words.append(Span(f"HAIRCUT {front.haircut_pct:g} %  ", Tone.AMBER))
    if front.from_last_time:
        words.append(Span("rows last shown  ", Tone.AMBER))
    if front.problem:
        words.append(Span(f"{clean(front.problem, longest=LONGEST_PROBLEM)}  ", Tone.RED))
    return tuple(words)


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
