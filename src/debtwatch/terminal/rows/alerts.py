"""Alert events as rows, and what happened since the reader last looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from debtwatch.domain.alert import Acknowledgement, AlertEvent, Severity, Transition
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.formats import EASTERN, UNKNOWN, day_cell, word_cell
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

SINCE_LINES = 3
QUIET = {Transition.WATCHDOG, Transition.PENDING}
TONES = {Severity.INFO: Tone.PLAIN, Severity.WARNING: Tone.AMBER, Severity.CRITICAL: Tone.RED}
MARKS = {Severity.INFO: "·", Severity.WARNING: "◐", Severity.CRITICAL: "●"}
COLUMNS = (
    Column("at", "when", 16, Align.LEFT, meaning="When it was said, New York time."),
    Column("severity", "severity", 10, Align.LEFT, 2, meaning="Only warnings and critical alerts move the exit code."),
    Column("what", "what", 9, Align.LEFT, meaning="Fired, raised, revised, stale, fresh, repeated or resolved."),
    Column(
        "seen",
        "seen",
        5,
        Align.LEFT,
        meaning="✓: acknowledged with `a` since it fired; not repeated until it fires anew.",
    ),
    Column("message", "message", 30, Align.LEFT, elastic=True, meaning="The rule's sentence."),
    Column("observed", "observed", 11, Align.LEFT, 3, meaning="The day of the observation that did it."),
    Column("source", "source", 16, Align.LEFT, 4, meaning="The series, feed or book row it comes from."),
    Column("seen_by", "seen by", 18, Align.LEFT, 5, meaning="Who acknowledged it, and when, New York time."),
    Column("rule", "rule", 20, Align.LEFT, 6, meaning="The rule's id."),
)


def alerts_panel(
    events: Sequence[AlertEvent], now: datetime, trouble: str = "", acknowledged: Sequence[Acknowledgement] = ()
) -> Panel:
    """Return one row an event, newest first, under what keeps the rules from being judged.

    What an acknowledged alert said since it fired is marked as seen.
    """
    standing = _standing(events, acknowledged)
    rows = tuple(
        Row(event.id, _cells(event, standing.get((event.fingerprint, event.started_at)), now)) for event in events
    )
    return Panel(
        title="alerts",
        note=f"{counted(len(rows), 'event')}, newest first" if rows else "",
        lines=((Span("the rules cannot be judged: ", Tone.RED), Span(clean(trouble), Tone.RED)),) if trouble else (),
        table=Table(COLUMNS, rows, "at", descending=True),
        empty="no rule has fired yet",
        tone=Tone.RED if trouble else Tone.PLAIN,
    )


def since_panel(events: Sequence[AlertEvent], last_looked: datetime | None, now: datetime, moved: Line = ()) -> Panel:
    """Return what was said since the reader last looked, newest first, in a few lines, and what moved most."""
    new = [event for event in events if event.transition not in QUIET and (not last_looked or event.at > last_looked)]
    lines = tuple(_line(event, now) for event in new[:SINCE_LINES])
    if len(new) > SINCE_LINES:
        lines = (*lines[:-1], (*lines[-1], Span(f"   and {len(new) - SINCE_LINES} more: 7", Tone.MUTED)))
    when = f"since you last looked ({_moment(last_looked, now)})" if last_looked else "what happened"
    quiet: tuple[Line, ...] = ((Span("no alert fired, resolved or was revised", Tone.MUTED),),)
    return Panel(title=when, lines=(*(lines or quiet), *((moved,) if moved else ())))


def firing(events: Sequence[AlertEvent]) -> int:
    """Return how many alerts the newest events leave firing."""
    newest: dict[str, AlertEvent] = {}
    for event in events:
        newest.setdefault(event.fingerprint, event)
    return sum(1 for event in newest.values() if event.phase.active and event.severity is not Severity.INFO)


def has_new_critical(before: Sequence[AlertEvent], after: Sequence[AlertEvent]) -> bool:
    """Whether a critical alert fired that was not among the events before."""
    known = {event.id for event in before}
    return any(
        event.severity is Severity.CRITICAL and event.phase.active and event.transition not in QUIET
        for event in after
        if event.id not in known
    )


def _standing(
    events: Sequence[AlertEvent], acknowledged: Sequence[Acknowledgement]
) -> dict[tuple[str, datetime | None], Acknowledgement]:
    """Return the acknowledgements that still hold, by alert and the moment it fired: none outlives its firing."""
    newest: dict[str, AlertEvent] = {}
    for event in events:
        newest.setdefault(event.fingerprint, event)
    told = ((newest[seen.fingerprint], seen) for seen in acknowledged if seen.fingerprint in newest)
    return {
        (event.fingerprint, event.started_at): seen
        for event, seen in told
        if event.phase.active and seen.at >= (event.started_at or event.at)
    }


def _cells(event: AlertEvent, seen: Acknowledgement | None, now: datetime) -> tuple[Cell, ...]:
    tone = TONES[event.severity]
    return (
        Cell(_moment(event.at, now), Tone.PLAIN, event.at.timestamp()),
        Cell(f"{MARKS[event.severity]} {event.severity}", tone),
        Cell(event.transition.value),
        Cell("✓" if seen else ""),
        word_cell(event.message, tone),
        day_cell(event.observed_on, now.date()),
        word_cell(event.source, Tone.MUTED),
        word_cell(f"{seen.author}, {_moment(seen.at, now)}", Tone.MUTED) if seen else Cell(""),
        word_cell(event.rule, Tone.MUTED),
    )


def _line(event: AlertEvent, now: datetime) -> Line:
    return (
        Span(f"{_moment(event.at, now)}  ", Tone.MUTED),
        Span(f"{MARKS[event.severity]} {event.transition} ", TONES[event.severity]),
        Span(clean(event.message)),
    )


def _moment(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return UNKNOWN
    local, here = moment.astimezone(EASTERN), now.astimezone(EASTERN)
    if local.date() == here.date():
        return f"{local:%H:%M}"
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"
