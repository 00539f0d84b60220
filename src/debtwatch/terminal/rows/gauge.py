"""One gauge: what it says, what it rests on and its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.terminal.rows.ages import badge
from debtwatch.terminal.rows.bubble import MONTHLY_MEAN
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, ordinal
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot import Snapshot


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
        _pair("alone", f"on its published levels alone: {row['published_colour']}"),
        _pair("then", f"2008 {_then(row, '2008')}; 2017 {_then(row, '2017')}"),
        _pair(
            "percent.",
            f"all {ordinal(row['pct_full'])}, 2003-07 {ordinal(row['pct_2007'])}, 2016-18 {ordinal(row['pct_2017'])}",
        ),
        _pair("rests on", f"{row['basis'] or UNKNOWN}; {freshness_words(snapshot, row)}; {era}"),
        _pair("record", row["record"] or UNKNOWN),
        _pair("note", row["note"] or UNKNOWN),
        *(_pair("fact", fact.text) for fact in snapshot.bubble.facts_of(gauge)),
    )
    return Panel(title=str(row["label"]), lines=lines)


def freshness_words(snapshot: Snapshot, row: Mapping[str, Any]) -> str:
    """Return how fresh a gauge's series is; what reads several or what ships says by its day how old it is."""
    if row["basis"] == MONTHLY_MEAN:
        return "recorded: it shipped with the program"
    if row["series"] is None:
        return "as old as its day says"
    return badge(snapshot.freshness.get(row["series"])) or "live"


def _pair(name: str, text: str) -> Line:
    return Span(f"{name:<9}", Tone.MUTED), Span(text)


def _levels(row: Mapping[str, Any]) -> str:
    said = [
        f"{level} {row[level]:g} ({row[f'{level}_source']})" for level in ("amber", "red") if row[level] is not None
    ]
    return ", ".join(said) or "none"


def _then(row: Mapping[str, Any], era: str) -> str:
    value, low, high = row[f"reading_{era}"], row[f"low_{era}"], row[f"high_{era}"]
    now = UNKNOWN if value is None else f"{fixed(value)} in {row[f'reading_{era}_on']:%Y-%m}"
    return now if low is None else f"{now} ({fixed(low)} to {fixed(high)})"
