"""What a shock does to each pane: the words beside its numbers, or that it moves none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from debtwatch.desk.shocks import under_shock, unmoved
from debtwatch.terminal.rows.values import Panel, Span, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot

SUBJECTS = {
    "lamps": "bubble",
    "moves": "spreads",
    "spreads": "spreads",
    "bubble": "bubble",
    "hurdle": "hurdle",
    "grid": "hurdle",
    "loops": "circularity",
    "parties": "circularity",
    "pressure": "refinancing",
    "sponsors": "refinancing",
    "issuers": "issuers",
}
"""What each top-level pane is about; panes not named here show no figure a market could move."""
SHORT = "not moved by the shock"


BRIEFLY = frozenset({"pressure"})
"""Panes with room for the shock itself, not for its peaks."""


def under(panel: Panel, snapshot: Snapshot, subject: str, *, briefly: bool = False) -> Panel:
    """Return a panel saying what the shock in force did to its numbers; the same panel without a shock."""
    if snapshot.shock is None:
        return panel
    if unmoved(snapshot, subject):
        return replace(panel, note=f"{panel.note} · {SHORT}" if panel.note else SHORT)
    told = under_shock(snapshot, subject)
    said = tuple((Span(line, Tone.AMBER),) for line in (told[:1] if briefly else told))
    return replace(panel, lines=(*panel.lines, *said))


def all_under(panels: Mapping[str, Panel], snapshot: Snapshot) -> dict[str, Panel]:
    """Return the top-level panels, each saying what the shock in force did to it."""
    return {
        name: under(panel, snapshot, SUBJECTS[name]) if name in SUBJECTS else panel for name, panel in panels.items()
    }
