"""One gauge over months from each era's origin: what the chart shows, with no fit and nothing rebased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.declared import event_line
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO
from debtwatch.terminal.chart import Guide
from debtwatch.terminal.rows.formats import UNKNOWN, fixed

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot

ERAS = ("2008", "2017", "AI")
"""Drawn in this order: ours lies on top."""
_UNITS = {"percent": " %", "bp": " bp", "months": " m", "times": " x"}


@dataclass(frozen=True, slots=True)
class EventTime:
    """A gauge in event time."""

    title: str
    eras: tuple[tuple[str, Mapping[int, float]], ...]
    """Era and its readings by month since its origin."""
    guides: tuple[Guide, ...]
    """Its levels."""
    marks: tuple[tuple[int, str], ...]
    """Months where a past era broke, and where we are, with their names."""
    notes: tuple[str, ...]
    """The readings at our month, and what each break was."""

    @property
    def values(self) -> tuple[float, ...]:
        """Every reading and every level: the one scale holds them all."""
        readings = (value for _, own in self.eras for value in own.values())
        return (*readings, *(guide.value for guide in self.guides))


def event_time(snapshot: Snapshot, gauge: str) -> EventTime | None:
    """Return a gauge in event time; None where no era has a reading of it."""
    shown = snapshot.bubble
    rows = shown.gauges.filter(shown.gauges["gauge"] == gauge).to_dicts()
    found = shown.event_time.filter(shown.event_time["gauge"] == event_line(gauge))
    if not rows or found.is_empty():
        return None
    row = rows[0]
    readings: dict[str, dict[int, float]] = {era: {} for era in ERAS}
    for era, month, reading in found.select("era", "month", "reading").iter_rows():
        readings[era][month] = reading
    ours = next((origin.months_since for origin in shown.origins if origin.era == "AI"), None)
    breaks = [(each.month, f"{each.era} broke") for each in shown.era_breaks]
    marks = [*breaks, *([(ours, "now")] if ours is not None and EVENT_FROM <= ours <= EVENT_TO else [])]
    guides = [Guide(row[level], level) for level in ("amber", "red") if row[level] is not None]
    return EventTime(
        title=f"{row['label']}, months since each era's basket was first up 100 % in 24 months, raw and net",
        eras=tuple((era, readings[era]) for era in ERAS),
        guides=tuple(guides),
        marks=tuple(marks),
        notes=(
            _at_our_month(readings, ours, row),
            *(f"{each.era} broke in month {each.month:+d}: {each.event}" for each in shown.era_breaks),
        ),
    )


def _at_our_month(readings: Mapping[str, Mapping[int, float]], ours: int | None, row: Mapping[str, Any]) -> str:
    """Return the three readings at our month, each past one with its own era's range; never the best fit."""
    if ours is None:
        return "no origin of ours yet: no comparable month"
    unit = _UNITS.get(row["unit"], "")
    said = []
    for era, own in readings.items():
        newest = max((month for month in own if month <= ours), default=None)
        value = UNKNOWN if newest is None else f"{fixed(own[newest])}{unit}"
        late = "" if newest in {None, ours} else f" in month {newest:+d}"
        low, high = row.get(f"low_{era}"), row.get(f"high_{era}")
        said.append(f"{era} {value}{late}" + (f" ({fixed(low)} to {fixed(high)})" if low is not None else ""))
    return f"at month {ours:+d}:  " + "   ".join(said)
