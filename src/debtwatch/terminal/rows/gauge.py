"""One gauge: what it says, what it rests on, its record, and the three eras in event time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO
from debtwatch.terminal.chart import ASCII_SPARKS, SPARKS, Symbols
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, ordinal
from debtwatch.terminal.rows.levels import Level
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.bubble.results import Bubble
    from debtwatch.analysis.snapshot import Snapshot

ERAS = ("2008", "2017", "AI")
CELL_MONTHS = 2
"""Months one cell of event time stands for: the newest known of them is drawn."""
_RUN_UP = "run_up"
_NAME = 6


def gauge_level(above: str, gauge: str, symbols: Symbols) -> Level:
    """Return the panels of one gauge, as the drill opens them."""
    return Level(
        crumbs=lambda snapshot: (above, str(_row(snapshot, gauge).get("label", gauge))),
        panels=lambda snapshot: (gauge_panel(snapshot, gauge), event_panel(snapshot, gauge, symbols)),
        panes=("gauge", "event"),
    )


def _row(snapshot: Snapshot, gauge: str) -> dict[str, Any]:
    rows = snapshot.bubble.gauges.filter(snapshot.bubble.gauges["gauge"] == gauge).to_dicts()
    return rows[0] if rows else {}


def gauge_panel(snapshot: Snapshot, gauge: str) -> Panel:
    """Return what a gauge says, its levels and whose they are, and what it did before."""
    row = _row(snapshot, gauge)
    if not row:
        return Panel(gauge, empty="no such gauge on this date")
    value = f"{fixed(row['value'])} {row['unit']}" if row["value"] is not None else "not reporting"
    era = "revised data" if row["revised"] else "as known then"
    lines: tuple[Line, ...] = (
        (
            Span("now      ", Tone.MUTED),
            Span(value, Tone.STRONG),
            Span(f"   {row['colour']}   of {row['observed_on'] or UNKNOWN}"),
        ),
        _pair("family", f"{row['family']}, {row['lamp']}{'' if row['votes'] else '; informs, does not vote'}"),
        _pair("levels", f"{_levels(row)}: {row['threshold_source']}"),
        _pair("then", f"2008 {_then(row, '2008')}; 2017 {_then(row, '2017')}"),
        _pair(
            "percent.",
            f"all {ordinal(row['pct_full'])}, 2003-07 {ordinal(row['pct_2007'])}, 2016-18 {ordinal(row['pct_2017'])}",
        ),
        _pair("rests on", f"{row['basis'] or UNKNOWN}; {era}"),
        _pair("record", row["record"] or UNKNOWN),
        _pair("note", row["note"] or UNKNOWN),
    )
    return Panel(title=str(row["label"]), lines=lines)


def _pair(name: str, text: str) -> Line:
    return Span(f"{name:<9}", Tone.MUTED), Span(text)


def _levels(row: Mapping[str, Any]) -> str:
    return "none" if row["red"] is None else f"amber {row['amber']:g}, red {row['red']:g}"


def _then(row: Mapping[str, Any], era: str) -> str:
    value, low, high = row[f"reading_{era}"], row[f"low_{era}"], row[f"high_{era}"]
    now = UNKNOWN if value is None else f"{fixed(value)} in {row[f'reading_{era}_on']:%Y-%m}"
    return now if low is None else f"{now} ({fixed(low)} to {fixed(high)})"


def event_panel(snapshot: Snapshot, gauge: str, symbols: Symbols) -> Panel:
    """Return the gauge over months from each era's origin: one scale, one horizon, breaks as events."""
    shown = snapshot.bubble
    line = _RUN_UP if gauge.startswith(f"{_RUN_UP}_") else gauge
    found = shown.event_time.filter(shown.event_time["gauge"] == line)
    if found.is_empty():
        return Panel("event time", empty="the eras have no readings of this gauge")
    readings: dict[str, dict[int, float]] = {era: {} for era in ERAS}
    for era, month, reading in found.select("era", "month", "reading").iter_rows():
        readings[era][month] = reading
    low, high = float(found["reading"].min()), float(found["reading"].max())  # type: ignore[arg-type]
    return Panel(
        title="event time",
        subtitle="months since each era's basket was first up 100 % in 24 months, raw and net; no best fit",
        lines=(
            *(era_line(era, readings[era], (low, high), symbols) for era in ERAS),
            _ruler(),
            ((Span(f"one scale: {fixed(low)} to {fixed(high)}", Tone.MUTED)),),
            *_events(shown),
        ),
    )


def era_line(era: str, readings: Mapping[int, float], scale: tuple[float, float], symbols: Symbols) -> Line:
    """Return one era as bars on a scale it shares with the others; a month unknown is a blank."""
    marks = ASCII_SPARKS if symbols is Symbols.ASCII else SPARKS
    low, high = scale
    step = (len(marks) - 1) / (high - low) if high > low else 0.0
    cells = []
    for first in range(EVENT_FROM, EVENT_TO + 1, CELL_MONTHS):
        known = [readings[month] for month in range(first, first + CELL_MONTHS) if month in readings]
        cells.append(marks[round((known[-1] - low) * step)] if known else " ")
    return Span(f"{era:<{_NAME}}", Tone.STRONG), Span("".join(cells))


def _ruler() -> Line:
    text = [" "] * ((EVENT_TO - EVENT_FROM) // CELL_MONTHS + 5)
    for month in range(EVENT_FROM, EVENT_TO + 1, 24):
        place = (month - EVENT_FROM) // CELL_MONTHS
        for offset, letter in enumerate(f"{month:+d}" if month else "0"):
            text[place + offset] = letter
    return Span(" " * _NAME), Span("".join(text).rstrip(), Tone.MUTED)


def _events(shown: Bubble) -> tuple[Line, ...]:
    ours = next((origin.months_since for origin in shown.origins if origin.era == "AI"), None)
    lines = [_pair(each.era, f"broke in month {each.month:+d}: {each.event}") for each in shown.era_breaks]
    return (*lines, _pair("now", "no origin yet" if ours is None else f"month {ours:+d} of ours"))
