"""All panels of one snapshot at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.terminal.rows.ages import counts, trouble
from debtwatch.terminal.rows.alerts import alerts_panel, firing, since_panel
from debtwatch.terminal.rows.bubble import brief_line, bubble_panel, lamps_panel
from debtwatch.terminal.rows.circularity import loops_panel, parties_panel
from debtwatch.terminal.rows.feeds import feeds_panel, series_panel
from debtwatch.terminal.rows.hurdle import grid_panel, hurdle_panel
from debtwatch.terminal.rows.issuers import issuers_panel
from debtwatch.terminal.rows.refinancing import pressure_panel, sponsors_panel
from debtwatch.terminal.rows.shocked import all_under
from debtwatch.terminal.rows.spreads import brief_lines, movers_line, moves_panel, spreads_panel
from debtwatch.terminal.rows.values import Board

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.domain.alert import Acknowledgement, AlertEvent
    from debtwatch.domain.series import Series
    from debtwatch.terminal.chart import Symbols


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A snapshot with what stands beside it."""

    snapshot: Snapshot
    events: Sequence[AlertEvent]
    """Newest first."""
    series: Mapping[str, Series]
    last_looked: datetime | None
    role: str
    alert_trouble: str = ""
    """Why the alert rules could not be judged."""
    acknowledged: Sequence[Acknowledgement] = ()
    """Who has seen which firing alert."""


def build_board(seen: Seen, now: datetime, symbols: Symbols) -> Board:
    """Return every top-level panel as rows."""
    snapshot = seen.snapshot
    alerts = firing(seen.events)
    panels = {
        "lamps": lamps_panel(snapshot),
        "pressure": pressure_panel(snapshot, symbols),
        "moves": moves_panel(snapshot, symbols),
        "since": since_panel(seen.events, seen.last_looked, now, movers_line(snapshot)),
        "sponsors": sponsors_panel(snapshot, symbols),
        "spreads": spreads_panel(snapshot, symbols),
        "bubble": bubble_panel(snapshot, symbols),
        "issuers": issuers_panel(snapshot),
        "hurdle": hurdle_panel(snapshot),
        "grid": grid_panel(snapshot),
        "loops": loops_panel(snapshot),
        "parties": parties_panel(snapshot),
        "alerts": alerts_panel(seen.events, now, seen.alert_trouble, seen.acknowledged),
        "feeds": feeds_panel(snapshot.feeds, seen.role, now),
        "series": series_panel(snapshot.freshness, seen.series, now),
    }
    return Board(
        panels=all_under(panels, snapshot),
        status=counts(snapshot.feeds),
        trouble=trouble(snapshot.feeds, snapshot.freshness, now, book_problems=snapshot.book.problems),
        brief=(brief_line(snapshot), *brief_lines(snapshot)),
        badges={"alerts": str(alerts)} if alerts else {},
    )
